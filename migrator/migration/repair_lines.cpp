#include "migrator/migration/repair_lines.hpp"

#include <algorithm>
#include <bit>

#include "base/json.hpp"
#include "migrator/migration/columns.hpp"

namespace migrator::migration {
namespace {

using Fields = std::vector<Field>;

bool is_date(const Field& field) {
  return field.text.empty() ||
         (field.text.size() == 14 &&
          std::ranges::all_of(field.text, [](char c) { return c >= '0' && c <= '9'; }));
}
bool is_bool(const Field& field) {
  return field.text.empty() || base::equals_fold(field.text, "TRUE") ||
         base::equals_fold(field.text, "FALSE");
}
bool is_priority(const Field& field) {
  return field.text.empty() || field.text == "-1" || field.text == "0" || field.text == "1";
}

// A field with the quotes that it needs; a pointer has none.
std::string written(const Field& field) {
  return parse_pointer(field) ? field.text : quoted_if_needed(field.text);
}

std::string to_line(const Fields& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) out += (i > 0 ? "," : "") + written(fields[i]);
  return out;
}

std::string without_quotes(std::string_view text) {
  std::string out(text);
  std::erase(out, '"');
  return out;
}

// Ways to read quotes that are wrong. Each is a guess; only one may fit.
enum class Reading {
  text_after_quote,  // what follows a closing quote still belongs to the field
  last_quote,        // a quote closes only before a comma or at the end
  no_quotes,         // quotes mean nothing
};

Field take(std::string_view line, std::size_t& at, Reading reading) {
  Field field;
  const auto comma = [&] { return std::min(line.find(',', at), line.size()); };
  if (reading == Reading::no_quotes || at >= line.size() || line[at] != '"') {
    const std::size_t to = comma();
    field.text = without_quotes(line.substr(at, to - at));
    at = to;
    return field;
  }
  field.quoted = true;
  for (++at; at < line.size(); ++at) {
    const bool end = at + 1 == line.size() || line[at + 1] == ',';
    const bool doubled = at + 1 < line.size() && line[at + 1] == '"';
    if (line[at] != '"') {
      field.text += line[at];
    } else if (end || (reading == Reading::text_after_quote && !doubled)) {
      ++at;
      const std::size_t to = comma();
      field.text += without_quotes(line.substr(at, to - at));
      at = to;
      return field;
    } else {
      field.text += '"';
      if (doubled) ++at;
    }
  }
  return field;
}

Fields read_fields(std::string_view line, Reading reading) {
  Fields fields;
  for (std::size_t at = 0;; ++at) {
    fields.push_back(take(line, at, reading));
    if (at >= line.size()) return fields;
  }
}

template <std::size_t N>
std::optional<std::string> spelt(const std::array<std::string_view, N>& columns,
                                 std::size_t checked, const Fields& fields) {
  if (fields.size() < checked) return std::nullopt;
  std::vector<std::string> known(columns.begin(), columns.end());
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string name = fields[i].text;
    if (i < checked && !base::equals_fold(name, columns[i])) {
      if (base::nearest(std::string(base::trim(name)), known).value_or("") != columns[i])
        return std::nullopt;
      name = columns[i];
    }
    out += (i > 0 ? "," : "") + quoted_if_needed(name);
  }
  return out;
}

template <std::size_t N>
bool in_order(const std::array<std::string_view, N>& columns, const Fields& fields) {
  const std::vector<std::string> known(columns.begin(), columns.end());
  auto next = known.begin();
  for (const Field& field : fields) {
    const auto name = base::nearest(std::string(base::trim(field.text)), known);
    const auto found = name ? std::find(next, known.end(), *name) : known.end();
    if (found == known.end()) return false;
    next = found + 1;
  }
  return true;
}

std::string_view word_of(SectionKind kind) {
  return kind == SectionKind::pab       ? "PAB"
         : kind == SectionKind::message ? "MAILMESSAGE"
                                        : "DIRECTORY";
}

// The beginnings of the fields of a line that can be read.
std::vector<std::pair<std::size_t, std::size_t>> spans(std::string_view line) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (quoted || line[i] != ',')) continue;
    out.emplace_back(from, i - from);
    from = i + 1;
  }
  return out;
}

}  // namespace

std::optional<std::string> mend_title(std::string_view line) {
  const auto comma = line.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto fields = base::starts_with_fold(line, "DIRECTORY") ? base::Result<Fields>(Fields{})
                                                                : parse_fields(line);
  std::string address;
  if (fields && fields->size() > 1) {
    std::size_t count = fields->size();  // a spreadsheet adds empty fields at the end
    while (count > 2 && (*fields)[count - 1].text.empty() && !(*fields)[count - 1].quoted) --count;
    for (std::size_t i = 1; i < count; ++i) address += (i > 1 ? "," : "") + (*fields)[i].text;
  } else {
    address = without_quotes(line.substr(comma + 1));
  }
  const std::string_view whole = base::trim(address);
  const auto colon = whole.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == whole.size())
    return std::nullopt;
  return std::string(base::trim(line.substr(0, comma))) + "," + quoted_if_needed(whole);
}

std::optional<std::string> mend_title_word(std::string_view line, SectionKind kind) {
  if (kind == SectionKind::unknown) return std::nullopt;
  const auto comma = std::min(line.find(','), line.size());
  const std::string word(base::trim(without_quotes(line.substr(0, comma))));
  const std::vector<std::string> known = {"DIRECTORY", "PAB", "MAILMESSAGE"};
  const std::string wanted(word_of(kind));
  if (base::nearest(word, known).value_or("") != wanted) return std::nullopt;
  return wanted + std::string(line.substr(comma));
}

std::string documented_header(SectionKind kind) {
  return kind == SectionKind::pab ? header_line(kPabColumns) : header_line(kMessageColumns);
}

std::optional<std::string> mend_header(SectionKind kind, std::string_view line) {
  const auto fields = parse_fields(line);
  if (!fields) return std::nullopt;
  if (kind == SectionKind::message) return spelt(kMessageColumns, kMessageColumns.size(), *fields);
  if (kind == SectionKind::pab) return spelt(kPabColumns, kPabColumns.size(), *fields);
  return spelt(kDirectoryColumns, 2, *fields);
}

bool header_in_order(SectionKind kind, std::string_view line) {
  const auto fields = parse_fields(line);
  if (!fields) return false;
  return kind == SectionKind::pab ? in_order(kPabColumns, *fields)
                                  : in_order(kMessageColumns, *fields);
}

SectionKind kind_of_header(std::string_view line) {
  for (SectionKind kind : {SectionKind::message, SectionKind::pab})
    if (mend_header(kind, line)) return kind;
  return SectionKind::unknown;
}

bool fits(SectionKind kind, const Fields& f) {
  if (kind == SectionKind::message)
    return f.size() >= kMessageColumns.size() && is_date(f[6]) && is_date(f[7]) &&
           is_priority(f[8]) && is_bool(f[9]) && is_bool(f[10]) &&
           (f[kBodyColumn].text.empty() || parse_pointer(f[kBodyColumn]));
  if (kind == SectionKind::pab)
    return f.size() >= 3 && f.size() <= kPabColumns.size() &&
           (base::equals_fold(f[0].text, "entry") || base::equals_fold(f[0].text, "dl"));
  return kind == SectionKind::directory;
}

std::optional<std::string> mend_quotes(SectionKind kind, std::string_view line,
                                       std::size_t columns) {
  std::optional<std::string> found;
  for (Reading reading : {Reading::text_after_quote, Reading::last_quote, Reading::no_quotes}) {
    Fields fields = read_fields(line, reading);
    const bool whole = kind == SectionKind::pab         ? fields.size() == kPabColumns.size()
                       : kind == SectionKind::directory ? fields.size() == columns
                                                        : fields.size() == kMessageColumns.size();
    if (!whole || !fits(kind, fields)) continue;
    // Quotes inside a list of people are what is left of the misplaced ones (Q154099).
    if (kind == SectionKind::message)
      for (std::size_t i = 2; i <= 4; ++i) fields[i].text = without_quotes(fields[i].text);
    std::string mended = to_line(fields);
    if (found && *found != mended) return std::nullopt;
    found = std::move(mended);
  }
  return found;
}

std::optional<std::string> mend_short_row(std::string_view line) {
  const auto fields = parse_fields(line);
  constexpr std::size_t kColumns = kMessageColumns.size();
  constexpr std::size_t kMostMissing = 4;
  const auto raw = spans(line);
  if (!fields || fields->size() >= kColumns || fields->size() + kMostMissing < kColumns ||
      raw.size() != fields->size() || !parse_pointer(fields->back()))
    return std::nullopt;
  std::optional<std::string> found;
  // Each set of columns before the pointer that may be the missing ones.
  for (unsigned blank = 0; blank < 1u << kBodyColumn; ++blank) {
    if (static_cast<std::size_t>(std::popcount(blank)) + fields->size() != kColumns) continue;
    Fields padded;
    std::string mended;
    for (std::size_t column = 0, next = 0; column < kColumns; ++column) {
      const bool missing = (blank >> column & 1u) != 0;
      mended += column > 0 ? "," : "";
      padded.push_back(missing ? Field() : (*fields)[next]);
      if (!missing) mended += line.substr(raw[next].first, raw[next].second), ++next;
    }
    if (!fits(SectionKind::message, padded) || (found && *found == mended)) continue;
    if (found) return std::nullopt;
    found = std::move(mended);
  }
  return found;
}

std::optional<std::string> mend_long_row(std::string_view line, std::size_t columns) {
  const auto fields = parse_fields(line);
  if (!fields || fields->size() <= columns || columns == 0) return std::nullopt;
  for (std::size_t i = columns; i < fields->size(); ++i)
    if (!(*fields)[i].text.empty() || (*fields)[i].quoted) return std::nullopt;
  return std::string(line.substr(0, line.size() - (fields->size() - columns)));
}

std::string with_field(std::string_view line, std::size_t field, std::string_view text) {
  const auto places = spans(line);
  std::string out(line);
  if (field < places.size()) out.replace(places[field].first, places[field].second, text);
  return out;
}

}  // namespace migrator::migration
