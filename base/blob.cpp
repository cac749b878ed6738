#include "base/blob.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace base {

Result<std::shared_ptr<const ReadableFile>> ReadableFile::open(const std::filesystem::path& path) {
  // O_NONBLOCK: a FIFO would otherwise wait for a writer before we can refuse it.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return Error{Errc::io, path.string() + ": " + std::strerror(errno)};
  return adopt(descriptor, path);
}

Result<std::shared_ptr<const ReadableFile>> ReadableFile::adopt(int descriptor,
                                                                std::filesystem::path path) {
  struct stat info = {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(descriptor);
    return Error{Errc::unsupported, path.string() + ": not a regular file"};
  }
  return std::shared_ptr<const ReadableFile>(
      new ReadableFile(descriptor, static_cast<std::uint64_t>(info.st_size), std::move(path)));
}

ReadableFile::~ReadableFile() { ::close(descriptor_); }

Result<std::size_t> ReadableFile::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  std::size_t got = 0;
  while (got < room.size()) {
    const auto n = ::pread(descriptor_, room.data() + got, room.size() - got,
                           static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return Error{Errc::io, path_.string() + ": reading at byte " + std::to_string(offset + got) +
                                 ": " + std::strerror(errno)};
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

Blob Blob::of(std::string bytes) {
  Blob blob;
  blob.size_ = bytes.size();
  if (!bytes.empty()) blob.pieces_.emplace_back(std::move(bytes));
  return blob;
}

Blob Blob::window(std::shared_ptr<const RandomAccess> file, std::uint64_t offset,
                  std::uint64_t length) {
  assert(offset <= file->size() && length <= file->size() - offset);
  Blob blob;
  blob.size_ = length;
  if (length > 0) blob.pieces_.emplace_back(Window{std::move(file), offset, length});
  return blob;
}

std::uint64_t Blob::length(const Piece& piece) {
  if (const auto* text = std::get_if<std::string>(&piece)) return text->size();
  return std::get<Window>(piece).length;
}

void Blob::append(const Blob& other) {
  pieces_.insert(pieces_.end(), other.pieces_.begin(), other.pieces_.end());
  size_ += other.size_;
}

Blob Blob::part(std::uint64_t offset, std::uint64_t length) const {
  Blob out;
  for (const Piece& piece : pieces_) {
    const std::uint64_t here = Blob::length(piece);
    if (offset >= here) {
      offset -= here;
      continue;
    }
    const std::uint64_t n = std::min(here - offset, length);
    if (n == 0) break;
    if (const auto* text = std::get_if<std::string>(&piece)) {
      out.pieces_.emplace_back(
          text->substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(n)));
    } else {
      const auto& window = std::get<Window>(piece);
      out.pieces_.emplace_back(Window{window.file, window.offset + offset, n});
    }
    out.size_ += n;
    length -= n;
    offset = 0;
  }
  return out;
}

Result<std::size_t> Blob::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  std::size_t filled = 0;
  for (const Piece& piece : pieces_) {
    const std::uint64_t here = length(piece);
    if (offset >= here) {
      offset -= here;
      continue;
    }
    const auto n =
        static_cast<std::size_t>(std::min<std::uint64_t>(here - offset, room.size() - filled));
    const auto into = room.subspan(filled, n);
    if (const auto* text = std::get_if<std::string>(&piece)) {
      std::memcpy(into.data(), text->data() + offset, n);
    } else {
      const auto& window = std::get<Window>(piece);
      auto got = read_full(*window.file, window.offset + offset, into);
      if (!got) return got;
      if (*got != n)
        return Error{Errc::io, "the file has become shorter: byte " +
                                   std::to_string(window.offset + offset + *got) + " is gone"};
    }
    filled += n;
    offset = 0;
    if (filled == room.size()) break;
  }
  return filled;
}

Result<void> Blob::each(const std::function<Result<void>(Bytes)>& take) const {
  std::array<std::byte, 64 * 1024> buffer;
  for (std::uint64_t at = 0; at < size_;) {
    auto got = read_at(at, buffer);
    if (!got) return std::move(got).error();
    if (auto taken = take(Bytes(buffer).first(*got)); !taken) return taken;
    at += *got;
  }
  return {};
}

Result<std::string> Blob::text(std::uint64_t most) const {
  if (size_ > most)
    return Error{Errc::limit,
                 std::to_string(size_) + " bytes, more than the limit of " + std::to_string(most)};
  std::string out(static_cast<std::size_t>(size_), '\0');
  auto got = read_at(0, std::as_writable_bytes(std::span(out)));
  if (!got) return std::move(got).error();
  return out;
}

Result<std::size_t> BlobSource::read(std::span<std::byte> room) {
  auto got = blob_.read_at(at_, room);
  if (got) at_ += *got;
  return got;
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t most) {
  auto file = ReadableFile::open(path);
  if (!file) return std::move(file).error();
  auto text = Blob::window(*file, 0, (*file)->size()).text(most);
  if (!text) return std::move(text).error().during(path.string());
  return text;
}

}  // namespace base
