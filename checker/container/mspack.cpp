#include "checker/container/mspack.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;

namespace {

// What libmspack says in words, it also says in codes.
void ignore(mspack_file*, const char*, ...) {}

}  // namespace

// An open file, as libmspack sees it: a place, and the bytes around it.
struct MspackSystem::Handle {
  MspackSystem& system;
  std::uint64_t at = 0, held_at = 0;
  std::size_t held = 0;
  std::array<std::byte, 32 * 1024> buffer;

  explicit Handle(MspackSystem& owner) : system(owner) {}
  static Handle* of(mspack_file* file) { return reinterpret_cast<Handle*>(file); }
};

MspackSystem::MspackSystem(const base::RandomAccess& file) : mspack_system{}, file_(file) {
  open = &open_file;
  close = [](mspack_file* handle) { delete Handle::of(handle); };
  read = &read_file;
  write = &write_file;
  seek = &seek_file;
  tell = [](mspack_file* handle) {
    return handle != nullptr ? static_cast<off_t>(Handle::of(handle)->at) : off_t{-1};
  };
  message = &ignore;
  // Zeroed: libmspack 0.11 frees a KWAJ header's names before it has set them when the file is
  // shorter than that header.
  alloc = [](mspack_system*, std::size_t count) { return std::calloc(1, count); };
  free = [](void* memory) { std::free(memory); };
  copy = [](void* from, void* to, std::size_t count) { std::memcpy(to, from, count); };
}

mspack_file* MspackSystem::open_file(mspack_system* self, const char*, int) noexcept {
  return reinterpret_cast<mspack_file*>(new (std::nothrow)
                                            Handle(*static_cast<MspackSystem*>(self)));
}

bool MspackSystem::fill(Handle& handle) {
  const auto got = file_.read_at(handle.at, handle.buffer);
  if (!got) read_error_ = got.error();
  handle.held_at = handle.at;
  handle.held = got ? *got : 0;
  return handle.held > 0;
}

// libmspack 0.11 goes on with no file at all where a cabinet's last block is a part of one and its
// folder is asked for again.
int MspackSystem::read_file(mspack_file* file, void* room, int count) noexcept try {
  if (file == nullptr) return -1;
  auto& handle = *Handle::of(file);
  auto* out = static_cast<std::byte*>(room);
  int done = 0;
  while (done < count) {
    const bool is_held = handle.at >= handle.held_at && handle.at < handle.held_at + handle.held;
    if (!is_held && !handle.system.fill(handle)) break;
    const auto from = static_cast<std::size_t>(handle.at - handle.held_at);
    const auto n = std::min(static_cast<std::size_t>(count - done), handle.held - from);
    std::memcpy(out + done, handle.buffer.data() + from, n);
    handle.at += n;
    done += static_cast<int>(n);
  }
  return handle.system.read_error_ ? -1 : done;
} catch (...) {
  return -1;
}

int MspackSystem::write_file(mspack_file* file, void* bytes, int count) noexcept try {
  Output* const output = file != nullptr ? Handle::of(file)->system.output_ : nullptr;
  if (output == nullptr || count < 0) return -1;
  if (count == 0) return 0;
  const Bytes taken(static_cast<const std::byte*>(bytes), static_cast<std::size_t>(count));
  return output->write(taken) ? count : -1;
} catch (...) {
  return -1;
}

int MspackSystem::seek_file(mspack_file* file, off_t offset, int mode) noexcept {
  if (file == nullptr) return -1;
  auto& handle = *Handle::of(file);
  const auto base = mode == MSPACK_SYS_SEEK_START ? 0
                    : mode == MSPACK_SYS_SEEK_CUR ? static_cast<off_t>(handle.at)
                                                  : static_cast<off_t>(handle.system.file_.size());
  off_t to = 0;
  if (__builtin_add_overflow(base, offset, &to) || to < 0) return -1;
  handle.at = static_cast<std::uint64_t>(to);
  return 0;
}

Error MspackSystem::error(std::string_view format, int code) const {
  if (read_error_) return *read_error_;
  const std::string at = std::string(format) + ": ";
  switch (code) {
    case MSPACK_ERR_READ:
    case MSPACK_ERR_SEEK:
      return {Errc::malformed, at + "it is cut short"};
    case MSPACK_ERR_NOMEMORY:
      return {Errc::limit, at + "out of memory"};
    case MSPACK_ERR_SIGNATURE:
      return {Errc::malformed, at + "its header is not that of one"};
    case MSPACK_ERR_DATAFORMAT:
      return {Errc::malformed, at + "it is damaged"};
    case MSPACK_ERR_CHECKSUM:
      return {Errc::malformed, at + "a block's check sum is wrong"};
    case MSPACK_ERR_DECRUNCH:
      return {Errc::malformed, at + "its packed data are damaged"};
    default:
      return {Errc::malformed, at + "it cannot be read (libmspack: " + std::to_string(code) + ")"};
  }
}

}  // namespace checker::container
