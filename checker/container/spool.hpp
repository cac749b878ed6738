#pragma once
// Spool: bytes that came in a stream and are to be read at any offset: a little
// in memory, much in a temporary file that has no name.
#include <string>

#include "base/stream.hpp"

namespace checker::container {

class Spool : public base::RandomAccess, public base::ByteSink {
 public:
  /// Up to `in_memory` bytes never touch a disk.
  explicit Spool(std::size_t in_memory = 8u << 20) : in_memory_(in_memory) {}
  ~Spool() override;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Errc::io when the temporary folder ($TMPDIR, else /tmp) is full or cannot be written.
  base::Result<void> write(base::Bytes bytes) override;
  std::uint64_t size() const override { return size_; }
  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override;

 private:
  base::Result<void> move_to_file();
  base::Result<void> write_file(base::Bytes bytes);

  std::size_t in_memory_;
  std::string memory_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace checker::container
