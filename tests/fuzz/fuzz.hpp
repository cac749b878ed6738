#pragma once
// What the fuzz targets share. A target is one file with the function that
// libFuzzer and AFL++ call; replay.cpp calls the same one in the tests.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/cursor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

inline base::Bytes bytes(const std::uint8_t* data, std::size_t size) {
  return std::as_bytes(std::span(data, size));
}

/// What must hold whatever the input is. Not assert(): it counts in a release build, too.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace fuzz
