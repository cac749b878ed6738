// What a self-extracting executable carries.
#include <algorithm>
#include <array>

#include "checker/container/archive_walk.hpp"
#include "checker/container/ole.hpp"
#include "checker/container/refusal.hpp"
#include "checker/container/scanner.hpp"
#include "checker/container/window.hpp"
#include "checker/container/zip_directory.hpp"

namespace checker::container {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

using namespace std::string_view_literals;

// Smaller than any of the headers that are looked for.
constexpr std::uint64_t kSmallest = 22;
// Payloads stand at the beginning of an overlay, behind at most some settings; what has nothing
// there is a program with data of its own (frozen scripts, games: hundreds of megabytes).
constexpr std::uint64_t kSearched = 1u << 20;
// Each costs an attempt to open it.
constexpr int kMaxTries = 32;
// Marks that are words or short: they count only where the overlay begins.
constexpr std::uint64_t kBeginning = 4096;
// Its script, and the DLL that runs it, come to more than that.
constexpr std::uint64_t kWise = 32 * 1024;
// How much of the stub may be searched for its maker's name.
constexpr std::uint64_t kStub = 256 * 1024;

// Looks at the members' names only.
class Lister : public MemberSink {
 public:
  bool begin(const Member&) override { return false; }
  std::uint64_t wanted() const override { return 0; }
  Result<void> write(Bytes) override { return {}; }
  void end(std::optional<Error> error, bool) override {
    if (error && error->code != Errc::unsupported && !error_) error_ = std::move(error);
  }
  std::optional<Error> error_;
};

// Whether it opens and lists fully. A 7z has its headers in one place; to list it member by member
// would be to unpack it.
Result<void> lists_fully(const base::RandomAccess& file, const Container& found) {
  if (found.format == Format::seven_zip)
    return open_archive(Window(file, found.offset, found.size), found.format);
  Budget budget(found.size);
  Lister lister;
  if (auto walked = each_member(file, found, "", budget, lister); !walked) return walked;
  if (lister.error_) return *lister.error_;
  return {};
}

std::uint32_t crc32(Bytes bytes) {
  std::uint32_t crc = ~0U;
  for (const std::byte b : bytes) {
    crc ^= std::to_integer<std::uint32_t>(b);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

using Found = Result<std::optional<Container>>;

// The cabinet's own length ([MS-CAB] 2.1, cbCabinet) says where it ends.
Found cab_at(const base::RandomAccess& file, std::uint64_t offset, std::uint64_t end) {
  std::array<std::byte, 12> room{};
  const auto got = file.read_at(offset, room);
  if (!got) return got.error();
  Cursor in(Bytes(room).first(*got));
  const bool is_cab = base::text_of(in.take(8)) == "MSCF\0\0\0\0"sv;
  const std::uint64_t size = in.le<std::uint32_t>();
  if (!in.ok() || !is_cab || size > end - offset) return std::optional<Container>();
  return std::optional(Container{Format::cab, offset, size, std::nullopt});
}

// The first 32 bytes say where the headers stand, and have a check sum (7-Zip, 7zFormat.txt).
Found seven_zip_at(const base::RandomAccess& file, std::uint64_t offset, std::uint64_t end) {
  std::array<std::byte, 32> room{};
  const auto got = file.read_at(offset, room);
  if (!got) return got.error();
  Cursor in(Bytes(room).first(*got));
  in.skip(8);
  const auto crc = in.le<std::uint32_t>();
  const auto next = in.le<std::uint64_t>();
  const auto size = in.le<std::uint64_t>();
  if (!in.ok() || crc32(Bytes(room).subspan(12)) != crc) return std::optional<Container>();
  const std::uint64_t left = end - offset - room.size();
  if (next > left || size > left - next) return std::optional<Container>();
  return std::optional(
      Container{Format::seven_zip, offset, room.size() + next + size, std::nullopt});
}

// From the end record back to the beginning. Offsets in the ZIP count from there, or from the
// beginning of the file: then the ZIP is taken to begin there. A comment may be cut short.
Found zip_of(const EndRecord& end, std::uint64_t overlay, std::uint64_t overlay_end) {
  const std::uint64_t directory = end.directory_size + end.directory_offset;
  if (end.members == 0 || directory < end.directory_size || directory > end.directory_end)
    return std::optional<Container>();
  const std::uint64_t begin = end.directory_end - directory;
  if (begin != 0 && begin < overlay) return std::optional<Container>();
  const std::uint64_t zip_end = std::min(end.offset + kEndRecord + end.comment, overlay_end);
  return std::optional(Container{Format::zip, begin, zip_end - begin, std::nullopt});
}

Error does_not_open(Format format, std::uint64_t offset, Error why) {
  why.message = "self-extracting: the " + std::string(to_string(format)) + " at byte " +
                std::to_string(offset) + " does not open: " + why.message;
  return why;
}

Error two_payloads(const Container& a, const Container& b) {
  const auto text = [](const Container& c) {
    return std::string(to_string(c.format)) + " at byte " + std::to_string(c.offset);
  };
  return {Errc::conflict,
          "self-extracting: it carries two containers, a " + text(a) + " and a " + text(b),
          "extract the one that is meant, and scan that"};
}

class Locator {
 public:
  /// `opening` false: the first container that seems to be there is taken for one.
  Locator(const base::RandomAccess& file, const image::Layout& layout, bool opening)
      : file_(file),
        layout_(layout),
        opening_(opening),
        begin_(std::min(layout.overlay.offset, file.size())),
        end_(begin_ + std::min(layout.overlay.size, file.size() - begin_)),
        from_(begin_) {}
  Found run();

 private:
  Result<void> look_at_resource();
  Result<void> look_at_end();
  Result<void> look_through();
  Result<void> look_at(const Hit& hit);
  Result<void> try_container(const Container& found);
  Result<void> add(const Container& found);
  Result<void> look_at_beginning();
  Found installer(const Hit& hit) const;
  Result<bool> is_wise() const;
  bool is_within(const Container& inner, const Container& outer) const;
  bool is_covered(std::uint64_t offset) const;

  const base::RandomAccess& file_;
  const image::Layout& layout_;
  bool opening_;
  std::uint64_t begin_, end_;  // of the overlay
  std::uint64_t from_;         // where looking through goes on
  int tries_ = 0;
  std::optional<Container> found_, refused_;
  std::optional<Error> damaged_;
};

Found Locator::run() {
  for (const auto step :
       {&Locator::look_at_resource, &Locator::look_at_end, &Locator::look_through}) {
    if (auto done = (this->*step)(); !done) return std::move(done).error();
    if (found_ && !opening_) break;
  }
  if (refused_ && !found_) return std::optional(*refused_);
  if (!found_ && !damaged_)
    if (auto done = look_at_beginning(); !done) return std::move(done).error();
  if (found_) return std::optional(*found_);
  if (damaged_) return *damaged_;
  const auto wise = is_wise();
  if (!wise) return wise.error();
  return *wise ? std::optional(refuse(Unreadable::wise, begin_, end_ - begin_)) : std::nullopt;
}

bool Locator::is_within(const Container& inner, const Container& outer) const {
  // A ZIP that counts from the file's beginning stands in the overlay all the same.
  const auto begin = [&](const Container& c) { return c.offset == 0 ? begin_ : c.offset; };
  return begin(inner) >= begin(outer) && inner.offset + inner.size <= outer.offset + outer.size;
}

// The same bytes are often reached on two ways, and a payload may hold others: only one that stands
// beside it is a second one.
Result<void> Locator::add(const Container& found) {
  if (!found_ || (is_within(*found_, found) && !is_within(found, *found_))) {
    found_ = found;
    return {};
  }
  if (is_within(found, *found_)) return {};
  return two_payloads(*found_, found);
}

bool Locator::is_covered(std::uint64_t offset) const {
  return found_ && is_within({found_->format, offset, 1, std::nullopt}, *found_);
}

Result<void> Locator::try_container(const Container& found) {
  if (!opening_ || lists_fully(file_, found)) return add(found);
  return {};
}

Result<void> Locator::look_at_resource() {
  if (!layout_.cabinet) return {};
  const auto [offset, size] = *layout_.cabinet;
  std::array<std::byte, 4> room{};
  if (auto got = file_.read_at(offset, room); !got) return std::move(got).error();
  if (base::text_of(room) != "MSCF") return {};
  const Container found{Format::cab, offset, size, std::nullopt};
  if (auto listed = opening_ ? lists_fully(file_, found) : Result<void>(); !listed)
    damaged_ = does_not_open(Format::cab, offset, std::move(listed).error());
  else
    found_ = found;
  return {};
}

// A ZIP ends where the overlay does, but for a comment.
Result<void> Locator::look_at_end() {
  // What is shorter is looked through as a whole.
  if (end_ - begin_ <= kSearched) return {};
  const auto end = find_end_record(Window(file_, 0, end_));
  if (!end) return end.error();
  if (!*end || (*end)->offset < begin_) return {};
  const auto zip = zip_of(**end, begin_, end_);
  if (!zip) return zip.error();
  return *zip ? try_container(**zip) : Result<void>{};
}

// What begins like a container right where the image ends is one, even if it is cut short or its
// end is not where it should be.
Result<void> Locator::look_at_beginning() {
  std::array<std::byte, 8> room{};
  const auto got = file_.read_at(
      begin_, std::span(room).first(std::min<std::uint64_t>(room.size(), end_ - begin_)));
  if (!got) return got.error();
  const auto text = base::text_of(room);
  const auto format = text.starts_with("PK\x03\x04")             ? std::optional(Format::zip)
                      : text == "MSCF\0\0\0\0"sv                 ? std::optional(Format::cab)
                      : text.starts_with("7z\xBC\xAF\x27\x1C"sv) ? std::optional(Format::seven_zip)
                                                                 : std::nullopt;
  if (!format) return {};
  const Container found{*format, begin_, end_ - begin_, std::nullopt};
  if (auto listed = lists_fully(file_, found); !listed)
    damaged_ = does_not_open(*format, begin_, std::move(listed).error());
  else
    found_ = found;
  return {};
}

Result<void> Locator::look_through() {
  if (end_ - begin_ < kSmallest) return {};
  Scanner scanner(file_, begin_, std::min(end_, begin_ + kSearched));
  while (tries_ < kMaxTries && (opening_ || !found_)) {
    if (found_ && is_covered(from_)) from_ = found_->offset + found_->size;
    scanner.skip_to(from_);
    const auto hit = scanner.next();
    if (!hit) return hit.error();
    if (!*hit) break;
    if (is_covered((*hit)->offset)) {
      from_ = found_->offset + found_->size;
      continue;
    }
    if (auto looked = look_at(**hit); !looked) return looked;
    if (refused_) break;  // what follows belongs to that installer
  }
  return {};
}

Result<void> Locator::look_at(const Hit& hit) {
  Found candidate = std::optional<Container>();
  if (hit.mark == Mark::cab) {
    candidate = cab_at(file_, hit.offset, end_);
  } else if (hit.mark == Mark::seven_zip) {
    candidate = seven_zip_at(file_, hit.offset, end_);
  } else if (hit.mark == Mark::zip_end) {
    const auto end = read_end_record(Window(file_, 0, end_), hit.offset);
    if (!end) return end.error();
    if (*end) candidate = zip_of(**end, begin_, end_);
  } else {
    if (found_) return {};
    const auto refused = installer(hit);
    if (!refused) return refused.error();
    refused_ = *refused;
    return {};
  }
  if (!candidate) return std::move(candidate).error();
  if (!*candidate) return {};
  ++tries_;
  return try_container(**candidate);
}

// The installer that the mark stands for, if it stands in its place.
Found Locator::installer(const Hit& hit) const {
  const auto refusal = [&](Unreadable kind) {
    return std::optional(refuse(kind, hit.offset, end_ - hit.offset));
  };
  const bool is_first = hit.offset - begin_ < kBeginning;
  switch (hit.mark) {
    case Mark::nsis:
      return refusal(Unreadable::nsis);
    case Mark::inno:
      if (is_first) return refusal(Unreadable::inno);
      break;
    case Mark::installshield:
      if (is_first) return refusal(Unreadable::installshield_setup);
      break;
    case Mark::rar:
      if (is_first) return refusal(Unreadable::rar);
      break;
    case Mark::ole: {
      const auto kind = installer_kind(file_, hit.offset);
      if (!kind) return kind.error();
      if (*kind) return refusal(**kind);
      break;
    }
    default:
      break;
  }
  return std::optional<Container>();
}

// Wise's installers have no mark of their own in the overlay; the stub names its maker.
Result<bool> Locator::is_wise() const {
  if (end_ - begin_ < kWise) return false;
  std::string stub(static_cast<std::size_t>(std::min(begin_, kStub)), '\0');
  const auto got = file_.read_at(0, std::as_writable_bytes(std::span(stub)));
  if (!got) return got.error();
  static constexpr auto kName = "Wise Installation"sv;
  std::string wide;
  for (const char c : kName) (wide += c) += '\0';
  return stub.find(kName) != stub.npos || stub.find(wide) != stub.npos;
}

}  // namespace

bool may_have_payload(const image::Layout& layout) {
  return layout.cabinet.has_value() || layout.overlay.size >= kSmallest;
}

Found find_payload(const base::RandomAccess& file, const image::Layout& layout) {
  if (!may_have_payload(layout)) return std::optional<Container>();
  return Locator(file, layout, true).run();
}

Found spot_payload(const base::RandomAccess& file, const image::Layout& layout) {
  if (!may_have_payload(layout)) return std::optional<Container>();
  return Locator(file, layout, false).run();
}

}  // namespace checker::container
