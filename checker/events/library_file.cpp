#include "checker/events/library_file.hpp"

#include <cstdio>
#include <limits>

namespace checker::events {

LibraryFile::LibraryFile(const base::RandomAccess& file) : state_{&file, 0} {
  // Not managed: the library keeps no positions of its own and frees nothing of ours.
  if (libbfio_handle_initialize(&handle_, reinterpret_cast<std::intptr_t*>(&state_), release, clone,
                                open, close, read, write, seek, yes, yes, size,
                                LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, nullptr) != 1)
    handle_ = nullptr;
}

LibraryFile::~LibraryFile() {
  if (handle_ != nullptr) libbfio_handle_free(&handle_, nullptr);
}

LibraryFile::State& LibraryFile::state(std::intptr_t* handle) {
  return *reinterpret_cast<State*>(handle);
}

int LibraryFile::release(std::intptr_t** handle, libbfio_error_t**) {
  *handle = nullptr;
  return 1;
}

int LibraryFile::clone(std::intptr_t**, std::intptr_t*, libbfio_error_t**) { return -1; }
int LibraryFile::open(std::intptr_t*, int flags, libbfio_error_t**) {
  return (flags & LIBBFIO_ACCESS_FLAG_WRITE) != 0 ? -1 : 1;
}
int LibraryFile::close(std::intptr_t*, libbfio_error_t**) { return 0; }
int LibraryFile::yes(std::intptr_t*, libbfio_error_t**) { return 1; }

ssize_t LibraryFile::read(std::intptr_t* handle, std::uint8_t* to, std::size_t size,
                          libbfio_error_t**) {
  State& self = state(handle);
  const auto got = self.file->read_at(self.at, std::as_writable_bytes(std::span(to, size)));
  if (!got) return -1;
  self.at += *got;
  return static_cast<ssize_t>(*got);
}

ssize_t LibraryFile::write(std::intptr_t*, const std::uint8_t*, std::size_t, libbfio_error_t**) {
  return -1;
}

off64_t LibraryFile::seek(std::intptr_t* handle, off64_t offset, int whence, libbfio_error_t**) {
  State& self = state(handle);
  const auto size = static_cast<off64_t>(self.file->size());
  const off64_t base = whence == SEEK_SET   ? 0
                       : whence == SEEK_CUR ? static_cast<off64_t>(self.at)
                                            : size;
  if (offset < -base || offset > std::numeric_limits<off64_t>::max() - base) return -1;
  self.at = static_cast<std::uint64_t>(base + offset);
  return base + offset;
}

int LibraryFile::size(std::intptr_t* handle, size64_t* size, libbfio_error_t**) {
  *size = state(handle).file->size();
  return 1;
}

}  // namespace checker::events
