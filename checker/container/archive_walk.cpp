#include "checker/container/archive_walk.hpp"

#include <map>
#include <vector>

#include "checker/container/archive.hpp"
#include "checker/container/delivery.hpp"
#include "checker/container/locale.hpp"
#include "checker/container/window.hpp"
#include "checker/container/zip_directory.hpp"

namespace checker::container {

using base::Errc;
using base::Error;
using base::Result;

namespace {

// Seconds; a time behind it is none that a calendar can say.
constexpr std::int64_t kYear10000 = 253'402'300'800;
// A damaged member costs a new reader; one that holds more of them is given up.
constexpr int kMaxReaders = 100;
// Each name of a file beyond its first costs a walk over the headers.
constexpr int kMaxNames = 100;

// Folders and symbolic links are not looked into. Anything else is taken for a file, whatever its
// mode says: only its bytes are read. In a ZIP even a folder may lie, in other formats it has a
// size.
bool holds_bytes(archive_entry* entry, Format format) {
  const auto type = archive_entry_filetype(entry);
  const bool is_folder = format != Format::zip || archive_entry_size(entry) == 0;
  return type != AE_IFLNK && (type != AE_IFDIR || !is_folder);
}

class ArchiveWalk {
 public:
  ArchiveWalk(const base::RandomAccess& file, Format format, Budget& budget, MemberSink& sink)
      : file_(file), format_(format), budget_(budget), sink_(sink) {}
  Result<void> run();
  std::uint64_t seen() const { return seen_; }

 private:
  // What a pass is for: the members themselves, then what only refers to them.
  enum class Pass { members, links };
  Result<void> run(Pass pass);
  Result<bool> read_through(Pass pass);
  Result<void> visit(ArchiveReader& reader, archive_entry* entry);
  Result<void> visit_target(ArchiveReader& reader, archive_entry* entry);
  Result<void> deliver(ArchiveReader& reader, archive_entry* entry, const std::string& name);
  std::optional<Error> fill(ArchiveReader& reader, Delivery& delivery, bool& complete);
  Result<void> check_end(const ArchiveReader& reader) const;
  void add_link(const std::string& name, archive_entry* entry);
  Error message(Errc code, const std::string& text) const {
    return {code, std::string(to_string(format_)) + ": " + text};
  }

  const base::RandomAccess& file_;
  Format format_;
  Budget& budget_;
  MemberSink& sink_;
  std::uint64_t seen_ = 0;
  std::optional<Error> killer_;                            // of the last reader that died
  std::uint64_t linked_ = 0;                               // links delivered in this pass
  std::map<std::string, std::vector<std::string>> links_;  // by the name of what they refer to
};

Result<void> ArchiveWalk::run() {
  if (auto done = run(Pass::members); !done) return done;
  // Two names of one file (hard links of a tar; two files of a disc that share their bytes) come as
  // a file and a link to it. Both are files to Windows, so the second is read, too.
  for (int passes = 0; !links_.empty(); ++passes) {
    const auto& [target, names] = *links_.begin();
    if (passes == kMaxNames)
      return message(Errc::limit, "more than " + std::to_string(kMaxNames) + " names of " + target);
    const std::string first = names.front() + " is a link to " + target;
    linked_ = 0;
    if (auto done = run(Pass::links); !done) return done;
    if (linked_ == 0) return message(Errc::malformed, first + ", which is not there");
  }
  return {};
}

Result<void> ArchiveWalk::run(Pass pass) {
  seen_ = 0;
  for (int readers = 0; readers < kMaxReaders; ++readers) {
    auto finished = read_through(pass);
    if (!finished) return std::move(finished).error();
    if (*finished) return {};
  }
  return message(Errc::limit, "more than " + std::to_string(kMaxReaders) +
                                  " damaged members; what follows was not read");
}

// True at the end of the archive; false when member `seen_` killed the reader and the next has to
// go on with a new one.
Result<bool> ArchiveWalk::read_through(Pass pass) {
  ArchiveReader reader(file_, format_, sink_.wants_check_sums());
  if (auto opened = reader.open(); !opened) return std::move(opened).error();
  for (std::uint64_t index = 0;; ++index) {
    const auto entry = reader.next();
    if (!entry)
      return Error{entry.error().code,
                   entry.error().message + " (behind member " + std::to_string(index) +
                       "; what follows was not read)",
                   entry.error().hint};
    if (*entry == nullptr) {
      if (auto ended = check_end(reader); !ended) return std::move(ended).error();
      return true;
    }
    if (index < seen_) continue;
    ++seen_;
    auto visited = pass == Pass::members ? visit(reader, *entry) : visit_target(reader, *entry);
    if (!visited) return std::move(visited).error();
    if (pass == Pass::links && links_.empty()) return true;
    if (!reader.is_dead()) continue;
    // To come to the next member of these, the damaged one would have to be read again.
    if (format_ == Format::seven_zip || format_ == Format::tar)
      return not_read_on(killer_ ? *killer_ : message(Errc::malformed, "it is damaged"));
    return false;
  }
}

Result<void> ArchiveWalk::visit(ArchiveReader& reader, archive_entry* entry) {
  if (auto taken = budget_.take_member(); !taken) return not_read_on(std::move(taken).error());
  if (archive_entry_hardlink(entry) != nullptr && format_ != Format::zip) {
    add_link(archive_entry_hardlink(entry), entry);
    return {};
  }
  if (!holds_bytes(entry, format_)) return {};
  return deliver(reader, entry, name_of(entry, format_));
}

void ArchiveWalk::add_link(const std::string& target, archive_entry* entry) {
  links_[target].push_back(name_of(entry, format_));
}

Result<void> ArchiveWalk::visit_target(ArchiveReader& reader, archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr || archive_entry_hardlink(entry) != nullptr) return {};
  const auto found = links_.find(name);
  if (found == links_.end()) return {};
  // One name each time: the bytes of a member can be read once.
  const std::string link = found->second.back();
  found->second.pop_back();
  ++linked_;
  if (found->second.empty()) links_.erase(found);
  return deliver(reader, entry, link);
}

Result<void> ArchiveWalk::deliver(ArchiveReader& reader, archive_entry* entry,
                                  const std::string& name) {
  Member member{name, std::nullopt};
  if (archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) >= 0)
    member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
  if (const auto time = archive_entry_mtime(entry);
      archive_entry_mtime_is_set(entry) != 0 && time > 0 && time < kYear10000)
    member.modified = std::chrono::sys_seconds(std::chrono::seconds(time));
  member.warning = reader.warning();
  Delivery delivery(to_string(format_), member, budget_, sink_);
  std::optional<Error> error;
  bool complete = false;
  if (archive_entry_is_encrypted(entry) != 0)
    error = message(Errc::unsupported, "the member is encrypted");
  else
    error = fill(reader, delivery, complete);
  std::optional<Error> stop = delivery.stop();
  // The rest of a 7z member is unpacked in any case: what follows it is in the same stream.
  if (format_ == Format::seven_zip && !stop && !reader.is_dead() && !complete && member.size &&
      *member.size > delivery.came()) {
    if (auto paid = budget_.take_bytes(*member.size - delivery.came()); !paid)
      stop = std::move(paid).error();
  }
  if (reader.is_dead()) killer_ = error;
  delivery.end(std::move(error), complete);
  if (stop) return not_read_on(std::move(*stop));
  return {};
}

// Reads as far as the sink wants it, and over the end if that is where it got to.
std::optional<Error> ArchiveWalk::fill(ArchiveReader& reader, Delivery& delivery, bool& complete) {
  while (delivery.missing() > 0 || delivery.is_at_stated_end()) {
    reader.expect(delivery.missing());
    const auto block = reader.read();
    if (!block) return block.error();
    if (block->at > delivery.came() && !delivery.take_zeros(block->at - delivery.came())) break;
    if (block->at > delivery.came()) break;  // left within a hole
    if (block->is_end) {
      complete = true;
      break;
    }
    if (block->at < delivery.came() && !block->bytes.empty() && delivery.missing() > 0)
      return message(Errc::malformed, "the member's pieces overlap");
    if (!block->bytes.empty() && !delivery.take(block->bytes)) break;
  }
  return std::nullopt;
}

// A tar ends with two blocks of zeros. One that was cut short between two members shows it by
// nothing else.
Result<void> ArchiveWalk::check_end(const ArchiveReader& reader) const {
  if (format_ != Format::tar) return {};
  std::array<std::byte, 512> block{};
  const std::uint64_t at = reader.header_position();
  const auto got = file_.read_at(at, block);
  if (!got) return got.error();
  if (*got == block.size()) return {};
  return message(Errc::malformed, "its end mark is missing at byte " + std::to_string(at) +
                                      ": it is cut short, and there may be more members");
}

// ZIP as libarchive reads it, between two questions that it does not ask.
Result<void> each_zip_member(const base::RandomAccess& file, Budget& budget, MemberSink& sink) {
  const auto end = find_end_record(file);
  if (!end) return end.error();
  const std::uint64_t listed = *end ? (*end)->members : 0;
  // Nothing but an end record is a ZIP without members, which libarchive takes for no ZIP.
  std::array<std::byte, 4> start{};
  if (auto got = file.read_at(0, start); !got) return std::move(got).error();
  const bool begins_with_member = base::text_of(start) == "PK\x03\x04";
  if (*end && listed == 0 && !begins_with_member) return {};

  // libarchive looks for the end record in the last 16 KiB.
  const Window zip(file, 0, *end ? (*end)->offset + kEndRecord : file.size());
  ArchiveWalk walk(zip, Format::zip, budget, sink);
  if (auto done = walk.run(); !done) return done;
  if (listed > walk.seen())
    return Error{Errc::malformed, "ZIP: its directory lists " + std::to_string(listed) +
                                      " members, " + std::to_string(walk.seen()) +
                                      " could be found"};
  if (walk.seen() == 0 && begins_with_member)
    return Error{Errc::malformed, "ZIP: it begins with a member and its directory lists none"};
  return {};
}

}  // namespace

Result<void> each_archive_member(const base::RandomAccess& file, Format format, Budget& budget,
                                 MemberSink& sink) {
  const Utf8Locale utf8;
  if (format == Format::zip) return each_zip_member(file, budget, sink);
  return ArchiveWalk(file, format, budget, sink).run();
}

Result<void> open_archive(const base::RandomAccess& file, Format format) {
  const Utf8Locale utf8;
  ArchiveReader reader(file, format);
  if (auto opened = reader.open(); !opened) return opened;
  if (auto entry = reader.next(); !entry) return std::move(entry).error();
  return {};
}

}  // namespace checker::container
