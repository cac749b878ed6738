#pragma once
// A file in memory that owns its bytes.
#include <memory>
#include <string>

#include "base/blob.hpp"

namespace support {

inline std::shared_ptr<const base::RandomAccess> file_of(std::string bytes) {
  return std::make_shared<base::BlobAccess>(base::Blob::of(std::move(bytes)));
}

}  // namespace support
