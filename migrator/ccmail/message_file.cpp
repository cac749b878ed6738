#include "migrator/ccmail/message_file.hpp"

namespace migrator::ccmail {
namespace {

// EXPORT allows 160 KB (Q266711): limits that only a hostile file meets. What is read here has to
// be held, and written as one row.
constexpr std::size_t kMaxHeaders = 2 << 20;
constexpr std::size_t kMaxHeaderLines = 50'000;
constexpr std::size_t kMaxLine = 4096;  // of a keyword and what is looked for in it

// Perhaps after the end-of-file mark of a file that others were joined to.
bool starts_message(const Keywords& words, std::string_view line) {
  return words.starts_message(line.substr(end_marks(line)));
}

// The headers of one message, up to Contents: or to where it should have stood.
class HeaderReader {
 public:
  HeaderReader(base::Lines& lines, const Rules& rules, Message& message, Warnings& warnings)
      : lines_(lines), rules_(rules), message_(message), warnings_(warnings) {}

  struct End {
    std::uint64_t at = 0;   // of the first byte after the headers
    bool contents = false;  // Contents: was there; `at` is after its line
    bool too_long = false;
  };
  base::Result<End> read(std::uint64_t from);

 private:
  base::Result<bool> contents_follow(std::uint64_t from);

  base::Lines& lines_;
  const Rules& rules_;
  Message& message_;
  Warnings& warnings_;
  std::uint64_t most_ = 0;               // no header lies at or after it
  std::optional<bool> contents_follow_;  // looked up once
};

// Whether a line that is no header stands before the message's Contents: (then the headers go on
// after it) or whether there is none (Q234745).
base::Result<bool> HeaderReader::contents_follow(std::uint64_t from) {
  if (contents_follow_) return *contents_follow_;
  contents_follow_ = false;
  for (std::uint64_t at = from; at < lines_.size() && at < most_;) {
    auto line = lines_.at(at, 1024);
    if (!line) return std::move(line).error();
    if (line->whole && starts_message(*rules_.words, line->text)) break;
    if (line->whole && rules_.words->ends_headers(line->text)) contents_follow_ = true;
    if (*contents_follow_) break;
    at = line->next;
  }
  return *contents_follow_;
}

base::Result<HeaderReader::End> HeaderReader::read(std::uint64_t from) {
  most_ = from + kMaxHeaders;
  std::size_t count = 0;
  for (std::uint64_t at = from; at < lines_.size();) {
    auto line = lines_.at(at, kMaxHeaders);
    if (!line) return std::move(line).error();
    if (line->next > most_ || ++count > kMaxHeaderLines) return End{at, false, true};
    const auto block = rules_.words->block(line->text);
    if (block == Slot::contents) return End{line->next, true, false};
    if (starts_message(*rules_.words, line->text)) return End{at};
    const auto header = split_header(line->text);
    if (header && rules_.words->says_item(line->text)) return End{at};
    if (block) {  // "Attachment:" may be a header as well
      auto follow = contents_follow(at);
      if (!follow) return std::move(follow).error();
      if (!*follow) return End{at};
    }
    if (header) {
      apply_header(*header, at, rules_, message_, warnings_);
    } else {
      auto follow = contents_follow(at);
      if (!follow) return std::move(follow).error();
      if (!*follow) return End{at};
      if (!base::trim(line->text).empty()) {
        warnings_.add(at, "expected a header or Contents:, kept as an extra line");
        message_.extra.emplace_back("Line", rules_.page.decode(base::trim(line->text)).text);
      }
    }
    at = line->next;
  }
  return End{lines_.size()};
}

// The Message: line, and what stands where its size is to stand.
struct Opening {
  Counts counts;
  std::uint64_t size_at = 0;
  bool blank = false;  // a line without a number
};

base::Result<Opening> read_opening(base::Lines& lines, std::uint64_t from, Warnings& warnings) {
  Opening out;
  Counts& counts = out.counts;
  auto line = lines.at(from, kMaxLine);
  if (!line) return std::move(line).error();
  counts.bare_lf = line->bare_lf;
  counts.message_data = out.size_at = line->next;
  auto size = read_size(lines, line->next);
  if (!size) return std::move(size).error();
  if (!*size) return out;
  counts.message_data = (**size).next;
  counts.sized = (**size).value.has_value();
  out.blank = !counts.sized;
  if ((**size).value.value_or(0) > 0)
    counts.message = (**size).value;
  else if (counts.sized)
    warnings.add(line->next, "the size of the message is blank or 0: expected a number");
  return out;
}

// How much a line looks like one of /ITEMSIZE, 0 to 2: it has blanks after the number or instead of
// it, and the number leads to where a block ends. An empty line, or a year in a text, has neither.
base::Result<int> likeness(base::Lines& lines, const Keywords& words,
                           const std::optional<SizeLine>& size, bool of_item) {
  if (!size) return 0;
  const int padded = size->padded ? 1 : 0;
  if (size->value.value_or(0) == 0 || *size->value > lines.size() - size->next) return padded;
  const std::uint64_t end = size->next + *size->value;
  auto fits = of_item ? block_ends_at(lines, words, end) : message_ends_at(lines, words, end);
  if (!fits) return std::move(fits).error();
  return padded + (*fits ? 1 : 0);
}

// The line under the first item, if an item follows at `from`.
base::Result<int> likeness_of_item(base::Lines& lines, const Keywords& words, std::uint64_t from) {
  auto at = lines.skip_filler(from);
  if (!at) return at.error();
  if (*at >= lines.size()) return 0;
  auto line = lines.at(*at, kMaxLine);
  if (!line) return std::move(line).error();
  if (!words.any_item(line->text)) return 0;
  auto size = read_size(lines, line->next);
  if (!size) return std::move(size).error();
  return likeness(lines, words, *size, true);
}

// A message that does not say its size has sizes if the lines under Contents: and under the first
// item look so. Under Message:, a blank line is half of the evidence; a number under Contents: that
// leads nowhere may be the text, unless an item with a size follows.
base::Result<bool> has_sizes(base::Lines& lines, const Keywords& words, const Opening& opening,
                             const std::optional<SizeLine>& contents, std::uint64_t data) {
  auto item = likeness_of_item(lines, words, contents ? contents->next : data);
  if (!item) return std::move(item).error();
  auto whole = likeness(lines, words, contents, false);
  if (!whole) return std::move(whole).error();
  if (*whole < 2 && *item == 0 && contents && contents->value) return false;
  return (opening.blank ? 1 : 0) + *whole + *item >= 2;
}

base::Result<void> read_contents_size(base::Lines& lines, const Keywords& words,
                                      const HeaderReader::End& headers, Opening& opening,
                                      Warnings& warnings) {
  Counts& counts = opening.counts;
  counts.contents_data = headers.at;
  std::optional<SizeLine> size;
  if (headers.contents) {
    auto found = read_size(lines, headers.at);
    if (!found) return std::move(found).error();
    size = *found;
  } else {
    warnings.add(headers.at,
                 "expected \"Contents:\"; what follows the headers is kept as the text");
  }
  if (!counts.sized) {
    auto sized = has_sizes(lines, words, opening, size, headers.at);
    if (!sized) return std::move(sized).error();
    if (!*sized) return {};
    counts.sized = true;
    warnings.add(opening.size_at,
                 opening.blank ? "the size of the message is blank or 0: expected a number"
                               : "expected the size of the message, as its items have theirs");
  }
  if (!size) return {};
  counts.contents = size->value;
  counts.contents_data = size->next;
  return {};
}

// Two bytes less are a line end that an editor took away, not a cut.
bool cut_in_headers(const base::Lines& lines, const Counts& counts,
                    const HeaderReader::End& headers) {
  return !headers.contents && headers.at == lines.size() && counts.message &&
         *counts.message > lines.size() - counts.message_data + 2;
}

}  // namespace

Item MessageFile::item(std::uint64_t from, std::uint64_t to) const {
  Item out;
  out.place = {name_, from, to - from};
  return out;
}

base::Result<std::optional<Item>> MessageFile::next() {
  auto from = lines_.skip_filler(at_);
  if (!from) return std::move(from).error();
  at_ = *from;
  if (at_ >= lines_.size()) return std::optional<Item>{};
  auto message = message_at(lines_, *rules_.words, at_);
  if (!message) return std::move(message).error();
  auto item = *message ? read_message(at_) : read_garbage(at_);
  if (!item) return std::move(item).error();
  at_ = item->place.offset + item->place.length;
  return std::optional(std::move(*item));
}

// A damage from `from` to the next message at or after `search`.
base::Result<Item> MessageFile::damaged(std::uint64_t from, std::uint64_t search, Damage damage) {
  auto end = find_message(lines_, *rules_.words, search);
  if (!end) return std::move(end).error();
  Item out = item(from, *end);
  out.damage = std::move(damage);
  return out;
}

base::Result<Item> MessageFile::read_garbage(std::uint64_t from) {
  const std::string what = "expected \"Message:\", found something else";
  return damaged(from, from, {"not-a-message", Warnings(name_).at(from, what)});
}

base::Result<Item> MessageFile::read_message(std::uint64_t from) {
  Warnings warnings(name_);
  Message message;
  auto opening = read_opening(lines_, from, warnings);
  if (!opening) return std::move(opening).error();
  const Counts& counts = opening->counts;
  auto headers = HeaderReader(lines_, rules_, message, warnings).read(counts.message_data);
  if (!headers) return std::move(headers).error();
  if (headers->too_long) {
    const std::string what = "expected \"Contents:\" within " + std::to_string(kMaxHeaders) +
                             " bytes and " + std::to_string(kMaxHeaderLines) + " lines of headers";
    return damaged(from, headers->at, {"too-large", warnings.at(from, what)});
  }
  if (cut_in_headers(lines_, counts, *headers)) {
    const std::string what = "expected " + std::to_string(*counts.message) +
                             " bytes of a message, but the file ends within its headers";
    return damaged(from, lines_.size(), {"truncated", warnings.at(from, what)});
  }
  complete_recipients(message);
  auto sizes = read_contents_size(lines_, *rules_.words, *headers, *opening, warnings);
  if (!sizes) return std::move(sizes).error();
  auto end = ContentsReader(lines_, rules_, counts, message, warnings).read(counts.contents_data);
  if (!end) return std::move(end).error();
  Item out = item(from, end->at);
  out.damage = std::move(end->damage);
  if (out.damage) return out;
  out.message = std::move(message);
  out.warnings = warnings.take();
  return out;
}

}  // namespace migrator::ccmail
