#include "checker/container/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/process.hpp"

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

Error io_error(const std::string& what) {
  return {Errc::io, "temporary file: " + what + ": " + std::strerror(errno),
          "TMPDIR says where temporary files go"};
}

}  // namespace

Spool::~Spool() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> Spool::write(Bytes bytes) {
  if (descriptor_ < 0 && memory_.size() + bytes.size() > in_memory_) {
    if (auto moved = move_to_file(); !moved) return moved;
  }
  if (descriptor_ < 0)
    memory_ += base::text_of(bytes);
  else if (auto written = write_file(bytes); !written)
    return written;
  size_ += bytes.size();
  return {};
}

Result<void> Spool::move_to_file() {
  // mkstemp and unlink, not O_TMPFILE: overlay and network file systems do not all have that.
  std::string name = base::temporary_folder() + "/sidestep-XXXXXX";
  descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) return io_error(name);
  ::unlink(name.c_str());
  auto written = write_file(base::bytes_of(memory_));
  memory_ = std::string();
  return written;
}

Result<void> Spool::write_file(Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("write");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<std::size_t> Spool::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  if (descriptor_ < 0) return base::MemoryAccess(base::bytes_of(memory_)).read_at(offset, room);
  std::size_t got = 0;
  while (got < room.size()) {
    const auto n = ::pread(descriptor_, room.data() + got, room.size() - got,
                           static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("read");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

}  // namespace checker::container
