#include "migrator/migration/repair_primary.hpp"

#include <algorithm>

#include "migrator/migration/columns.hpp"
#include "migrator/migration/repair_lines.hpp"

namespace migrator::migration {
namespace {

using base::Result;

constexpr int kRowsTried = 3;  // rows that must fit before a header is put above them

class Mender {
 public:
  Mender(std::shared_ptr<const base::RandomAccess> file, std::string name,
         const base::CodePage& page)
      : file_(std::move(file)), name_(std::move(name)), page_(page) {}

  Result<PrimaryMend> run() {
    auto ends = look_at_line_ends();
    if (!ends) return std::move(ends).error();
    if (out_.crlf) return std::move(out_);  // everything else in the next look
    PrimaryReader reader(file_, name_, page_);
    for (;;) {
      if (out_.edits.size() >= kMaxEdits) {
        out_.too_many = true;
        break;
      }
      auto entry = reader.next();
      if (!entry) return std::move(entry).error();
      Result<void> done;
      if (const auto* section = std::get_if<Section>(&*entry))
        done = take_section(*section);
      else if (const auto* row = std::get_if<Row>(&*entry))
        done = take_row(*row);
      else
        break;
      if (!done) return std::move(done).error();
    }
    std::ranges::stable_sort(out_.edits, {}, &Edit::offset);
    return std::move(out_);
  }

 private:
  Result<void> look_at_line_ends() {
    LineReader lines(file_);
    std::uint64_t wrong = 0, first = 0;
    for (;;) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line) break;
      if ((**line).end == Line::End::crlf || (**line).text == "\x1A") continue;
      if (wrong++ == 0) first = (**line).number;
    }
    if (wrong == 0) return {};
    out_.crlf = true;
    out_.changes.push_back({name_, first, 0, 0, "",
                            std::to_string(wrong) + " lines end in CR LF, as all must", "", ""});
    return {};
  }

  // The first line at `offset` that is neither blank nor a comment.
  Result<std::optional<Line>> line_at(std::uint64_t offset, std::uint64_t number) {
    LineReader lines(file_, offset, number);
    for (;;) {
      auto line = lines.next();
      if (!line || !*line) return line;
      const std::string& text = (**line).text;
      if (!text.empty() && !text.starts_with('!') && !(**line).too_long) return line;
      if ((**line).too_long) return std::optional<Line>();
    }
  }

  void edit(std::uint64_t offset, std::uint64_t length, std::string text) {
    out_.edits.push_back({offset, length, text + "\r\n"});
  }
  void change(std::uint64_t line, int event, std::string rule, std::string what,
              std::string_view was, std::string_view now) {
    out_.changes.push_back({name_, line, 0, event, std::move(rule), std::move(what),
                            for_change(was, page_), for_change(now, page_)});
  }
  void replace(const Line& line, int event, std::string rule, std::string what,
               const std::string& now) {
    if (line.offset < mended_to_) return;
    edit(line.offset, line.length, now);
    change(line.number, event, std::move(rule), std::move(what), line.text, now);
    mended_to_ = line.offset + line.length;
  }

  Result<void> take_section(const Section& section) {
    section_ = section;
    auto line = line_at(section.offset, section.line);
    if (!line) return std::move(line).error();
    Result<void> done;
    if (section.kind == SectionKind::unknown) {
      done = take_untitled(*line);
    } else if (*line) {
      if (auto apart = set_apart(section); !apart) return apart;
      done = section.defect ? take_defect(section, **line) : Result<void>();
    }
    before_ = *line;
    if (*line) end_ = (**line).offset + (**line).length;
    return done;
  }

  // A header whose title could not be recognised: the line above it is one, nearly.
  Result<void> take_untitled(const std::optional<Line>& header) {
    if (!header || !before_) return {};
    const SectionKind kind = kind_of_header(header->text);
    if (kind == SectionKind::unknown || before_->offset >= header->offset) return {};
    if (auto title = mend_title_word(before_->text, kind))
      replace(*before_, 8124, "", "the title line can be recognised", *title);
    return {};
  }

  // The blank line that separates sections goes above the comments that belong to the title.
  Result<void> set_apart(const Section& section) {
    if (end_ == 0) return {};
    LineReader lines(file_, end_, end_line_);
    for (;;) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line || (**line).offset >= section.offset) break;
      if ((**line).text.empty()) return {};
    }
    if (end_ < mended_to_) return {};
    edit(end_, 0, "");
    out_.shifts.push_back({end_line_, 1});
    change(section.line, 0, "", "a blank line separates this section from the one before", "", "");
    return {};
  }

  Result<void> take_defect(const Section& section, const Line& title) {
    const auto fields = parse_fields(title.text);
    const bool bad_title = section.kind != SectionKind::directory &&
                           (!fields || fields->size() != 2 || (*fields)[1].text.empty());
    if (bad_title) {
      if (auto now = mend_title(title.text)) {
        const bool pab = section.kind == SectionKind::pab;
        replace(title, fields ? (pab ? 8030 : 8124) : 27, pab ? "Q214822" : "",
                "the title line has two fields: the address is quoted", *now);
      }
      return {};
    }
    return take_header(section, title);
  }

  Result<void> take_header(const Section& section, const Line& title) {
    const std::uint64_t after = title.offset + title.length;
    auto below = line_at(after, title.number + 1);
    if (!below) return std::move(below).error();
    if (!*below) return {};
    const auto now = mend_header(section.kind, (**below).text);
    const auto fields = parse_fields((**below).text);
    const bool is_row = fields && fits(section.kind, *fields);
    const std::uint64_t rows =
        is_row && !now ? (**below).offset : (**below).offset + (**below).length;
    if (section.kind == SectionKind::directory && !now) return {};  // its columns are free
    auto fit = rows_fit(section.kind, rows);
    if (!fit) return std::move(fit).error();
    if (!*fit) return {};
    if (!now && section.kind == SectionKind::pab) {
      auto proved = pab_rows_are_whole(rows, is_row || !fields ? 0 : fields->size());
      if (!proved) return std::move(proved).error();
      if (!*proved) return {};
    }
    if (now) {
      replace(**below, 8124, "", "the column header is spelt as documented", *now);
    } else if (is_row) {
      edit((**below).offset, 0, documented_header(section.kind));
      out_.shifts.push_back({(**below).number, 1});
      change((**below).number, 8124, "", "the column header stands above the rows", "",
             documented_header(section.kind));
    } else if (header_in_order(section.kind, (**below).text)) {
      replace(**below, 8124, "", "the column header is the documented one, which the rows fit",
              documented_header(section.kind));
    }
    return {};
  }

  static bool begins_section(const std::vector<Field>& fields) {
    const std::string& first = fields.front().text;
    return fields.size() <= 2 &&
           (base::equals_fold(first, "PAB") || base::equals_fold(first, "MAILMESSAGE") ||
            base::equals_fold(first, "DIRECTORY"));
  }

  // Values of a PAB row are text, and rows may be short: only their number says which columns they
  // have. Some row has all of the documented ones, and none as many as the bad header names.
  Result<bool> pab_rows_are_whole(std::uint64_t offset, std::size_t named) {
    LineReader lines(file_, offset);
    bool whole = false;
    for (;;) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line) return whole;
      const std::string& text = (**line).text;
      if (text.empty() || text.starts_with('!')) continue;
      const auto fields = parse_fields(text);
      if (!fields) continue;
      if (begins_section(*fields)) return whole;
      if (fields->size() == named) return false;
      whole = whole || fields->size() == kPabColumns.size();
    }
  }

  // Whether rows stand there, and are as documented.
  Result<bool> rows_fit(SectionKind kind, std::uint64_t offset) {
    LineReader lines(file_, offset);
    int seen = 0;
    while (seen < kRowsTried) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line) break;
      const std::string& text = (**line).text;
      if (text.empty() || text.starts_with('!')) continue;
      const auto fields = parse_fields(text);
      if (!fields) return false;
      if (begins_section(*fields)) break;
      if (!fits(kind, *fields)) return false;
      ++seen;
    }
    return seen > 0;
  }

  Result<void> take_row(const Row& row) {
    Line line;
    line.number = row.line;
    line.offset = row.offset;
    line.length = row.length;
    end_ = row.offset + row.length;
    end_line_ = row.line + 1;
    before_.reset();
    if (row.length > kMaxLine) return {};
    auto text = logical_line(*file_, row.offset, row.length);
    if (!text) return std::move(text).error();
    line.text = std::move(*text);
    before_ = line;
    if (!section_.defect) mend_row(row, line);
    return {};
  }

  void mend_row(const Row& row, const Line& line) {
    const std::size_t columns = section_.columns.size();
    if (row.defect) {
      if (auto now = mend_quotes(section_.kind, line.text, columns))
        replace(line, 27, "Q154099", "the quotes of this row can be read", *now);
    } else if (section_.kind == SectionKind::message) {
      if (row.fields.size() >= 12) return;
      if (auto now = mend_short_row(line.text))
        replace(line, 8095, "", "blank fields for the missing ones: the row has its twelve", *now);
    } else if (section_.kind == SectionKind::directory) {
      if (auto now = mend_long_row(line.text, columns))
        replace(line, 8149, "", "no more fields than the header names; the others were empty",
                *now);
    }
  }

  std::shared_ptr<const base::RandomAccess> file_;
  std::string name_;
  const base::CodePage& page_;
  PrimaryMend out_;
  Section section_;
  std::optional<Line> before_;  // the row or title before
  std::uint64_t end_ = 0, end_line_ = 0, mended_to_ = 0;
};

}  // namespace

Result<PrimaryMend> mend_primary(std::shared_ptr<const base::RandomAccess> file,
                                 const std::string& name, const base::CodePage& page) {
  return Mender(std::move(file), name, page).run();
}

std::uint64_t original_line(const std::vector<std::vector<Shift>>& rounds, std::uint64_t line) {
  for (auto round = rounds.rbegin(); round != rounds.rend(); ++round) {
    std::int64_t sum = 0;
    for (const Shift& shift : *round) {
      if (static_cast<std::int64_t>(line) <= static_cast<std::int64_t>(shift.line) + sum) break;
      sum += shift.lines;
    }
    line = static_cast<std::uint64_t>(static_cast<std::int64_t>(line) - sum);
  }
  return line;
}

Result<std::string> logical_line(const base::RandomAccess& file, std::uint64_t offset,
                                 std::uint64_t length) {
  std::string raw(static_cast<std::size_t>(length), '\0');
  auto got = file.read_at(offset, std::as_writable_bytes(std::span(raw)));
  if (!got) return std::move(got).error();
  raw.resize(*got);
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t feed = std::min(raw.find('\n', at), raw.size());
    std::string_view piece(raw.data() + at, feed - at);
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    at = feed + 1;
    if (at < raw.size() && piece.ends_with("\\\\")) piece.remove_suffix(2);  // it goes on
    out += piece;
  }
  return out;
}

std::string for_change(std::string_view line, const base::CodePage& page) {
  constexpr std::size_t kShown = 200;
  return base::shortened(page.decode(line.substr(0, 4 * kShown)).text, kShown);
}

}  // namespace migrator::migration
