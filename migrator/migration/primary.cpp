#include "migrator/migration/primary.hpp"

#include <algorithm>

#include "migrator/migration/columns.hpp"
#include "migrator/migration/page_text.hpp"

namespace migrator::migration {
namespace {

using base::Result;
using Fields = std::vector<Field>;

// Message rows have 12 fields or more, titles fewer: a folder may well be called PAB (§9).
constexpr std::size_t kLeastRow = 12;

SectionKind kind_of_word(std::string_view word) {
  if (base::equals_fold(word, "DIRECTORY")) return SectionKind::directory;
  if (base::equals_fold(word, "PAB")) return SectionKind::pab;
  if (base::equals_fold(word, "MAILMESSAGE")) return SectionKind::message;
  return SectionKind::unknown;
}

// A line whose quotes are broken can still be seen to be a title.
SectionKind kind_of_line(std::string_view line, const Result<Fields>& fields) {
  if (!fields) return kind_of_word(line.substr(0, line.find(',')));
  return fields->size() < kLeastRow ? kind_of_word(fields->front().text) : SectionKind::unknown;
}

template <std::size_t N>
std::size_t count_equal(const std::array<std::string_view, N>& columns, const Fields& fields) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < std::min(N, fields.size()); ++i)
    if (base::equals_fold(columns[i], fields[i].text)) ++n;
  return n;
}

bool is_header(const Fields& fields) {
  return count_equal(kMessageColumns, fields) == kMessageColumns.size() ||
         count_equal(kPabColumns, fields) == kPabColumns.size();
}

template <std::size_t N>
std::string first_wrong(const std::array<std::string_view, N>& columns, const Fields& fields) {
  for (std::size_t i = 0; i < N; ++i) {
    if (i < fields.size() && base::equals_fold(columns[i], fields[i].text)) continue;
    const std::string is =
        i < fields.size() ? "\"" + base::printable(fields[i].text) + "\"" : std::string("missing");
    return "column " + std::to_string(i + 1) + " should be " + std::string(columns[i]) + ", is " +
           is;
  }
  return {};
}

// "" when the header is as documented.
std::string header_fault(SectionKind kind, const Fields& fields) {
  if (kind == SectionKind::message) return first_wrong(kMessageColumns, fields);
  if (kind == SectionKind::pab) return first_wrong(kPabColumns, fields);
  constexpr std::array<std::string_view, 2> kFirst = {"Obj-Class", "Mode"};
  return first_wrong(kFirst, fields);
}

bool has_any_column(SectionKind kind, const Fields& fields) {
  if (kind == SectionKind::message) return count_equal(kMessageColumns, fields) > 0;
  if (kind == SectionKind::pab) return count_equal(kPabColumns, fields) > 0;
  return std::ranges::any_of(fields, [](const Field& field) {
    return std::ranges::any_of(kDirectoryColumns, [&](std::string_view column) {
      return base::equals_fold(column, field.text);
    });
  });
}

bool continues(const Line& line, const base::CodePage& page) {
  return line.end != Line::End::none && !line.too_long &&
         ends_in_two_backslashes(page, line.text) && !line.text.starts_with('!') &&
         std::ranges::count(line.text, '"') % 2 == 0;
}

}  // namespace

PrimaryReader::PrimaryReader(std::shared_ptr<const base::RandomAccess> file, std::string name,
                             const base::CodePage& page, std::uint64_t offset, std::uint64_t line)
    : lines_(std::move(file), offset, line), name_(std::move(name)), page_(page) {}

Finding PrimaryReader::fault(std::uint64_t line, int event, std::string message) const {
  return {Finding::Kind::fault, name_, line, 0, event, "", std::move(message)};
}

void PrimaryReader::remark(std::uint64_t line, std::string message) {
  remarks_.push_back({Finding::Kind::note, name_, line, 0, 0, "", std::move(message)});
}

Result<std::optional<Line>> PrimaryReader::physical() {
  auto line = lines_.next();
  if (!line || !*line) return line;
  if ((*line)->end == Line::End::lf && !std::exchange(lf_said_, true))
    remark((*line)->number, "the line ends in LF alone, CR LF was expected");
  if ((*line)->end == Line::End::none) remark((*line)->number, "the last line has no line end");
  if ((*line)->text.find('\r') != std::string::npos && !std::exchange(cr_said_, true))
    remark((*line)->number, "a carriage return inside a line, kept as it is");
  return line;
}

Result<std::optional<Line>> PrimaryReader::logical() {
  if (held_) return std::exchange(held_, std::nullopt);
  auto line = physical();
  if (!line || !*line || in_directory_) return line;
  while (continues(**line, page_)) {
    auto more = physical();
    if (!more || !*more) return more ? std::move(line) : std::move(more);
    Line& whole = **line;
    whole.text.resize(whole.text.size() - 2);
    whole.text += (*more)->text;
    whole.length += (*more)->length;
    whole.end = (*more)->end;
    whole.too_long = (*more)->too_long || whole.text.size() > kMaxLine;
  }
  return line;
}

// The next line that is neither blank nor a comment; notes are taken on the way.
Result<std::optional<Line>> PrimaryReader::significant() {
  for (;;) {
    auto line = logical();
    if (!line || !*line) return line;
    if ((*line)->text.empty() && !(*line)->too_long)
      blank_before_ = true;
    else if ((*line)->text.starts_with('!'))
      take_comment(**line);
    else if ((*line)->text == "\x1A")
      remark((*line)->number, "an end-of-file mark (0x1A)");
    else
      return line;
  }
}

void PrimaryReader::take_comment(const Line& line) {
  auto json = parse_note_line(line.text);
  if (!json) return;
  if (!*json) return remark(line.number, "a note that is not understood: " + json->error().message);
  if ((*json)->contains("end")) {
    auto end = parse_end_note(**json);
    if (!end) return remark(line.number, "a note that is not understood: " + end.error().message);
    end_ = *end;
    return;
  }
  if (note_) remark(note_line_, "a note that belongs to no line");
  note_ = std::move(**json);
  note_line_ = line.number;
}

Result<PrimaryReader::Entry> PrimaryReader::next() {
  auto line = significant();
  if (!line) return std::move(line).error();
  if (!*line) {
    if (std::exchange(note_, std::nullopt)) remark(note_line_, "a note that belongs to no line");
    return Entry();
  }
  auto fields = (*line)->too_long
                    ? Result<Fields>(base::Error{
                          base::Errc::limit, "longer than " + std::to_string(kMaxLine) + " bytes"})
                    : parse_fields((*line)->text);
  const SectionKind kind = kind_of_line((*line)->text, fields);
  if (kind != SectionKind::unknown) return read_title(kind, **line);
  if (!in_section_ || (fields && is_header(*fields))) return untitled(std::move(**line), fields);
  return row(**line, std::move(fields));
}

void PrimaryReader::open_section(Section& section, const Line& line) {
  if (in_section_ && !blank_before_)
    remark(line.number, "a section begins without the blank line that separates sections");
  in_section_ = true;
  in_directory_ = section.kind == SectionKind::directory;
  section.offset = line.offset;
  section.line = line.number;
  if (!note_ || !note_->contains("account")) return;
  auto account = parse_account_note(*std::exchange(note_, std::nullopt));
  if (account)
    section.account = std::move(*account);
  else
    remark(note_line_, "a note that is not understood: " + account.error().message);
}

Result<PrimaryReader::Entry> PrimaryReader::read_title(SectionKind kind, const Line& line) {
  Section section;
  section.kind = kind;
  open_section(section, line);
  if (std::exchange(note_, std::nullopt)) remark(note_line_, "a note that belongs to no line");
  const auto fields = parse_fields(line.text);
  const auto bad_title = [&](int event, const std::string& what) {
    section.defect = fault(line.number, event, "the title line of a section: " + what);
  };
  if (!fields) {
    bad_title(27, fields.error().message);
  } else if (kind == SectionKind::directory) {
    if (fields->size() != 1) bad_title(8124, "DIRECTORY stands alone");
  } else {
    // Of a title with unquoted commas the address is still worth knowing: whose rows are these?
    for (std::size_t i = 1; i < fields->size(); ++i)
      section.address += (i > 1 ? "," : "") + text((*fields)[i]);
    if (fields->size() != 2 || section.address.empty()) {
      bad_title(kind == SectionKind::pab ? 8030 : 8124,
                "exactly two fields were expected, the second an address; there are " +
                    std::to_string(fields->size()));
      if (kind == SectionKind::pab) section.defect->rule = "Q214822";
    }
  }
  if (kind == SectionKind::message && (base::equals_fold(section.address, "PublicMessages") ||
                                       base::equals_fold(section.address, "PublicMessage"))) {
    if (base::equals_fold(section.address, "PublicMessage"))
      remark(line.number, "PublicMessage, where samples and later versions have PublicMessages");
    section.is_public = true;
    section.address.clear();
  }
  if (auto done = read_header(section); !done) return std::move(done).error();
  blank_before_ = false;
  return Entry(std::move(section));
}

Result<void> PrimaryReader::read_header(Section& section) {
  const auto bad = [&](std::uint64_t line, std::string what) {
    if (!section.defect) section.defect = fault(line, 8124, std::move(what));
  };
  auto line = significant();
  if (!line) return std::move(line).error();
  if (!*line) {
    bad(section.line, "the file ends where the column header of this section was expected");
    return {};
  }
  const auto fields = parse_fields((*line)->text);
  if (kind_of_line((*line)->text, fields) != SectionKind::unknown ||
      (fields && !has_any_column(section.kind, *fields))) {
    bad((*line)->number, "no column header: it was expected after the title line");
    held_ = std::move(**line);  // it is a title or a row, and nothing may be lost
    return {};
  }
  if (!fields || (*line)->too_long) {
    bad((*line)->number,
        "the column header: " + (fields ? std::string("too long") : fields.error().message));
    return {};
  }
  for (const Field& field : *fields) section.columns.push_back(text(field));
  if (const std::string what = header_fault(section.kind, *fields); !what.empty())
    bad((*line)->number, "the column header: " + what);
  return {};
}

// Lines where a title was expected: nobody can say whose they are.
PrimaryReader::Entry PrimaryReader::untitled(Line line, const Result<Fields>& fields) {
  Section section;
  open_section(section, line);
  const bool header = fields && is_header(*fields);
  section.defect = fault(
      line.number, 8124,
      header ? "a column header without a title line before it"
             : "a title line was expected: DIRECTORY, PAB,<address> or MAILMESSAGE,<address>");
  if (!header && (!fields || fields->size() >= kLeastRow)) held_ = std::move(line);
  blank_before_ = false;
  return Entry(std::move(section));
}

PrimaryReader::Entry PrimaryReader::row(const Line& line, Result<Fields> fields) {
  Row row;
  row.offset = line.offset;
  row.line = line.number;
  row.length = line.length;
  row.note = std::exchange(note_, std::nullopt);
  if (fields) {
    row.fields = std::move(*fields);
  } else {
    row.defect = fault(line.number, line.too_long ? 0 : 27, fields.error().message);
    if (!line.too_long) row.defect->rule = "Q154099";
  }
  blank_before_ = false;
  return Entry(std::move(row));
}

}  // namespace migrator::migration
