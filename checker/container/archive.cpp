#include "checker/container/archive.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/text.hpp"
#include "checker/container/names.hpp"

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

// libarchive inflates all that it was handed before it gives anything back, so it is handed little:
// a twelfth of what is wanted, for resources and padding pack better than code, and one portion too
// many costs more than one call too many.
constexpr std::size_t kLeastSlice = 512, kMostSlice = 16 * 1024;
constexpr std::uint64_t kRatio = 12;
// How much is read at a place that was jumped to: mostly it is a header, and the beginning of a
// member that may not be wanted any further.
constexpr std::size_t kFirstFill = 16 * 1024;

bool is_packed(Format format) { return format == Format::zip || format == Format::seven_zip; }

void support(archive* a, Format format, bool check_sums) {
  switch (format) {
    case Format::zip:
      archive_read_support_format_zip_seekable(a);  // goes by the central directory
      archive_read_set_options(a, "zip:hdrcharset=CP437");
      if (!check_sums) archive_read_set_options(a, "zip:ignorecrc32");
      break;
    case Format::seven_zip:
      archive_read_support_format_7zip(a);
      break;
    case Format::iso:
      archive_read_support_format_iso9660(a);
      break;
    case Format::tar:
      archive_read_support_format_tar(a);
      break;
    default:
      break;
  }
}

}  // namespace

ArchiveReader::ArchiveReader(const base::RandomAccess& from, Format format, bool check_sums)
    : from_(from),
      format_(format),
      check_sums_(check_sums),
      slice_(is_packed(format) ? kLeastSlice : kBuffer),
      fill_(kFirstFill),
      handle_(archive_read_new()) {}

void ArchiveReader::expect(std::uint64_t count) {
  if (!is_packed(format_)) return;
  slice_ =
      static_cast<std::size_t>(std::clamp<std::uint64_t>(count / kRatio, kLeastSlice, kMostSlice));
}

Error ArchiveReader::error(int code) {
  dead_ = dead_ || code == ARCHIVE_FATAL;
  const char* why = archive_error_string(handle_.get());
  const std::string text = why != nullptr ? base::to_utf8(why) : "unknown error";
  // libarchive has no code of its own for what it cannot read.
  const bool encrypted = text.find("ncrypt") != std::string::npos;
  const bool unsupported = encrypted || text.find("nsupported") != std::string::npos ||
                           text.find("Unexpected codec ID") != std::string::npos;
  return {unsupported ? Errc::unsupported : Errc::malformed,
          std::string(to_string(format_)) + ": " + text,
          unsupported ? "extract it first (7z x), and scan the folder" : ""};
}

Result<void> ArchiveReader::open() {
  archive* const a = handle_.get();
  if (a == nullptr) return Error{Errc::limit, std::string(to_string(format_)) + ": out of memory"};
  support(a, format_, check_sums_);
  archive_read_set_callback_data(a, this);
  archive_read_set_read_callback(a, &ArchiveReader::feed);
  archive_read_set_seek_callback(a, &ArchiveReader::seek);
  archive_read_set_skip_callback(a, &ArchiveReader::skip);
  if (const int code = archive_read_open1(a); code != ARCHIVE_OK) {
    dead_ = true;
    return error(code);
  }
  return {};
}

Result<archive_entry*> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int code = archive_read_next_header(handle_.get(), &entry);
  if (code == ARCHIVE_EOF) return nullptr;
  // A warning is about the name or another detail; the member is there.
  if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return error(code);
  warning_ = code == ARCHIVE_WARN ? error(code).message : "";
  return entry;
}

Result<ArchiveReader::Block> ArchiveReader::read() {
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t at = 0;
  const int code = archive_read_data_block(handle_.get(), &data, &size, &at);
  if (code != ARCHIVE_OK && code != ARCHIVE_EOF) return error(code);
  const auto place = static_cast<std::uint64_t>(std::max<la_int64_t>(at, 0));
  if (code == ARCHIVE_EOF) return Block{place, {}, true};
  return Block{place, Bytes(static_cast<const std::byte*>(data), size), false};
}

std::uint64_t ArchiveReader::header_position() const {
  return static_cast<std::uint64_t>(
      std::max<la_int64_t>(archive_read_header_position(handle_.get()), 0));
}

la_ssize_t ArchiveReader::feed(archive* a, void* self, const void** out) noexcept {
  auto& me = *static_cast<ArchiveReader*>(self);
  if (me.at_ < me.held_at_ || me.at_ >= me.held_at_ + me.held_) {
    if (me.at_ != me.held_at_ + me.held_) me.fill_ = kFirstFill;
    const auto got = me.from_.read_at(me.at_, std::span(me.buffer_).first(me.fill_));
    if (!got) {
      archive_set_error(a, EIO, "%s", got.error().message.c_str());
      return ARCHIVE_FATAL;
    }
    me.held_at_ = me.at_;
    me.held_ = *got;
    me.fill_ = me.buffer_.size();
  }
  const auto from = static_cast<std::size_t>(me.at_ - me.held_at_);
  const std::size_t count = std::min(me.held_ - from, me.slice_);
  *out = me.buffer_.data() + from;
  me.at_ += count;
  return static_cast<la_ssize_t>(count);
}

la_int64_t ArchiveReader::seek(archive*, void* self, la_int64_t offset, int whence) noexcept {
  auto& me = *static_cast<ArchiveReader*>(self);
  const auto size = static_cast<la_int64_t>(me.from_.size());
  const auto base = whence == SEEK_SET   ? 0
                    : whence == SEEK_CUR ? static_cast<la_int64_t>(me.at_)
                                         : size;
  la_int64_t to = 0;
  if (__builtin_add_overflow(base, offset, &to) || to < 0) return ARCHIVE_FATAL;
  me.at_ = static_cast<std::uint64_t>(to);
  return to;
}

la_int64_t ArchiveReader::skip(archive*, void* self, la_int64_t count) noexcept {
  auto& me = *static_cast<ArchiveReader*>(self);
  const auto left = static_cast<la_int64_t>(me.from_.size() - std::min(me.at_, me.from_.size()));
  const la_int64_t step = std::clamp<la_int64_t>(count, 0, left);
  me.at_ += static_cast<std::uint64_t>(step);
  return step;
}

std::string name_of(archive_entry* entry, Format format) {
  const char* text = archive_entry_pathname(entry);
  const std::string name = utf8_name(text != nullptr ? text : "?");
  if (format != Format::zip || base::is_ascii(name)) return name;
  // libarchive takes names without the UTF-8 flag for CP437, the only other code page that the
  // format knows. Unix ZIP programs write UTF-8 and leave the flag out, so what was UTF-8 before
  // that conversion is UTF-8.
  static const auto dos = base::CodePage::find(437);
  const auto stored = dos ? dos->encode(name) : std::nullopt;
  return stored && !base::is_ascii(*stored) && base::is_utf8(*stored) ? *stored : name;
}

}  // namespace checker::container
