#include "migrator/migration/csv_line.hpp"

#include <algorithm>
#include <charconv>

namespace migrator::migration {
namespace {

// Reads one quoted piece at `at` (on its opening quote); leaves `at` after the closing one.
bool take_quoted(std::string_view line, std::size_t& at, std::string& out) {
  for (++at; at < line.size(); ++at) {
    if (line[at] != '"') {
      out += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      out += line[at++];
    } else {
      ++at;
      return true;
    }
  }
  return false;
}

base::Error wrong(std::size_t at, std::string_view what) {
  return {base::Errc::malformed, "column " + std::to_string(at + 1) + ": " + std::string(what)};
}

// Rule A from its second value on: a semicolon, then a quoted or a plain value, until the comma.
base::Result<void> take_rule_a(std::string_view line, std::size_t& at,
                               std::vector<std::string>& values) {
  while (at < line.size() && line[at] == ';') {
    ++at;
    std::string value;
    if (at < line.size() && line[at] == '"') {
      const std::size_t from = at;
      if (!take_quoted(line, at, value)) return wrong(from, "this quote is never closed");
    } else {
      const std::size_t to = std::min(line.find_first_of(";,", at), line.size());
      value = line.substr(at, to - at);
      at = to;
    }
    values.push_back(std::move(value));
  }
  return {};
}

base::Result<Field> take_field(std::string_view line, std::size_t& at) {
  Field field;
  if (at < line.size() && line[at] == '"') {
    const std::size_t from = at;
    field.quoted = true;
    if (!take_quoted(line, at, field.text)) return wrong(from, "this quote is never closed");
  } else {
    const std::size_t to = std::min(line.find(',', at), line.size());
    // A list by rule A may begin with a value that needs no quotes: Ann;"Lee, Bo".
    const std::size_t list = line.substr(at, to - at).find(";\"");
    const std::size_t stop = list == std::string_view::npos ? to : at + list;
    field.text = line.substr(at, stop - at);
    at = stop;
  }
  if (at < line.size() && line[at] == ';') {
    std::vector<std::string> values;
    if (field.quoted)
      values.push_back(std::move(field.text));
    else
      values = split_list(field.text);
    if (auto done = take_rule_a(line, at, values); !done) return std::move(done).error();
    field.rule_a = true;
    field.text = join_list(values, false);
  }
  if (at < line.size() && line[at] != ',')
    return wrong(at, "text after a closing quote, where a comma or the end was expected");
  return field;
}

bool needs_own_quotes(std::string_view value, bool alone) {
  return value.find_first_of(alone ? "\";," : "\";") != std::string_view::npos;
}

}  // namespace

base::Result<std::vector<Field>> parse_fields(std::string_view line) {
  std::vector<Field> fields;
  for (std::size_t at = 0;; ++at) {
    auto field = take_field(line, at);
    if (!field) return std::move(field).error();
    fields.push_back(std::move(*field));
    if (at >= line.size()) return fields;
  }
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string quoted_if_needed(std::string_view text) {
  if (text.empty()) return {};
  const bool special = text.find_first_of("#!,\\\"%.") != std::string_view::npos;
  return special || text.front() == ' ' || text.back() == ' ' ? in_quotes(text) : std::string(text);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> values;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string value;
    std::size_t end = at;
    const bool closed = at < text.size() && text[at] == '"' && take_quoted(text, end, value) &&
                        (end == text.size() || text[end] == ';');
    if (!closed) {  // no quotes, or not quotes of ours: as it stands
      end = std::min(text.find(';', at), text.size());
      value = text.substr(at, end - at);
    }
    if (!value.empty()) values.push_back(std::move(value));
    at = end;
  }
  return values;
}

std::string join_list(const std::vector<std::string>& values, bool alone) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += ';';
    out += needs_own_quotes(value, alone) ? in_quotes(value) : value;
  }
  return out;
}

bool is_file_name(std::string_view name) {
  if (name.empty() || name == "." || name == "..") return false;
  return std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ||
           std::string_view("#();,\\/:*?\"<>|").find(c) != std::string_view::npos;
  });
}

std::optional<Pointer> parse_pointer(const Field& field, const base::CodePage& page) {
  if (field.quoted || !field.text.starts_with('#')) return std::nullopt;
  return parse_pointer(Field{page.decode(field.text).text});
}

std::optional<Pointer> parse_pointer(const Field& field) {
  const std::string_view text = field.text;
  const auto open = text.find('(');
  if (field.quoted || !text.starts_with('#') || open == std::string_view::npos ||
      !text.ends_with(')'))
    return std::nullopt;
  Pointer pointer{std::string(text.substr(1, open - 1)), 0};
  const char* first = text.data() + open + 1;
  const char* last = text.data() + text.size() - 1;
  const auto [end, failed] = std::from_chars(first, last, pointer.offset);
  if (failed != std::errc() || end != last || !is_file_name(pointer.file)) return std::nullopt;
  return pointer;
}

std::string to_text(const Pointer& pointer) {
  return "#" + pointer.file + "(" + std::to_string(pointer.offset) + ")";
}

}  // namespace migrator::migration
