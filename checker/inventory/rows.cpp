#include "checker/inventory/rows.hpp"

#include <algorithm>
#include <charconv>

#include "base/json.hpp"
#include "base/text.hpp"

namespace checker::inventory {

using base::Error;

namespace {

// Written by hand and not by a document: a scan writes thousands of these a second.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += "}\n"; }

  Line& key(const char* name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return *this;
  }
  void text(std::string_view value) { base::append_json(out_, value); }
  void number(std::uint64_t value) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
  }
  void padded(const std::optional<std::uint64_t>& value) {
    const std::string text = value ? std::to_string(*value) : "null";
    out_.append(20 - text.size(), ' ');
    out_ += text;
  }
  void boolean(bool value) { out_ += value ? "true" : "false"; }
  void null() { out_ += "null"; }
  void text_or_null(const std::optional<std::string>& value) { value ? text(*value) : null(); }
  void version_or_null(const std::optional<Version>& value) {
    value ? text(version::to_string(*value)) : null();
  }
  void texts(const std::vector<std::string>& values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      text(values[i]);
    }
    out_ += ']';
  }
  void tables(const std::vector<std::pair<std::string, image::Strings>>& tables) {
    out_ += '{';
    each_once(tables, [&](const image::Strings& strings) {
      out_ += '{';
      each_once(strings, [&](const std::string& value) { text(value); });
      out_ += '}';
    });
    out_ += '}';
  }
  void error(const Error& error) {
    out_ += '{';
    const bool outer = std::exchange(first_, true);
    key("code").text(base::to_string(error.code));
    key("message").text(error.message);
    if (!error.hint.empty()) key("hint").text(error.hint);
    first_ = outer;
    out_ += '}';
  }
  void languages(const std::vector<image::LanguageVersion>& versions, bool strings) {
    out_ += '[';
    const bool outer = first_;
    for (const image::LanguageVersion& version : versions) {
      if (&version != versions.data()) out_ += ',';
      out_ += '{';
      first_ = true;
      key("language").text(version.language);
      key("file_version").version_or_null(version.info.file_version);
      key("product_version").version_or_null(version.info.product_version);
      key("translations").texts(version.info.translations);
      if (strings) key("strings").tables(version.info.strings);
      key("flags").texts(version.info.flags);
      key("error");
      version.error ? error(*version.error) : null();
      out_ += '}';
    }
    first_ = outer;
    out_ += ']';
  }

 private:
  // The first of equal keys only: a JSON object has each key once.
  template <class Pairs, class Take>
  void each_once(const Pairs& pairs, Take take) {
    std::vector<std::string_view> written;
    for (const auto& [key, value] : pairs) {
      if (std::ranges::find(written, key) != written.end()) continue;
      if (!written.empty()) out_ += ',';
      written.push_back(key);
      text(key);
      out_ += ':';
      take(value);
    }
  }

  std::string& out_;
  bool first_ = true;
};

std::string hexadecimal(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto value = static_cast<unsigned char>(c);
    out += {kDigits[value >> 4], kDigits[value & 15]};
  }
  return out;
}

}  // namespace

namespace {

void write_whole_row(const FileRecord& record, bool strings, std::string& out) {
  Line line(out);
  line.key("path").text(record.path);
  if (!base::is_utf8(record.path)) line.key("path_bytes").text(hexadecimal(record.path));
  line.key("name").text(record.name);
  line.key("size").number(record.size);
  line.key("format").text(record.format);
  line.key("machine").text_or_null(record.machine);
  line.key("version_state").text(to_string(record.version_state));
  if (!record.why.empty()) line.key("why").text(record.why);
  line.key("file_version").version_or_null(record.file_version);
  line.key("product_version").version_or_null(record.product_version);
  line.key("language").text_or_null(record.language);
  if (!record.languages.empty()) line.key("languages").texts(record.languages);
  line.key("translations").texts(record.translations);
  if (strings) line.key("strings").tables(record.strings);
  line.key("string_differs").boolean(record.string_differs);
  line.key("flags").texts(record.flags);
  if (!record.by_language.empty()) line.key("by_language").languages(record.by_language, strings);
  if (!record.sha256.empty()) line.key("sha256").text(record.sha256);
  if (record.modified)
    line.key("modified").text(std::to_string(record.modified->time_since_epoch().count()));
  if (record.closed) line.key("closed").boolean(true);
  line.key("error");
  record.error ? line.error(*record.error) : line.null();
  line.end();
}

}  // namespace

void write_row(const FileRecord& record, bool strings, std::string& out) {
  const std::size_t begin = out.size();
  write_whole_row(record, strings, out);
  if (out.size() - begin <= kMaxRow) return;
  out.resize(begin);
  FileRecord shorter = record;
  shorter.by_language.clear();
  shorter.strings.clear();
  shorter.error = Error{base::Errc::limit, "its strings have more than " + std::to_string(kMaxRow) +
                                               " bytes and were left out"};
  write_whole_row(shorter, strings, out);
}

void write_header(const Header& header, std::string& out) {
  Line line(out);
  line.key("tool").text("sidestep");
  line.key("version").text(header.version);
  line.key("time").text(header.time);
  line.key("host").text(header.host);
  line.key("root").texts(header.roots);
  line.key("rows").padded(header.rows);
  if (!header.filter.include.empty()) line.key("include").texts(header.filter.include);
  if (!header.filter.exclude.empty()) line.key("exclude").texts(header.filter.exclude);
  if (header.filter.newer_than)
    line.key("newer_than").text(std::to_string(*header.filter.newer_than));
  if (header.unopened) line.key("unopened").boolean(true);
  line.end();
}

}  // namespace checker::inventory
