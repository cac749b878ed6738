#include "migrator/ccmail/contents.hpp"

#include <algorithm>

#include "migrator/message/limits.hpp"
#include "migrator/message/macbinary.hpp"

namespace migrator::ccmail {
namespace {

constexpr std::size_t kMaxParts = 10'000;  // DB6 allows 20 (ccmail.md §6.1)
static_assert(kMaxParts <= kMostParts);
constexpr std::size_t kMaxItemLine = 64 * 1024;  // DB6: a title of 30; long file names of 255
constexpr std::uint64_t kSlack = 4;              // two line ends after a block (ccmail.md §2.2)
constexpr unsigned kMacRoman = 10000;

// Pages in which half of a letter may look like one of Mac Roman.
bool has_lead_bytes(unsigned page) {
  return page == 932 || page == 936 || page == 949 || page == 950;
}

std::string bytes(std::uint64_t count) { return std::to_string(count) + " bytes"; }

// A DOS path has its folders before '\'; only the name is the file's. `path` is text: among the
// bytes of code page 932 a 5C may be half of a letter (as in Q198861).
std::string base_name(std::string_view path) {
  const auto slash = path.rfind('\\');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace

bool Counts::agree() const {
  if (!message || !contents || *message < *contents) return false;
  const std::uint64_t between = contents_data - message_data;
  const std::uint64_t outside = *message - *contents;
  return outside >= between && outside - between <= kSlack;
}

// The message's own count is only a check (it may be wrong, ccmail.md §10.3), but where it ends at
// a message or at the end of the file it bounds the search for what sizes do not tell.
base::Result<void> ContentsReader::find_limit() {
  limit_ = lines_.size();
  if (!counts_.message || *counts_.message > limit_ - counts_.message_data) return {};
  const std::uint64_t end = counts_.message_data + *counts_.message;
  auto ends = message_ends_at(lines_, *rules_.words, end);
  if (!ends) return std::move(ends).error();
  limit_is_sure_ = *ends;
  if (*ends) limit_ = end;
  return {};
}

base::Result<ContentsReader::End> ContentsReader::read(std::uint64_t from) {
  if (auto found = find_limit(); !found) return std::move(found).error();
  for (std::uint64_t at = from;;) {
    auto next = lines_.skip_filler(at);
    if (!next) return std::move(next).error();
    if (*next >= lines_.size()) return finish(at);
    auto message = message_at(lines_, *rules_.words, *next);
    if (!message) return std::move(message).error();
    if (*message) return finish(at);
    if (message_.parts.size() >= kMaxParts) return too_many(*next);
    auto line = peek_line(lines_, *next);
    if (!line) return std::move(line).error();
    auto end = rules_.words->any_item(*line) ? read_item(*next) : read_bare_text(at);
    if (!end) return std::move(end).error();
    if (truncation_) return truncated();
    at = *end;
  }
}

base::Result<std::uint64_t> ContentsReader::read_item(std::uint64_t at) {
  auto line = lines_.at(at, kMaxItemLine);
  if (!line) return std::move(line).error();
  if (!line->whole) warnings_.add(at, "the line of this item is cut at 65536 bytes");
  const auto item = rules_.words->any_item(line->text);
  auto data = extent(line->next, item->kind);
  if (!data) return std::move(data).error();
  if (data->truncated) return lines_.size();
  if (item->kind == Part::Kind::file) {
    if (auto added = add_file(item->rest, at, *data); !added) return std::move(added).error();
    return data->to;
  }
  Part part;
  part.name = decode(item->rest, at, rules_, warnings_);
  part.content = base::Blob::window(lines_.file(), data->from, data->to - data->from);
  message_.parts.push_back(std::move(part));
  return data->to;
}

// Text that stands directly under Contents:, as the Postie clone writes it.
base::Result<std::uint64_t> ContentsReader::read_bare_text(std::uint64_t at) {
  const bool first = message_.parts.empty() && at == counts_.contents_data && counts_.contents;
  const SizeLine size{first ? counts_.contents : std::nullopt, at};
  auto data = first ? sized_extent(size, Part::Kind::text) : unsized_extent(at, Part::Kind::text);
  if (!data) return std::move(data).error();
  if (data->truncated) return lines_.size();
  Part part;
  part.content = base::Blob::window(lines_.file(), data->from, data->to - data->from);
  message_.parts.push_back(std::move(part));
  return data->to;
}

base::Result<ContentsReader::Extent> ContentsReader::extent(std::uint64_t from, Part::Kind kind) {
  if (!counts_.sized) return unsized_extent(from, kind);
  auto size = read_size(lines_, from);
  if (!size) return std::move(size).error();
  if (*size) return sized_extent(**size, kind);
  if (from < lines_.size()) warnings_.add(from, "expected the size of the item, found no number");
  return unsized_extent(from, kind);
}

base::Result<ContentsReader::Extent> ContentsReader::sized_extent(const SizeLine& size,
                                                                  Part::Kind kind) {
  const std::uint64_t from = size.next;
  const std::uint64_t value = size.value.value_or(0);
  const std::uint64_t left = lines_.size() - from;
  if (value > left && !(counts_.bare_lf && counts_.contradict())) {
    const std::string what = "expected " + bytes(value) + " of an item, found " + bytes(left) +
                             " to the end of the file";
    if (limit_is_sure_ && from < limit_) {  // all of the message is there: only this size is wrong
      warnings_.add(from, what +
                              ": read up to the next keyword, as the message ends where its own "
                              "size says");
      return unsized_extent(from, kind);
    }
    truncation_ = warnings_.at(from, what);
    return Extent{from, lines_.size(), true};
  }
  if (value <= left) {
    auto ends = block_ends_at(lines_, *rules_.words, from + value);
    if (!ends) return std::move(ends).error();
    if (*ends) return Extent{from, from + value};
  }
  return near_miss(from, value, kind);
}

// A size that does not end where a block can end: it may be off by a line end; if not, the next
// block is searched as if there were no size (Q287056, Q184391).
base::Result<ContentsReader::Extent> ContentsReader::near_miss(std::uint64_t from,
                                                               std::uint64_t size,
                                                               Part::Kind kind) {
  static constexpr int kOffsets[] = {1, -1, 2, -2};
  for (const int off : kOffsets) {
    if (size == 0 || (off < 0 && size < 2)) break;
    const std::uint64_t to = from + size + static_cast<std::uint64_t>(off);
    if (to < from || to > lines_.size()) continue;
    auto ends = block_ends_at(lines_, *rules_.words, to);
    if (!ends) return std::move(ends).error();
    if (!*ends) continue;
    warnings_.add(from, "the size " + std::to_string(size) + " of the item is off by " +
                            std::to_string(std::abs(off)) + ": read as " +
                            std::to_string(to - from));
    return Extent{from, to};
  }
  warnings_.add(from, size == 0 ? "the size of the item is blank or 0, but it is not empty: read "
                                  "up to the next keyword"
                                : "no block ends after the " + bytes(size) +
                                      " of the item: read up to the next keyword");
  return unsized_extent(from, kind);
}

base::Result<ContentsReader::Extent> ContentsReader::unsized_extent(std::uint64_t from,
                                                                    Part::Kind kind) {
  if (kind == Part::Kind::file) {
    auto end = macbinary_end(from);
    if (!end) return std::move(end).error();
    if (*end) return Extent{from, **end};
  }
  const bool inside = limit_is_sure_ && from < limit_;  // past it, the count was wrong after all
  auto end = find_block(lines_, *rules_.words, from, inside ? limit_ : lines_.size(),
                        {!inside, counts_.sized});
  if (!end) return std::move(end).error();
  Extent out{from, *end};
  if (kind == Part::Kind::text && out.to == lines_.size() && out.to > from) {
    auto last = lines_.peek(out.to - 1, 1);
    if (!last) return std::move(last).error();
    if (*last == "\x1A") --out.to;  // the mark of the file, not of the text
  }
  return out;
}

// A MacBinary header says how long its file is, whatever its bytes look like.
base::Result<std::optional<std::uint64_t>> ContentsReader::macbinary_end(std::uint64_t from) {
  auto head = lines_.peek(from, kMacBinaryHeader);
  if (!head) return std::move(head).error();
  const auto mac = read_macbinary(base::bytes_of(*head), lines_.size() - from);
  if (!mac) return std::optional<std::uint64_t>{};
  for (const std::uint64_t length : {mac->length, mac->least}) {
    if (length > lines_.size() - from) continue;
    auto ends = block_ends_at(lines_, *rules_.words, from + length);
    if (!ends) return std::move(ends).error();
    if (*ends) return std::optional(from + length);
  }
  return std::optional<std::uint64_t>{};
}

base::Result<void> ContentsReader::add_file(std::string_view rest, std::uint64_t at,
                                            const Extent& extent) {
  Part part;
  part.kind = Part::Kind::file;
  part.content = base::Blob::window(lines_.file(), extent.from, extent.to - extent.from);
  part.name = base_name(decode(without_stamp(rest), at, rules_, warnings_));
  auto head = lines_.peek(extent.from, kMacBinaryHeader);
  if (!head) return std::move(head).error();
  const auto mac = read_macbinary(base::bytes_of(*head), part.content.size());
  if (mac && mac->fills(part.content.size())) {
    part.format = Part::Format::macbinary;
    // A file with a resource fork was made on a Macintosh; others were wrapped on DOS. (Decided:
    // the page of the embedded name is not documented. Where the set's has letters of two bytes,
    // the Macintosh had them, too.)
    const auto roman = base::CodePage::find(kMacRoman);
    const bool western = mac->resource > 0 && roman && !has_lead_bytes(rules_.page.number());
    const auto& page = western ? *roman : rules_.page;
    part.name = page.decode(mac->name).text;
  }
  if (part.name.empty()) part.name = "NONAME" + std::to_string(++nameless_);  // as in Q237886
  message_.parts.push_back(std::move(part));
  return {};
}

base::Result<ContentsReader::End> ContentsReader::finish(std::uint64_t at) {
  if (counts_.message) {
    const std::uint64_t counted = *counts_.message;
    const std::uint64_t found = at - counts_.message_data;
    const bool early = counted > found && counted - found > 2 * kSlack;
    if (early && counts_.agree() && counted - 2 * kSlack > lines_.size() - counts_.message_data) {
      truncation_ = warnings_.at(counts_.message_data, "expected " + bytes(counted) +
                                                           " of a message, found " + bytes(found) +
                                                           " to the end of the file");
      return truncated();
    }
    if (counted > 0 && (early || (found > counted && found - counted > 2 * kSlack)))
      warnings_.add(counts_.message_data,
                    "Message: says " + bytes(counted) + ", found " + std::to_string(found));
  }
  auto end = skip_line_ends(lines_, at);
  if (!end) return std::move(end).error();
  return End{*end, std::nullopt};
}

// Where the message's own count shows that the next one begins, only this one is lost.
base::Result<ContentsReader::End> ContentsReader::truncated() {
  if (limit_is_sure_ && limit_ < lines_.size())
    return End{limit_, Damage{"bad-size", *truncation_}};
  return End{lines_.size(), Damage{"truncated", *truncation_}};
}

base::Result<ContentsReader::End> ContentsReader::too_many(std::uint64_t at) {
  auto next = find_message(lines_, *rules_.words, at);
  if (!next) return std::move(next).error();
  return End{*next, Damage{"too-large", warnings_.at(at, "more than " + std::to_string(kMaxParts) +
                                                             " items in one message")}};
}

}  // namespace migrator::ccmail
