#pragma once
// Blob: bytes that can be read again and again without being held: windows of
// files, and small pieces of memory, one after the other.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/stream.hpp"

namespace base {

/// A regular file open for reading at any offset (pread). Never follows a FIFO or a device into a
/// hang: what is not a regular file is refused with Errc::unsupported.
class ReadableFile : public RandomAccess {
 public:
  static Result<std::shared_ptr<const ReadableFile>> open(const std::filesystem::path& path);
  /// Of a descriptor that is open for reading, and owned from now on; `path` is for messages.
  static Result<std::shared_ptr<const ReadableFile>> adopt(int descriptor,
                                                           std::filesystem::path path);
  ~ReadableFile() override;
  ReadableFile(const ReadableFile&) = delete;
  ReadableFile& operator=(const ReadableFile&) = delete;

  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override;
  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }

 private:
  ReadableFile(int descriptor, std::uint64_t size, std::filesystem::path path)
      : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
  int descriptor_;
  std::uint64_t size_;
  std::filesystem::path path_;
};

class Blob {
 public:
  Blob() = default;
  static Blob of(std::string bytes);
  /// The window [offset, offset+length) of `file`; it must lie within the file.
  static Blob window(std::shared_ptr<const RandomAccess> file, std::uint64_t offset,
                     std::uint64_t length);

  /// Bytes in all.
  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void append(const Blob& other);
  /// The part [offset, offset+length); clipped to what there is.
  Blob part(std::uint64_t offset, std::uint64_t length) const;

  /// Hands all bytes over in order, at most 64 KiB at a time. A file that has shrunk is an error.
  Result<void> each(const std::function<Result<void>(Bytes)>& take) const;
  /// All bytes in memory; Errc::limit when there are more than `most`.
  Result<std::string> text(std::uint64_t most) const;
  /// Fills `room` from `offset` on; fewer bytes only at the end.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const;

 private:
  struct Window {
    std::shared_ptr<const RandomAccess> file;
    std::uint64_t offset, length;
  };
  using Piece = std::variant<std::string, Window>;
  static std::uint64_t length(const Piece& piece);
  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

/// A Blob as what can be read at any offset.
class BlobAccess : public RandomAccess {
 public:
  explicit BlobAccess(Blob blob) : blob_(std::move(blob)) {}
  std::uint64_t size() const override { return blob_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override {
    return blob_.read_at(offset, room);
  }

 private:
  Blob blob_;
};

/// Reads a Blob from its beginning.
class BlobSource : public ByteSource {
 public:
  explicit BlobSource(Blob blob) : blob_(std::move(blob)) {}
  Result<std::size_t> read(std::span<std::byte> room) override;

 private:
  Blob blob_;
  std::uint64_t at_ = 0;
};

/// The whole of a regular file; Errc::limit above `most` bytes, Errc::io when it cannot be read.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t most);

}  // namespace base
