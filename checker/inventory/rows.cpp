#include "checker/inventory/rows.hpp"

#include <algorithm>
#include <charconv>

#include "base/json.hpp"
#include "base/text.hpp"

namespace checker::inventory {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

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
  void languages(const std::vector<image::LanguageVersion>& versions) {
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
      key("strings").tables(version.info.strings);
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

std::optional<std::string> from_hexadecimal(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned value = 0;
    const char* const end = digits.data() + i + 2;
    if (std::from_chars(digits.data() + i, end, value, 16).ptr != end) return std::nullopt;
    out += static_cast<char>(value);
  }
  return out;
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// Takes the keys of one object into what they belong to; the first thing that is wrong stays.
class Reader {
 public:
  explicit Reader(Fields fields) : fields_(std::move(fields)) {}

  bool has(const char* key) const { return fields_.has(key); }
  void text(const char* key, std::string& to) { take(fields_.text(key), to); }
  void boolean(const char* key, bool& to) { take(fields_.boolean(key), to); }
  void number(const char* key, std::uint64_t& to) {
    take(fields_.number(key, std::numeric_limits<std::uint64_t>::max()), to);
  }
  void texts(const char* key, std::vector<std::string>& to) { take(fields_.texts(key), to); }
  void text_or_null(const char* key, std::optional<std::string>& to) {
    const Json* value = any(key);
    if (value == nullptr || value->is_null()) return;
    if (!value->is_string()) return fail(fields_.wrong(key, "is neither a text nor null"));
    to = value->get<std::string>();
  }
  void version_or_null(const char* key, std::optional<Version>& to) {
    std::optional<std::string> text;
    text_or_null(key, text);
    if (!text) return;
    to = version::parse(*text);
    if (!to) fail(fields_.wrong(key, "is no version of four parts"));
  }
  void tables(const char* key, std::vector<std::pair<std::string, image::Strings>>& to) {
    const Json* tables = any(key);
    if (tables == nullptr) return;
    if (!tables->is_object()) return fail(fields_.wrong(key, "is no object"));
    for (const auto& [table, strings] : tables->items()) {
      if (!strings.is_object()) return fail(fields_.wrong(key, "holds what is no table"));
      auto& values = to.emplace_back(table, image::Strings()).second;
      for (const auto& [name, value] : strings.items()) {
        if (!value.is_string()) return fail(fields_.wrong(key, "holds what is no text"));
        values.emplace_back(name, value.template get<std::string>());
      }
    }
  }
  void error(const char* key, std::optional<Error>& to) {
    const Json* value = any(key);
    if (value == nullptr || value->is_null()) return;
    auto fields = Fields::of(*value, fields_.where() + "." + key);
    if (!fields) return fail(std::move(fields).error());
    Reader inner(std::move(*fields));
    std::string code;
    Error error{Errc::io, "", ""};
    inner.text("code", code);
    inner.text("message", error.message);
    if (inner.has("hint")) inner.text("hint", error.hint);
    if (auto done = inner.finish(); !done) return fail(std::move(done).error());
    for (const Errc one :
         {Errc::io, Errc::malformed, Errc::unsupported, Errc::limit, Errc::conflict, Errc::usage})
      if (base::to_string(one) == code) {
        error.code = one;
        to = std::move(error);
        return;
      }
    fail(fields_.wrong(key, "has a code that this version does not know"));
  }
  void digest(const char* key, std::string& to) {
    text(key, to);
    if (to.size() != 64 || to.find_first_not_of("0123456789abcdef") != std::string::npos)
      fail(fields_.wrong(key, "should be 64 hexadecimal digits"));
  }
  void state(const char* key, VersionState& to) {
    std::string text;
    this->text(key, text);
    using enum VersionState;
    for (const VersionState one : {present, none, other_id, unreadable, cut_short})
      if (to_string(one) == text) {
        to = one;
        return;
      }
    fail(fields_.wrong(key, "is no state that this version knows"));
  }
  void languages(const char* key, std::vector<image::LanguageVersion>& to);

  void fail(Error error) {
    if (!failed_) failed_ = std::move(error);
  }
  Error wrong(const char* key, std::string_view how) const { return fields_.wrong(key, how); }
  Result<void> finish() {
    if (failed_) return std::move(*failed_);
    return fields_.finish();
  }

 private:
  const Json* any(const char* key) {
    const Json* out = nullptr;
    take(fields_.any(key), out);
    return out;
  }
  template <class T>
  void take(Result<T> got, T& to) {
    if (got)
      to = std::move(*got);
    else
      fail(std::move(got).error());
  }

  Fields fields_;
  std::optional<Error> failed_;
};

void Reader::languages(const char* key, std::vector<image::LanguageVersion>& to) {
  const Json* list = any(key);
  if (list == nullptr) return;
  if (!list->is_array()) return fail(fields_.wrong(key, "is no array"));
  for (const Json& item : *list) {
    auto fields = Fields::of(item, fields_.where() + "." + key);
    if (!fields) return fail(std::move(fields).error());
    Reader inner(std::move(*fields));
    image::LanguageVersion& out = to.emplace_back();
    inner.text("language", out.language);
    inner.version_or_null("file_version", out.info.file_version);
    inner.version_or_null("product_version", out.info.product_version);
    inner.texts("translations", out.info.translations);
    inner.tables("strings", out.info.strings);
    inner.texts("flags", out.info.flags);
    inner.error("error", out.error);
    if (auto done = inner.finish(); !done) return fail(std::move(done).error());
  }
}

void read_path(Reader& in, FileRecord& out) {
  in.text("path", out.path);
  in.text("name", out.name);
  if (out.name != name_of(out.path)) in.fail(in.wrong("name", "is not the last part of the path"));
  if (!in.has("path_bytes")) return;
  std::string digits;
  in.text("path_bytes", digits);
  auto path = from_hexadecimal(digits);
  if (!path) return in.fail(in.wrong("path_bytes", "is not hexadecimal"));
  out.path = std::move(*path);
  out.name = name_of(out.path);
}

}  // namespace

void write_row(const FileRecord& record, bool strings, std::string& out) {
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
  if (!record.by_language.empty()) line.key("by_language").languages(record.by_language);
  if (!record.sha256.empty()) line.key("sha256").text(record.sha256);
  if (record.closed) line.key("closed").boolean(true);
  line.key("error");
  record.error ? line.error(*record.error) : line.null();
  line.end();
}

void write_header(const Header& header, std::string& out) {
  Line line(out);
  line.key("tool").text("sidestep");
  line.key("version").text(header.version);
  line.key("time").text(header.time);
  line.key("host").text(header.host);
  line.key("root").texts(header.roots);
  line.end();
}

Result<FileRecord> read_row(std::string_view line, const std::string& where) {
  const auto json = base::parse_json(line, where);
  if (!json) return json.error();
  auto fields = Fields::of(*json, where);
  if (!fields) return std::move(fields).error();
  Reader in(std::move(*fields));
  FileRecord out;
  read_path(in, out);
  in.number("size", out.size);
  in.text("format", out.format);
  in.text_or_null("machine", out.machine);
  in.state("version_state", out.version_state);
  if (in.has("why")) in.text("why", out.why);
  in.version_or_null("file_version", out.file_version);
  in.version_or_null("product_version", out.product_version);
  in.text_or_null("language", out.language);
  if (in.has("languages")) in.texts("languages", out.languages);
  in.texts("translations", out.translations);
  if (in.has("strings")) in.tables("strings", out.strings);
  in.boolean("string_differs", out.string_differs);
  in.texts("flags", out.flags);
  if (in.has("by_language")) in.languages("by_language", out.by_language);
  if (in.has("sha256")) in.digest("sha256", out.sha256);
  if (in.has("closed")) in.boolean("closed", out.closed);
  in.error("error", out.error);
  if (auto done = in.finish(); !done) return std::move(done).error();
  return out;
}

Result<std::optional<Header>> read_header(std::string_view line, const std::string& where) {
  if (!is_inventory_file(base::bytes_of(line))) return std::optional<Header>();
  const auto json = base::parse_json(line, where);
  if (!json) return json.error();
  auto fields = Fields::of(*json, where);
  if (!fields) return std::move(fields).error();
  Reader in(std::move(*fields));
  Header out;
  std::string tool;
  in.text("tool", tool);
  in.text("version", out.version);
  in.text("time", out.time);
  in.text("host", out.host);
  in.texts("root", out.roots);
  if (auto done = in.finish(); !done) return std::move(done).error();
  return std::optional(std::move(out));
}

bool is_inventory_file(base::Bytes start) {
  return base::text_of(start).starts_with("{\"tool\":\"sidestep\",");
}

}  // namespace checker::inventory
