#include "checker/manifest/fixes.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "checker/manifest/library.hpp"
#include "checker/manifest/reading.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

constexpr std::string_view kSchema = "sidestep-fixes/1";
constexpr std::uint64_t kMaxBytes = 16u << 20;  // the largest of ours has 0.2 MB
constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxArticles = 50'000, kMaxRows = 5'000, kMaxLines = 100;
constexpr std::size_t kMaxText = 200;

using Day = std::chrono::sys_days;

// "2000-07-07"
std::optional<Day> parse_day(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  const char* const at = text.data();
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      std::from_chars(at, at + 4, year).ptr != at + 4 ||
      std::from_chars(at + 5, at + 7, month).ptr != at + 7 ||
      std::from_chars(at + 8, at + 10, day).ptr != at + 10)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || year < 1980) return std::nullopt;
  return Day(date);
}

/// Takes keys into what they belong to; the first thing that is wrong stays.
class Reader {
 public:
  explicit Reader(Fields fields) : fields_(std::move(fields)) {}

  bool has(const char* key) const { return fields_.has(key); }
  void text(const char* key, std::string& to) {
    take(fields_.text(key), to);
    if (to.size() > kMaxText || to.empty()) fail(key, "should be a text of 1 to 200 bytes");
  }
  void text_if_any(const char* key, std::string& to) {
    if (has(key)) text(key, to);
  }
  void any_text(const char* key, std::string& to) { take(fields_.text_or(key, ""), to); }
  void texts_if_any(const char* key, std::vector<std::string>& to) {
    take(fields_.texts_or_none(key), to);
  }
  void flag_if_any(const char* key, bool& to) {
    if (has(key)) take(fields_.boolean(key), to);
  }
  void version(const char* key, Version& to) { take(read_version(fields_, key), to); }
  void number_if_any(const char* key, std::optional<std::uint64_t>& to) {
    if (!has(key)) return;
    std::uint64_t number = 0;
    take(fields_.number(key, 1ull << 40), number);
    to = number;
  }
  void day_if_any(const char* key, std::optional<Day>& to) {
    if (!has(key)) return;
    std::string text;
    this->text(key, text);
    to = parse_day(text);
    if (!to) fail(key, "should be a date like 1998-09-30");
  }
  void one_of(const char* key, std::string& to, std::initializer_list<std::string_view> known) {
    text_if_any(key, to);
    if (has(key) && std::ranges::find(known, to) == known.end()) fail(key, "is none that is known");
  }
  template <class Item, class Read>
  void list(const char* key, std::vector<Item>& to, std::size_t most, Read read) {
    const Json* array = nullptr;
    take(fields_.array(key), array);
    if (array == nullptr) return;
    if (array->size() > most) return fail(key, "has more than " + std::to_string(most) + " items");
    to.reserve(array->size());
    for (std::size_t i = 0; i < array->size() && !failed_; ++i) {
      auto item = Fields::of((*array)[i], base::pointer(base::pointer(fields_.where(), key), i));
      if (!item) return fail(std::move(item).error());
      Reader inner(std::move(*item));
      read(inner, to.emplace_back());
      if (auto done = inner.finish(); !done) fail(std::move(done).error());
    }
  }
  void fail(const char* key, std::string_view how) { fail(fields_.wrong(key, how)); }
  Result<void> finish() {
    if (failed_) return std::move(*failed_);
    return fields_.finish();
  }

 private:
  template <class T>
  void take(Result<T> got, T& to) {
    if (got)
      to = std::move(*got);
    else
      fail(std::move(got).error());
  }
  void fail(Error error) {
    if (!failed_) failed_ = std::move(error);
  }

  Fields fields_;
  std::optional<Error> failed_;
};

void read_row(Reader& in, FixRow& out) {
  in.text("file", out.file);
  if (out.file.find_first_of("/\\*?") != std::string::npos) in.fail("file", "is no file name");
  std::string version;
  in.text_if_any("version", version);
  if (!version.empty()) {
    out.version = version::parse(version);
    if (!out.version) {
      out.version = version::parse(version + ".0");
      out.build_only = true;
    }
    if (!out.version)
      in.fail("version", "is none of four parts, or of three where the article prints no more");
  }
  in.flag_if_any("reused", out.reused);
  in.text_if_any("printed", out.printed);
  in.text_if_any("branch", out.branch);
  in.day_if_any("date", out.date);
  in.number_if_any("size", out.size);
  in.one_of("platform", out.platform, {"i386", "alpha", "mips", "ppc"});
  if (out.version && !out.printed.empty())
    in.fail("printed", "is for a number that cannot be compared, and there is a version");
  if (!out.version && out.printed.empty() && !out.date)
    in.fail("file", "has neither a version nor a date: nothing could be told by it");
}

void read_article(Reader& in, FixArticle& out) {
  in.text("kb", out.kb);
  in.text_if_any("release", out.release);
  if (!out.release.empty() && !parse_day(out.release))
    in.fail("release", "should be a date like 2000-07-07");
  in.texts_if_any("first_in", out.first_in);
  in.text_if_any("language", out.language);
  if (!out.language.empty() && !is_language(out.language))
    in.fail("language", "should be four hexadecimal digits");
  in.text_if_any("component", out.component);
  in.list("files", out.files, kMaxRows, read_row);
  if (out.files.empty()) in.fail("files", "are none");
}

void read_line(Reader& in, VersionLine& out) {
  in.text("name", out.name);
  in.version("from", out.from);
  in.version("below", out.below);
  if (out.from >= out.below) in.fail("below", "is not above from");
}

void read_shared(Reader& in, SharedFile& out) {
  in.text("file", out.file);
  in.version("from", out.from);
  in.text("source", out.source);
}

}  // namespace

std::size_t FixTable::rows() const {
  std::size_t out = 0;
  for (const FixArticle& article : articles) out += article.files.size();
  return out;
}

Result<FixTable> read_fixes(const Json& json, const std::string& name) {
  auto fields = Fields::of(json, name);
  if (!fields) return std::move(fields).error();
  Reader in(std::move(*fields));
  FixTable out;
  std::string schema;
  in.text("schema", schema);
  if (schema != kSchema) in.fail("schema", "is not " + std::string(kSchema));
  in.text("id", out.id);
  in.text("version", out.version);
  in.any_text("note", out.note);
  if (in.has("lines")) in.list("lines", out.lines, kMaxLines, read_line);
  if (in.has("shared")) in.list("shared", out.shared, kMaxLines, read_shared);
  in.list("articles", out.articles, kMaxArticles, read_article);
  if (auto done = in.finish(); !done) return std::move(done).error();
  return out;
}

Result<FixTable> read_fixes(const std::filesystem::path& file) {
  base::JsonLimits limits;
  limits.bytes = kMaxBytes;
  limits.depth = kMaxDepth;
  auto json = base::read_json(file, limits);
  if (!json) return std::move(json).error();
  return read_fixes(*json, file.string());
}

LoadedFixes load_fixes(const std::vector<std::filesystem::path>& folders) {
  std::vector<Place> places;
  for (const auto& folder : folders) places.push_back({folder, false});
  Files files = find_files(places);
  LoadedFixes out;
  out.problems = std::move(files.problems);
  for (const FoundFile& file : files.fixes) {
    auto table = read_fixes(file.file);
    if (!table) {
      out.problems.push_back(std::move(table).error());
      continue;
    }
    if (std::ranges::find(out.tables, table->id, &FixTable::id) != out.tables.end()) {
      out.problems.push_back(
          {Errc::malformed, file.name + ": fixes " + table->id + " are defined twice"});
      continue;
    }
    out.tables.push_back(std::move(*table));
  }
  return out;
}

}  // namespace checker::manifest
