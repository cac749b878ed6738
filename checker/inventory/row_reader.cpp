#include <algorithm>
#include <charconv>
#include <limits>

#include "base/json.hpp"
#include "checker/inventory/rows.hpp"

namespace checker::inventory {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

namespace {

// Of one table. A reader of blocks takes no more (image::kMaxStrings).
constexpr std::size_t kMaxKeys = 2048;
// The end of the year 9999: what a calendar can say.
constexpr std::int64_t kMaxSeconds = 253'402'300'799;

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
  void number_or_null(const char* key, std::optional<std::uint64_t>& to) {
    const Json* value = any(key);
    if (value == nullptr || value->is_null()) return;
    std::uint64_t number = 0;
    this->number(key, number);
    to = number;
  }
  /// Seconds since 1970, which may be before it.
  void time(const char* key, std::optional<std::int64_t>& to) {
    std::string text;
    this->text(key, text);
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, seconds).ptr != end || text.empty())
      return fail(fields_.wrong(key, "is no number of seconds"));
    to = seconds;
  }
  void format(const char* key, std::string& to) {
    text(key, to);
    static constexpr std::string_view kFormats[] = {"pe32", "pe32+", "ne", "le", "mz", "none"};
    if (std::ranges::find(kFormats, to) == std::end(kFormats))
      fail(fields_.wrong(key, "is no format that this version knows"));
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
    auto fields = Fields::of(*value, base::pointer(fields_.where(), key));
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
    auto fields = Fields::of(item, base::pointer(fields_.where(), key));
    if (!fields) return fail(std::move(fields).error());
    Reader inner(std::move(*fields));
    image::LanguageVersion& out = to.emplace_back();
    inner.text("language", out.language);
    inner.version_or_null("file_version", out.info.file_version);
    inner.version_or_null("product_version", out.info.product_version);
    inner.texts("translations", out.info.translations);
    if (inner.has("strings")) inner.tables("strings", out.info.strings);
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

Result<FileRecord> read_row(std::string_view line, const std::string& where) {
  base::JsonLimits limits;
  limits.bytes = kMaxRow;
  limits.keys = kMaxKeys;
  const auto json = base::parse_json(line, where, limits);
  if (!json) return json.error();
  auto fields = Fields::of(*json, where);
  if (!fields) return std::move(fields).error();
  Reader in(std::move(*fields));
  FileRecord out;
  read_path(in, out);
  in.number("size", out.size);
  in.format("format", out.format);
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
  if (in.has("modified")) {
    std::optional<std::int64_t> seconds;
    in.time("modified", seconds);
    if (seconds && (*seconds > kMaxSeconds || *seconds < -kMaxSeconds))
      in.fail(in.wrong("modified", "is no time"));
    if (seconds) out.modified = std::chrono::sys_seconds(std::chrono::seconds(*seconds));
  }
  if (in.has("closed")) in.boolean("closed", out.closed);
  in.error("error", out.error);
  if (auto done = in.finish(); !done) return std::move(done).error();
  return out;
}

Result<std::optional<Header>> read_header(std::string_view line, const std::string& where) {
  if (!is_header(line)) return std::optional<Header>();
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
  in.number_or_null("rows", out.rows);
  if (in.has("include")) in.texts("include", out.filter.include);
  if (in.has("exclude")) in.texts("exclude", out.filter.exclude);
  if (in.has("newer_than")) in.time("newer_than", out.filter.newer_than);
  if (in.has("unopened")) in.boolean("unopened", out.unopened);
  if (auto done = in.finish(); !done) return std::move(done).error();
  return std::optional(std::move(out));
}

std::string Header::leaves_out(const std::vector<std::string>& names) const {
  if (unopened) return "containers were not opened (--depth 0)";
  if (!filter.exclude.empty()) return "something was excluded (--exclude)";
  if (filter.newer_than) return "older files were left out (--newer-than)";
  if (filter.include.empty()) return "";
  // A pattern with a folder in it may not meet a file of that name elsewhere.
  Filter by_name;
  for (const std::string& pattern : filter.include)
    if (pattern.find('/') == std::string::npos) by_name.include.push_back(pattern);
  const bool all = !names.empty() && !by_name.include.empty() &&
                   std::ranges::all_of(names, [&](const auto& n) { return by_name.includes(n); });
  return all ? "" : "only some names were included (--include)";
}

namespace {
std::optional<Json> object_with(std::string_view line, const char* key) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '{' || line.size() > kMaxRow)
    return std::nullopt;
  auto json = base::parse_json(line, "");
  if (!json || !json->is_object() || !json->contains(key)) return std::nullopt;
  return std::move(*json);
}
}  // namespace

bool is_header(std::string_view line) {
  const auto json = object_with(line, "tool");
  return json && json->at("tool") == "sidestep";
}

bool is_row(std::string_view line) {
  const auto json = object_with(line, "version_state");
  return json && json->contains("path");
}

}  // namespace checker::inventory
