#include "base/csv.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace base {
namespace {

constexpr std::size_t kMaxRecord = 64 * 1024;  // a few names

// Splits one record. Each field is quoted whole or not at all.
enum class Split { done, open_quote, stray_quote };

Split split(std::string_view text, std::vector<std::string>& fields) {
  fields.clear();
  for (std::size_t at = 0;;) {
    std::string field;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) return Split::open_quote;
        if (text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        field += text[at];
      }
      ++at;
      if (at < text.size() && text[at] != ',') return Split::stray_quote;
    } else {
      const auto end = std::min(text.find(',', at), text.size());
      field = text.substr(at, end - at);
      if (field.find('"') != std::string::npos) return Split::stray_quote;
      at = end;
    }
    fields.push_back(std::move(field));
    if (at >= text.size()) return Split::done;
    ++at;  // the comma
  }
}

}  // namespace

Error CsvReader::wrong(Errc code, std::uint64_t line, const std::string& what) const {
  return {code, name_ + ":" + std::to_string(line) + ": " + what};
}

Result<std::optional<CsvRecord>> CsvReader::next() {
  CsvRecord record;
  std::string text;
  while (at_ < lines_.size()) {
    auto line = lines_.at(at_, kMaxRecord);
    if (!line) return std::move(line).error();
    if (text.empty()) {
      record.line = line_;
      record.offset = at_;
    }
    ++line_;
    at_ = record.next = line->next;
    text += line->text;
    if (!line->whole || text.size() > kMaxRecord)
      return wrong(Errc::limit, record.line, "a record of more than 65536 bytes");
    if (trim(text).empty() || text == "\x1A") {
      text.clear();
      continue;
    }
    switch (split(text, record.fields)) {
      case Split::done:
        return std::optional(std::move(record));
      case Split::stray_quote:
        return wrong(Errc::malformed, record.line,
                     "a quote inside a field: quote the whole field and double inner quotes");
      case Split::open_quote:
        text += '\n';
    }
  }
  if (!text.empty())
    return wrong(Errc::malformed, record.line, "a quote is opened and never closed");
  return std::optional<CsvRecord>{};
}

}  // namespace base
