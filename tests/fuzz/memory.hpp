#pragma once
// An input as a file.
#include "base/cursor.hpp"
#include "tests/support/memory.hpp"

namespace fuzz {

inline std::shared_ptr<const base::RandomAccess> file_of(base::Bytes bytes) {
  return support::file_of(std::string(base::text_of(bytes)));
}

}  // namespace fuzz
