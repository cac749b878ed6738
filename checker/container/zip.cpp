#include "checker/container/zip.hpp"

#include <cerrno>
#include <cstdio>

#include "base/text.hpp"
#include "checker/container/spool.hpp"
#include "checker/container/utf8_locale.hpp"
#include "checker/container/zip_directory.hpp"

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

// A damaged member costs a new reader; one that holds more of them is given up.
constexpr int kMaxReaders = 100;

// libarchive takes names without the UTF-8 flag for CP437, the only other code page that the
// format knows. Unix ZIP programs write UTF-8 and leave the flag out, so what was UTF-8 before that
// conversion is UTF-8.
std::string name_of(archive_entry* entry) {
  const char* text = archive_entry_pathname(entry);
  const std::string name = base::to_utf8(text != nullptr ? text : "?");
  if (base::is_ascii(name)) return name;
  const auto dos = base::CodePage::find(437);
  const auto stored = dos ? dos->encode(name) : std::nullopt;
  return stored && !base::is_ascii(*stored) && base::is_utf8(*stored) ? *stored : name;
}

// Folders and links are not looked into. Anything else is taken for a file, whatever its mode says:
// only its bytes are read.
bool holds_bytes(archive_entry* entry) {
  const auto type = archive_entry_filetype(entry);
  return type != AE_IFLNK && (type != AE_IFDIR || archive_entry_size(entry) > 0);
}

Error limit_of_whole(Error error) {
  error.message += "; what follows was not read";
  return error;
}

}  // namespace

ZipReader::ZipReader(const base::RandomAccess& from) : from_(from), handle_(archive_read_new()) {}

Error ZipReader::error(int code) {
  dead_ = dead_ || code == ARCHIVE_FATAL;
  const char* why = archive_error_string(handle_.get());
  return {Errc::malformed, std::string("ZIP: ") + (why != nullptr ? why : "unknown error")};
}

Result<void> ZipReader::open() {
  archive* const a = handle_.get();
  if (a == nullptr) return Error{Errc::limit, "ZIP: out of memory"};
  archive_read_support_format_zip_seekable(a);
  archive_read_set_options(a, "zip:hdrcharset=CP437");
  archive_read_set_callback_data(a, this);
  archive_read_set_read_callback(a, &ZipReader::feed);
  archive_read_set_seek_callback(a, &ZipReader::seek);
  archive_read_set_skip_callback(a, &ZipReader::skip);
  if (const int code = archive_read_open1(a); code != ARCHIVE_OK) {
    dead_ = true;
    return error(code);
  }
  return {};
}

Result<archive_entry*> ZipReader::next() {
  archive_entry* entry = nullptr;
  const int code = archive_read_next_header(handle_.get(), &entry);
  if (code == ARCHIVE_EOF) return nullptr;
  // A warning is about the name or another detail; the member is there.
  if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return error(code);
  return entry;
}

Result<std::size_t> ZipReader::read(std::span<std::byte> room) {
  const la_ssize_t got = archive_read_data(handle_.get(), room.data(), room.size());
  if (got < 0) return error(static_cast<int>(got));
  return static_cast<std::size_t>(got);
}

la_ssize_t ZipReader::feed(archive* a, void* self, const void** out) noexcept {
  auto& me = *static_cast<ZipReader*>(self);
  const auto got = me.from_.read_at(me.at_, me.buffer_);
  if (!got) {
    archive_set_error(a, EIO, "%s", got.error().message.c_str());
    return -1;
  }
  *out = me.buffer_.data();
  me.at_ += *got;
  return static_cast<la_ssize_t>(*got);
}

la_int64_t ZipReader::seek(archive*, void* self, la_int64_t offset, int whence) noexcept {
  auto& me = *static_cast<ZipReader*>(self);
  const auto size = static_cast<la_int64_t>(me.from_.size());
  const auto base = whence == SEEK_SET   ? 0
                    : whence == SEEK_CUR ? static_cast<la_int64_t>(me.at_)
                                         : size;
  la_int64_t to = 0;
  if (__builtin_add_overflow(base, offset, &to) || to < 0) return ARCHIVE_FATAL;
  me.at_ = static_cast<std::uint64_t>(to);
  return to;
}

la_int64_t ZipReader::skip(archive*, void* self, la_int64_t count) noexcept {
  auto& me = *static_cast<ZipReader*>(self);
  const auto left = static_cast<la_int64_t>(me.from_.size() - std::min(me.at_, me.from_.size()));
  const la_int64_t step = std::clamp<la_int64_t>(count, 0, left);
  me.at_ += static_cast<std::uint64_t>(step);
  return step;
}

Result<void> ZipWalk::run() {
  const auto listed = listed_members(zip_);
  if (!listed) return listed.error();
  // Nothing but an end record is a ZIP without members, which libarchive takes for no ZIP.
  std::array<std::byte, 4> start{};
  if (auto got = zip_.read_at(0, start); !got) return std::move(got).error();
  const bool begins_with_member = base::text_of(start) == "PK\x03\x04";
  if (*listed && **listed == 0 && !begins_with_member) return {};

  const Utf8Locale utf8;
  for (int readers = 0; readers < kMaxReaders; ++readers) {
    auto finished = pass();
    if (!finished) return std::move(finished).error();
    if (*finished) return check_count(*listed, begins_with_member);
  }
  return Error{Errc::limit, "ZIP: more than " + std::to_string(kMaxReaders) +
                                " damaged members; what follows was not read"};
}

// True at the end of the ZIP; false when member `seen_` killed the reader and the next has to go on
// with a new one.
Result<bool> ZipWalk::pass() {
  ZipReader reader(zip_);
  if (auto opened = reader.open(); !opened) return std::move(opened).error();
  for (std::uint64_t index = 0;; ++index) {
    const auto entry = reader.next();
    if (!entry)
      return Error{entry.error().code, entry.error().message + " (behind member " +
                                           std::to_string(index) + "; what follows was not read)"};
    if (*entry == nullptr) return true;
    if (index < seen_) continue;
    ++seen_;
    if (auto visited = visit(reader, *entry); !visited) return std::move(visited).error();
    if (reader.is_dead()) return false;
  }
}

Result<void> ZipWalk::visit(ZipReader& reader, archive_entry* entry) {
  if (auto taken = budget_.take_member(); !taken) return limit_of_whole(std::move(taken).error());
  if (!holds_bytes(entry)) return {};
  Member member{name_of(entry), 0, nullptr, std::nullopt};
  const bool stated = archive_entry_size_is_set(entry) != 0;
  if (stated) member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
  if (archive_entry_is_encrypted(entry) != 0) {
    member.error = Error{Errc::unsupported, "ZIP: the member is encrypted"};
  } else if (auto filled = fill(reader, member); !filled) {
    member.bytes = nullptr;
    member.error = std::move(filled).error();
  } else if (member.bytes != nullptr && stated && member.bytes->size() != member.size) {
    // libarchive itself misses a difference of 2^32.
    member.error =
        Error{Errc::malformed, "ZIP: the member has " + std::to_string(member.bytes->size()) +
                                   " bytes, not " + std::to_string(member.size) + " as stated"};
    member.bytes = nullptr;
  }
  if (member.bytes != nullptr) member.size = member.bytes->size();
  std::optional<Error> stop;
  if (member.error && budget_.is_exhausted()) stop = limit_of_whole(*member.error);
  take_(std::move(member));
  if (stop) return std::move(*stop);
  return {};
}

// Reads the beginning and, when that is wanted, the rest.
Result<void> ZipWalk::fill(ZipReader& reader, Member& member) {
  std::array<std::byte, 64 * 1024> buffer;
  auto spool = std::make_shared<Spool>();
  for (bool first = true;; first = false) {
    const auto got = reader.read(buffer);
    if (!got) return got.error();
    const auto bytes = Bytes(buffer).first(*got);
    if (first && !wanted_(member.name, bytes)) return {};
    if (bytes.empty()) break;
    if (auto taken = budget_.take_bytes(bytes.size(), spool->size() + bytes.size()); !taken)
      return taken;
    if (auto written = spool->write(bytes); !written) return written;
  }
  member.bytes = std::move(spool);
  return {};
}

Result<void> ZipWalk::check_count(std::optional<std::uint64_t> listed,
                                  bool begins_with_member) const {
  if (listed && *listed > seen_)
    return Error{Errc::malformed, "ZIP: its directory lists " + std::to_string(*listed) +
                                      " members, " + std::to_string(seen_) + " could be found"};
  if (seen_ == 0 && begins_with_member)
    return Error{Errc::malformed, "ZIP: it begins with a member and its directory lists none"};
  return {};
}

}  // namespace checker::container
