#pragma once
// What is recognised and not read: said by name, with what to do instead.
#include <string_view>

#include "checker/container/container.hpp"

namespace checker::container {

enum class Unreadable {
  msi,
  msp,
  mst,
  installshield_cabinet,
  installshield_setup,
  rar,
  wim,
  udf,
  nsis,
  wise,
  inno,
};

/// Format::unreadable, with its refusal.
Container refuse(Unreadable kind, std::uint64_t offset, std::uint64_t size);

}  // namespace checker::container
