// Real files and hand-made odd ones, against what the Windows version API (as Wine has it) says
// of them. Deliberate differences: docs/formats/version-resource.md.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/blob.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "checker/image/image.hpp"

using base::Json;
using checker::image::Image;
using checker::image::read_image;
using checker::image::StringsWanted;

namespace {

const std::filesystem::path kCorpus = CORPUS_DIR "/corpus/pe";

// The keys that the oracle asked for; it cannot list what there is.
const std::set<std::string> kAsked = {
    "CompanyName",  "FileDescription",  "FileVersion",     "InternalName", "LegalCopyright",
    "Comments",     "OriginalFilename", "LegalTrademarks", "ProductName",  "ProductVersion",
    "PrivateBuild", "SpecialBuild",     "Assembly Version"};

Json version_of(const std::optional<checker::Version>& version) {
  return version ? Json(checker::version::to_string(*version)) : Json();
}

// The first value of each key of the first table of each name, as VerQueryValue finds them.
Json strings_of(const Image& image, const Json& expected) {
  Json out = Json::object();
  for (const auto& [table, strings] : image.info.strings) {
    const std::string name = base::lower(table);
    if (out.contains(name) || !expected.contains(name)) continue;
    out[name] = Json::object();
    for (const auto& [key, value] : strings)
      if (kAsked.contains(key) && !out[name].contains(key)) out[name][key] = value;
  }
  return out;
}

// The cheap reading says the same of what it says, and the dear one changes nothing.
void check_brief(const base::RandomAccess& file, const Image& whole) {
  const Image brief = read_image(file, {.strings = StringsWanted::file_version});
  const Image full = read_image(file, {.all_languages = true, .layout = true});
  for (const Image& image : {brief, full}) {
    CHECK(image.version_state == whole.version_state);
    CHECK(image.info.file_version == whole.info.file_version);
    CHECK(image.info.translations == whole.info.translations);
    CHECK(image.info.strings.size() == whole.info.strings.size());
  }
  CHECK(full.info.strings == whole.info.strings);
  for (std::size_t i = 0; i < brief.info.strings.size(); ++i)
    for (const auto& [key, value] : brief.info.strings[i].second)
      CHECK(std::ranges::count(whole.info.strings[i].second, std::pair(key, value)) > 0);
}

}  // namespace

TEST_CASE("every image of the corpus is read as the Windows version API reads it") {
  std::ifstream rows(kCorpus / "expected.jsonl");
  if (!rows) {
    MESSAGE("skipped: no corpus at " << kCorpus);
    return;
  }
  int compared = 0, faults = 0;
  for (std::string line; std::getline(rows, line);) {
    const auto row = base::parse_json(line, "expected.jsonl");
    REQUIRE(row);
    const std::string path = row->at("path");
    const std::string kind = row->at("kind");
    CAPTURE(path);
    auto file = base::ReadableFile::open(kCorpus / path);
    REQUIRE(file);  // a row without its file would prove nothing
    const Image image = read_image(**file);
    check_brief(**file, image);
    CHECK((image.version_state == checker::image::VersionState::present) ==
          image.info.file_version.has_value());
    if (image.error) {
      CAPTURE(image.error->message);
      CHECK(image.error->message.find("byte") != std::string::npos);
    }
    if (row->at("oracle_fault").get<bool>()) {
      ++faults;
      continue;
    }
    ++compared;
    CHECK(version_of(image.info.file_version) == row->at("file_version"));
    CHECK(version_of(image.info.product_version) == row->at("product_version"));
    CHECK(Json(image.info.translations) == row->at("translations"));
    const Json& strings = row->at("strings");
    CHECK(base::canonical(strings_of(image, strings)) == base::canonical(strings));
    const std::string format = kind == "PE32" ? "pe32" : kind == "PE32+" ? "pe32+" : "ne";
    if (kind != "PE?") CHECK(image.format == format);
  }
  MESSAGE(compared << " images compared, " << faults << " where the API itself failed");
  CHECK(compared >= 500);
}
