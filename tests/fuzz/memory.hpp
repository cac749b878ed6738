#pragma once
// An input as a file that hands over only some bytes at a time.
#include <memory>
#include <string>

#include "base/stream.hpp"

namespace fuzz {

class Memory : public base::RandomAccess {
 public:
  explicit Memory(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  base::Result<std::size_t> read_at(std::uint64_t offset,
                                    std::span<std::byte> room) const override {
    return base::MemoryAccess(base::bytes_of(bytes_)).read_at(offset, room);
  }

 private:
  std::string bytes_;
};

inline std::shared_ptr<const base::RandomAccess> file_of(base::Bytes bytes) {
  return std::make_shared<Memory>(std::string(base::text_of(bytes)));
}

}  // namespace fuzz
