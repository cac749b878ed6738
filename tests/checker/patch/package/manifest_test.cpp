#include "checker/patch/package/manifest.hpp"

#include "tests/checker/patch/package/package.hpp"

using namespace checker::patch::package;
using package_test::contains;

namespace {

std::string whole() { return support::read(FIXTURES_DIR "/patch/every-key.json"); }

// The whole example with one text put in another's place.
std::string with(const std::string& from, const std::string& to) {
  std::string out = whole();
  const auto at = out.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  return out.replace(at, from.size(), to);
}

std::string shown(const base::Result<Manifest>& read) {
  return read ? "read" : read.error().message;
}

}  // namespace

TEST_CASE("every key of a manifest is read, and written back byte for byte") {
  const auto read = parse(whole(), "m");
  REQUIRE_MESSAGE(read, shown(read));
  CHECK(write(*read) == whole());
  CHECK(read->id == "Q214836-intel");
  CHECK(read->family == "exchange-5.5-migration");
  CHECK(read->sequence == 2543);
  CHECK(read->supersedes == std::vector<std::string>{"Q216473-intel"});
  CHECK(read->requirements ==
        std::vector<Requirement>{{"Mailmig.exe", checker::Version{5, 5, 2521, 0}}});
  CHECK(read->package->name == "setup.exe");
  REQUIRE(read->files.size() == 2);
  CHECK(read->files[0].destination() == "Mlmig32.dll");
  CHECK(read->files[0].version == checker::Version{5, 5, 2543, 1});
  CHECK(read->files[0].replaces.size() == 1);
  CHECK(read->files[0].rebuild);
  CHECK(read->files[1].destination() == "Res/Ger/Mailmig.exe");
  CHECK(read->files[1].create);
  CHECK_FALSE(read->files[1].language);
  CHECK(read->sets[0].size() == 2);
  CHECK(read->feed->version == 7);
  CHECK(*parse(write(*read), "m") == *read);
}

TEST_CASE("a manifest needs few keys") {
  const std::string hash(64, 'a');
  const std::string text =
      R"({"schema":"sidestep-package/1","id":"x","family":"x","sequence":0,"files":[)"
      R"({"member":"a.dll","component":"A.DLL","size":0,"sha256":")" +
      hash + "\"}]}";
  const auto read = parse(text, "m");
  REQUIRE_MESSAGE(read, shown(read));
  CHECK_FALSE(read->package);
  CHECK_FALSE(read->files[0].create);
  CHECK(*parse(write(*read), "m") == *read);
}

TEST_CASE("what could mean two things is refused, with its place") {
  const std::string hash(64, 'b');
  struct Row {
    std::string from, to, error;
  };
  const Row rows[] = {
      {"sidestep-package/1", "sidestep-package/2", "m#/schema should be"},
      {"\"family\"", "\"famly\"", "m#/family is missing; is \"famly\" meant"},
      {"\"feed\": {", "\"fed\": {", "m#/fed is not a key this version knows; did you mean feed?"},
      {"\"create\"", "\"creat\"", "m#/files/1/creat is not a key"},
      {"\"sequence\": 2543", "\"sequence\": -1", "m#/sequence should be a whole number"},
      {"\"sequence\": 2543", "\"sequence\": 1.5", "m#/sequence should be a whole number"},
      {"Q214836-intel", "Q 1", "m#/id should be a name"},
      {"Q216473-intel", "q214836-INTEL", "m#/supersedes/0 is the package's own id"},
      {"\"Q216473-intel\"", "\"a\", \"A\"", "m#/supersedes/1 is named twice"},
      {"\"5.5.2521.0\"", "\"2521.0\"", "m#/requires/0/at_least should be a version of four"},
      {"\"5.5.2521.0\"", "\"05.5.2521.0\"", "m#/requires/0/at_least should be a version of four"},
      {"\"version\": \"5.5.2543.1\"", "\"version\": \"5.5.2543.99999\"", "m#/files/0/version"},
      {"\"name\": \"setup.exe\"", "\"name\": \"x/setup.exe\"", "m#/package/name cannot be used"},
      {"\"name\": \"setup.exe\"", "\"name\": \"kb.exe\"", "m#/files/0/member should begin with"},
      {"setup.exe!/MLMIG32.DL_!/MLMIG32.DLL", "setup.exe!/../MLMIG32.DLL",
       "m#/files/0/member cannot be used: \"..\" climbs"},
      {"\"component\": \"Mlmig32.dll\",\n      \"size\"",
       "\"component\": \"NUL.dll\",\n      \"size\"",
       "m#/files/0/component cannot be used: \"NUL.dll\" is a device"},
      {"\"folder\": \"Res/Ger\"", "\"folder\": \"Res\\\\Ger\"", "m#/files/1/folder cannot be used"},
      {"\"folder\": \"Res/Ger\"", "\"folder\": \".sidestep/x\"",
       "m#/files/1/folder cannot be used"},
      {"\"folder\": \"Res/Ger\"", "\"folder\": \"MLMIG32.dll\"",
       "m#/files/1/folder is the name of a file, too: Mlmig32.dll"},
      {"setup.exe!/Mailmig.exe", "setup.exe!/mlmig32.dl_!/mlmig32.dll",
       "m#/files/1/member is named twice"},
      {"\"component\": \"Mailmig.exe\",\n      \"folder\": \"Res/Ger\"",
       "\"component\": \"MLMIG32.DLL\"", "m#/files/1/component would be put where another file"},
      {"\"size\": 7", "\"size\": 4294967296", "m#/files/1/size should be a whole number up to"},
      {"\"machine\": \"i386\"", "\"machine\": \"Intel\"", "m#/files/0/machine should be as"},
      {"\"language\": \"0409\"", "\"language\": \"1033 \"", "m#/files/0/language should be four"},
      {"\"create\": true", "\"create\": 1", "m#/files/1/create should be true or false"},
      {"\"replaces\": {", "\"replaces\": {\"range\": \"x\",",
       "m#/files/0/replaces/range is not a key"},
      {"\"Res/Ger/Mailmig.exe\"", "\"Mailmig.exe\"", "m#/sets/0/1 names no file"},
      {"\"Res/Ger/Mailmig.exe\"", "\"mlmig32.DLL\"", "m#/sets/0/1 stands in a set already"},
      {"\"version\": 7", "\"version\": 0", "m#/feed/version should be 1 or more"},
      {"2026-01-01T00:00:00Z", "2026-01-01", "m#/feed/issued should be a time"},
      {"2027-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "m#/feed/expires is before"},
      {"\"id\":", "\"id\": \"x\", \"id\":", "m: key \"id\" appears twice"},
      {"\"files\": [", "\"files\": 1, \"x\": [", "m#/files should be an array"},
      {"{\n  \"schema\"", "[{\n  \"schema\"", "m"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK_MESSAGE(contains(shown(parse(with(row.from, row.to), "m")), row.error),
                  shown(parse(with(row.from, row.to), "m")));
  }
  for (const char* of : {"\"sha256\": \"",
                         "\"package\": {\n    \"name\": \"setup.exe\",\n    "
                         "\"size\": 12345,\n    \"sha256\": \""}) {
    const auto text = with(of, std::string(of) + "F");
    CHECK(contains(shown(parse(text, "m")), "sha256 should be a SHA-256"));
  }
}

TEST_CASE("there is no more of anything than may be") {
  const std::string hash(64, 'a');
  std::string files;
  for (int i = 0; i < 20'001; ++i)
    files += (i > 0 ? "," : "") + std::string(R"({"member":"f)") + std::to_string(i) + "\"}";
  CHECK(contains(shown(parse(R"({"schema":"sidestep-package/1","id":"x","family":"x","sequence":1,)"
                             "\"files\":[" +
                                 files + "]}",
                             "m")),
                 "m#/files has more than 20000 entries"));
  CHECK(contains(shown(parse(R"({"schema":"sidestep-package/1","id":"x","family":"x","sequence":1,)"
                             R"("files":[]})",
                             "m")),
                 "m#/files should name one file"));
}

TEST_CASE("a manifest cut short is refused, wherever it is cut") {
  const std::string text = whole();
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    const auto read = parse(text.substr(0, size), "m");
    REQUIRE_FALSE(read);
    CHECK(read.error().message.starts_with("m"));
  }
}
