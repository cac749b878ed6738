#pragma once
// LibraryFile: a log that is open already, handed to libevt and libevtx, which
// would open it by name.
#include <libbfio.h>

#include "base/stream.hpp"

namespace checker::events {

/// A libbfio handle of our own: it reads what there is, and nothing behind the end. (libbfio's own
/// handle over memory copies as many bytes as it is asked for, whatever the memory's size.)
class LibraryFile {
 public:
  /// Borrows the file, which must outlive it.
  explicit LibraryFile(const base::RandomAccess& file);
  ~LibraryFile();
  LibraryFile(const LibraryFile&) = delete;
  LibraryFile& operator=(const LibraryFile&) = delete;
  /// Null when there is none. Stays this object's.
  libbfio_handle_t* handle() const { return handle_; }

 private:
  struct State {
    const base::RandomAccess* file;
    std::uint64_t at;
  };
  static State& state(std::intptr_t* handle);
  static int release(std::intptr_t** handle, libbfio_error_t** error);
  static int clone(std::intptr_t** to, std::intptr_t* from, libbfio_error_t** error);
  static int open(std::intptr_t* handle, int flags, libbfio_error_t** error);
  static int close(std::intptr_t* handle, libbfio_error_t** error);
  static ssize_t read(std::intptr_t* handle, std::uint8_t* to, std::size_t size,
                      libbfio_error_t** error);
  static ssize_t write(std::intptr_t* handle, const std::uint8_t* from, std::size_t size,
                       libbfio_error_t** error);
  static off64_t seek(std::intptr_t* handle, off64_t offset, int whence, libbfio_error_t** error);
  static int yes(std::intptr_t* handle, libbfio_error_t** error);
  static int size(std::intptr_t* handle, size64_t* size, libbfio_error_t** error);

  State state_;
  libbfio_handle_t* handle_ = nullptr;
};

}  // namespace checker::events
