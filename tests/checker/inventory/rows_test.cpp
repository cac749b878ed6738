#include "checker/inventory/rows.hpp"

#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "base/json.hpp"
#include "tests/checker/inventory/records.hpp"

using checker::inventory::FileRecord;
using checker::inventory::read_header;
using checker::inventory::read_row;
using checker::inventory::write_row;
using support::damaged;
using support::extractor;

namespace {

std::string row(const FileRecord& record, bool strings = true) {
  std::string out;
  write_row(record, strings, out);
  return out;
}

// What reading makes of what writing made: the same line again, or the error.
std::string again(const FileRecord& record) {
  const auto read = read_row(row(record), "line 1");
  return read ? row(*read) : read.error().message;
}

}  // namespace

TEST_CASE("a row has the fields of the contract in their order") {
  CHECK(row(extractor()) ==
        R"({"path":"Bin/Mlmig32.dll","name":"Mlmig32.dll","size":3072,"format":"pe32",)"
        R"("machine":"i386","version_state":"present","file_version":"5.5.2521.0",)"
        R"("product_version":"5.5.2521.0","language":"0409","translations":["040904b0"],)"
        R"("strings":{"040904B0":{"FileVersion":"5.5","A":"1"}},"string_differs":false,)"
        R"("flags":[],"error":null})"
        "\n");
}

TEST_CASE("--fields version leaves out the strings and nothing else") {
  const auto all = base::parse_json(row(extractor()), "all");
  const auto version = base::parse_json(row(extractor(), false), "version");
  REQUIRE(all);
  REQUIRE(version);
  CHECK(!version->contains("strings"));
  CHECK(version->size() + 1 == all->size());
}

TEST_CASE("what a file lacks is null, and damage is an error with code and message") {
  const auto json = base::parse_json(row(damaged()), "row");
  REQUIRE(json);
  for (const char* key : {"machine", "file_version", "product_version", "language"})
    CHECK(json->at(key).is_null());
  CHECK(json->at("version_state") == "cut-short");
  CHECK(base::dump(json->at("error"), -1) ==
        R"({"code":"malformed","message":"the file ends at byte 3"})");
}

TEST_CASE("everything that is written is read back") {
  FileRecord record = extractor();
  record.strings.pop_back();  // of equal keys only the first is written
  record.strings[0].second.pop_back();
  CHECK(again(record) == row(record));
  CHECK(again(damaged()) == row(damaged()));

  record.languages = {"0407", "0409"};
  record.flags = {"debug", "special"};
  record.sha256 = std::string(64, 'a');
  record.closed = true;
  record.why = "no resource directory";
  record.string_differs = true;
  record.error = base::Error{base::Errc::unsupported, "an \"MSI\"\n", "extract it first"};
  auto& german = record.by_language.emplace_back();
  german.language = "0407";
  german.info = {checker::Version{1, 2, 3, 4},
                 std::nullopt,
                 {"debug"},
                 {"040704b0"},
                 {{"040704b0", {{"FileVersion", "1.2"}}}}};
  record.by_language.emplace_back().error = base::Error{base::Errc::malformed, "damaged"};
  CHECK(again(record) == row(record));
  const auto read = read_row(row(record), "line 1");
  REQUIRE(read);
  CHECK(read->closed);
  CHECK(read->error->hint == "extract it first");
  CHECK(read->by_language.at(0).info.file_version == checker::Version{1, 2, 3, 4});
}

TEST_CASE("a name in any encoding survives") {
  for (const std::string path : {"Bin/\xE9.dll",
                                 "Gr\xC3\xB6\xC3\x9F"
                                 "e/x.dll",
                                 "\xFF/\x01\"\\.dll"}) {
    FileRecord record = extractor();
    record.path = path;
    record.name = path.substr(path.rfind('/') + 1);
    const auto json = base::parse_json(row(record), "row");
    CHECK(json);
    const auto read = read_row(row(record), "line 1");
    REQUIRE(read);
    CHECK(read->path == path);
    CHECK(read->name == record.name);
  }
  CHECK(row(extractor()).find("path_bytes") == std::string::npos);
}

TEST_CASE("a row that is not what this version writes is refused by place and reason") {
  const std::string good = row(extractor());
  struct Row {
    std::string from, to, error;
  };
  const Row rows[] = {
      {"\"size\":3072", "\"size\":-1", "line 7#/size should be a whole number"},
      {"\"size\":3072,", "", "line 7#/size is missing"},
      {"\"size\":3072", "\"size\":3072,\"siez\":1", "line 7#/siez is not a key this version knows"},
      {"\"5.5.2521.0\"", "\"5.5\"", "line 7#/file_version is no version of four parts"},
      {"\"5.5.2521.0\"", "5", "line 7#/file_version is neither a text nor null"},
      {"\"pe32\"", "\"\\u001b[2J\"", "line 7#/format is no format that this version knows"},
      {"\"present\"", "\"fine\"", "line 7#/version_state is no state that this version knows"},
      {"{\"FileVersion\":\"5.5\",\"A\":\"1\"}", "[]", "line 7#/strings holds what is no table"},
      {"\"A\":\"1\"", "\"A\":1", "line 7#/strings holds what is no text"},
      {"\"error\":null", "\"error\":{\"code\":\"odd\",\"message\":\"\"}",
       "line 7#/error has a code that this version does not know"},
      {"\"error\":null", "\"error\":{\"code\":\"io\"}", "line 7#/error/message is missing"},
      {"\"name\":\"", "\"name\":\"x", "line 7#/name is not the last part of the path"},
      {"\"flags\"", "\"sha256\":\"AB\",\"flags\"",
       "line 7#/sha256 should be 64 hexadecimal digits"},
      {"\"name\"", "\"path\":\"x\",\"name\"", "line 7: key \"path\" appears twice"},
      {"\"name\"", "\"path_bytes\":\"4x\",\"name\"", "line 7#/path_bytes is not hexadecimal"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.to);
    std::string line = good;
    const auto at = line.find(one.from);
    REQUIRE(at != std::string::npos);
    line.replace(at, one.from.size(), one.to);
    const auto read = read_row(line, "line 7");
    REQUIRE(!read);
    CAPTURE(read.error().message);
    CHECK(read.error().message.starts_with(one.error));
  }
}

TEST_CASE("every prefix of a row is an error") {
  const std::string line = row(extractor());
  for (std::size_t n = 0; n + 2 < line.size(); ++n) CHECK(!read_row(line.substr(0, n), "line 1"));
}

TEST_CASE("the header names tool, version, time, host and roots, and nothing else is one") {
  checker::inventory::Header written{"0.1", "1999-09-30T12:00:00Z", "harbor", {"Bin"}, 42, {},
                                     true};
  written.filter = {{"*.dll"}, {"old"}, -5};
  std::string line;
  write_header(written, line);
  const auto header = read_header(line, "line 1");
  REQUIRE(header);
  REQUIRE(*header);
  CHECK((*header)->host == "harbor");
  CHECK((*header)->roots == std::vector<std::string>{"Bin"});
  CHECK((*header)->rows == 42);
  CHECK((*header)->filter.include == std::vector<std::string>{"*.dll"});
  CHECK((*header)->filter.exclude == std::vector<std::string>{"old"});
  CHECK((*header)->filter.newer_than == -5);
  CHECK((*header)->unopened);
  const auto other = read_header(row(extractor()), "line 1");
  REQUIRE(other);
  CHECK(!*other);
  CHECK(!read_header(R"({"tool":"sidestep","version":1})", "line 1"));
  CHECK(checker::inventory::is_row(row(extractor())));
  CHECK(!checker::inventory::is_row(line));
  CHECK(!checker::inventory::is_row("[1]"));
}

TEST_CASE("a header is as long before the rows are counted as after") {
  checker::inventory::Header header{"0.1", "", "", {}, std::nullopt, {}, false};
  std::string before, after;
  write_header(header, before);
  header.rows = std::numeric_limits<std::uint64_t>::max();
  write_header(header, after);
  CHECK(before.size() == after.size());
}

TEST_CASE("an inventory says what it cannot tell") {
  struct Row {
    checker::inventory::Filter filter;
    bool unopened;
    std::string why;
  };
  const Row rows[] = {
      {{}, false, ""},
      {{}, true, "containers were not opened"},
      {{{}, {"x"}, {}}, false, "something was excluded"},
      {{{}, {}, 1}, false, "older files were left out"},
      {{{"*.dll", "mail*"}, {}, {}}, false, ""},
      {{{"*.dll"}, {}, {}}, false, "only some names"},
      {{{"bin/*"}, {}, {}}, false, "only some names"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.why);
    checker::inventory::Header header{"", "", "", {}, 0, one.filter, one.unopened};
    const std::string why = header.leaves_out({"Mailmig.exe", "Mlmig32.dll"});
    CHECK(why.starts_with(one.why));
    CHECK(why.empty() == one.why.empty());
  }
  const checker::inventory::Header all{"", "", "", {}, 0, {{"*"}, {}, {}}, false};
  CHECK(all.leaves_out({}).starts_with("only some names"));
}

TEST_CASE("a row that would be too long is written without its strings, and says so") {
  FileRecord record = extractor();
  record.strings[0].second.emplace_back("Long", std::string(5u << 20, 'x'));
  const std::string line = row(record);
  CHECK(line.size() < 2000);
  const auto read = read_row(line, "line 1");
  REQUIRE(read);
  CHECK(read->strings.empty());
  CHECK(read->file_version == record.file_version);
  REQUIRE(read->error);
  CHECK(read->error->code == base::Errc::limit);
}

TEST_CASE("an object of too many keys costs little and is refused") {
  std::string line = R"({"path":"a")";
  for (int i = 0; i < 100'000; ++i) line += ",\"" + std::to_string(i) + "\":1";
  const auto read = read_row(line + "}", "line 1");
  REQUIRE(!read);
  CHECK(read.error().message.find("more than 2048 keys") != std::string::npos);
}
