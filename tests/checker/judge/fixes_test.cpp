#include "checker/judge/fixes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace checker;
using judge::FixAnswer;
using State = judge::FixAnswer::State;

namespace {

constexpr std::string_view kTable = R"({
  "schema": "sidestep-fixes/1", "id": "fixes.test", "version": "1",
  "lines": [{"name": "Terminal Server", "from": "4.0.1381.32768", "below": "4.0.1382.0"}],
  "shared": [{"file": "Lsntshc.dll", "from": "5.5.2651.0", "source": "KB Q244702"}],
  "articles": [
    {"kb": "Q1", "first_in": ["Exchange Server 5.5 SP2"], "language": "0409",
     "files": [{"file": "Mlmig32.dll", "version": "5.5.2402.0"}]},
    {"kb": "Q1", "language": "0409", "files": [{"file": "Mlmig32.dll", "version": "5.0.1461.66"}]},
    {"kb": "Q2", "files": [{"file": "Build.dll", "version": "5.5.2642"}]},
    {"kb": "Q3", "files": [
      {"file": "Ntmarta.dll", "version": "4.0.1381.7063", "platform": "alpha"},
      {"file": "Ntmarta.dll", "version": "4.0.1381.7086", "platform": "i386"}]},
    {"kb": "Q4", "files": [
      {"file": "Both.dll", "version": "4.0.1381.7086", "platform": "alpha"},
      {"file": "Both.dll", "version": "4.0.1381.7086", "platform": "i386"}]},
    {"kb": "Q5", "files": [{"file": "Alpha.dll", "version": "1.0.0.5", "platform": "alpha"}]},
    {"kb": "Q6", "language": "0411", "files": [{"file": "Tongue.dll", "version": "1.0.0.7"}]},
    {"kb": "Q6", "language": "0409", "files": [{"file": "Tongue.dll", "version": "1.0.0.5"}]},
    {"kb": "Q7", "files": [{"file": "Odd.exe", "printed": "24C"}]},
    {"kb": "Q8", "files": [
      {"file": "Kernel.exe", "version": "4.0.1381.7080"},
      {"file": "Kernel.exe", "version": "4.0.1381.33474"}]},
    {"kb": "Q9", "files": [{"file": "Kernel.exe", "version": "4.0.1381.7000"}]},
    {"kb": "Q10", "files": [
      {"file": "Two.dll", "version": "5.0.2195.3649"}, {"file": "Two.dll", "version": "5.0.2195.3663"}]},
    {"kb": "Q11", "files": [{"file": "Same.exe", "version": "4.0.0.606", "reused": true,
      "date": "2000-11-20", "size": 1000}]},
    {"kb": "Q12", "component": "Migration", "files": [{"file": "Lsntshc.dll", "version": "5.5.2652.13"}]},
    {"kb": "Q13", "component": "Connectors", "files": [{"file": "Lsntshc.dll", "version": "5.5.2652.54"}]},
    {"kb": "Q14", "component": "Connectors", "files": [{"file": "Lsntshc.dll", "version": "5.5.2527.0"}]},
    {"kb": "Q15", "language": "0409", "files": [
      {"file": "Dated.sys", "branch": "4.0", "date": "1999-02-06", "size": 28432, "platform": "i386"},
      {"file": "Dated.sys", "branch": "4.0", "date": "1999-02-06", "size": 53008, "platform": "alpha"}]},
    {"kb": "Q16", "files": [{"file": "Script.asp", "version": "5.5.2655.39", "date": "2001-12-03", "size": 700}]},
    {"kb": "Q17", "files": [{"file": "Unsized.exe", "branch": "4.0", "date": "1999-02-06"}]},
    {"kb": "Q18", "release": "2000-07-07", "files": [{"file": "Released.dll", "version": "5.5.2652.39"}]},
    {"kb": "Q18", "release": "1999-09-15", "files": [{"file": "Released.dll", "version": "5.5.2651.29"}]},
    {"kb": "Q19", "files": [{"file": "User.exe", "version": "4.10.2223"}]},
    {"kb": "Q20", "files": [{"file": "Twin.dll", "version": "5.5.2642", "date": "1998-09-30", "size": 700}]},
    {"kb": "Q21", "files": [
      {"file": "Two.exe", "version": "5.5.2642"}, {"file": "Two.exe", "version": "5.5.2640.3"}]},
    {"kb": "Q22", "files": [{"file": "Main.cpl", "branch": "3.51", "date": "1998-09-25", "size": 234432}]},
    {"kb": "Q23", "files": [{"file": "Main.cpl", "date": "1998-09-25", "size": 234400}]},
    {"kb": "Q24", "files": [
      {"file": "Tcpip.sys", "branch": "4.0", "date": "2000-02-16", "size": 171728},
      {"file": "Tcpip.sys", "date": "2000-09-26", "size": 174544}]}
  ]})";

const std::vector<manifest::FixTable>& tables() {
  static const std::vector<manifest::FixTable> all = [] {
    auto json = base::parse_json(kTable, "test.json");
    REQUIRE(json);
    auto table = manifest::read_fixes(*json, "test.json");
    REQUIRE_MESSAGE(table, (table ? "" : table.error().message));
    return std::vector{std::move(*table)};
  }();
  return all;
}
const judge::FixIndex& index() {
  static const judge::FixIndex all(tables());
  return all;
}

struct File {
  std::string name, version;
  std::string machine = "i386", language = "0409";
  std::uint64_t size = 1;
  std::string modified = "";  // "1999-02-06 12"
  inventory::VersionState state = inventory::VersionState::none;
};

inventory::FileRecord record(const File& file) {
  inventory::FileRecord out;
  out.path = "Bin/" + file.name;
  out.name = file.name;
  out.size = file.size;
  out.format = "pe32";
  if (!file.machine.empty()) out.machine = file.machine;
  if (!file.language.empty()) out.language = file.language;
  out.file_version = version::parse(file.version);
  out.version_state = out.file_version ? inventory::VersionState::present : file.state;
  if (!file.modified.empty()) {
    const auto number = [&](std::size_t at, std::size_t n) {
      return std::stoi(file.modified.substr(at, n));
    };
    using namespace std::chrono;
    out.modified =
        sys_days(year(number(0, 4)) / number(5, 2) / number(8, 2)) + hours(number(11, 2));
  }
  return out;
}

std::string show(const FixAnswer& a) {
  std::string name = a.article->kb;
  if (!a.article->release.empty()) name += "/" + a.article->release;
  return a.state == State::includes ? name + " includes by " + a.by
         : a.state == State::lacks  ? name + " lacks by " + a.by
                                    : name + " unknown: " + a.why;
}

std::string ask(const File& file) {
  std::string out;
  for (const auto& answer : judge::fixes_of(record(file), index()))
    out += (out.empty() ? "" : "; ") + show(answer);
  return out;
}

struct Row {
  File file;
  std::string expected;
};
void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.file.name);
    CAPTURE(row.file.version);
    CHECK(ask(row.file) == row.expected);
  }
}

}  // namespace

TEST_CASE("a build includes what was fixed before it, within its branch") {
  check({
      {{"Mlmig32.dll", "5.5.2402.0"}, "Q1 includes by version"},
      {{"MLMIG32.DLL", "5.5.2448.4"}, "Q1 includes by version"},
      {{"Mlmig32.dll", "5.5.2401.9"}, "Q1 lacks by version"},
      {{"Mlmig32.dll", "5.0.1461.66"}, "Q1 includes by version"},
      {{"Mlmig32.dll", "5.0.1461.65"}, "Q1 lacks by version"},
      {{"Mlmig32.dll", "6.0.4417.0"}, ""},  // no row is of its branch
      {{"Other.dll", "5.5.2402.0"}, ""},
  });
}

TEST_CASE("a table that prints no revision says nothing of the files of that build") {
  const std::string which = " unknown: the article prints this build, and not which revision of it";
  check({
      {{"Build.dll", "5.5.2642.0"}, "Q2" + which},
      {{"Build.dll", "5.5.2642.3"}, "Q2" + which},
      {{"Build.dll", "5.5.2642.65535"}, "Q2" + which},
      {{"Build.dll", "5.5.2643.0"}, "Q2 includes by version"},
      {{"Build.dll", "5.5.2641.99"}, "Q2 lacks by version"},
      // But the file itself is known by its date and size.
      {{"Twin.dll", "5.5.2642.3", "i386", "0409", 700, "1998-09-30 12"},
       "Q20 includes by date and size"},
      {{"Twin.dll", "5.5.2642.3", "i386", "0409", 701, "1998-09-30 12"}, "Q20" + which},
      {{"Two.exe", "5.5.2642.3"}, "Q21" + which},
      {{"Two.exe", "5.5.2643.0"}, "Q21 includes by version"},
      {{"Two.exe", "5.5.2640.2"}, "Q21 lacks by version"},
      // Windows 98 stores 4.10.0.2223 and prints 4.10.2223.
      {{"User.exe", "4.10.0.2222"},
       "Q19 unknown: the article prints three numbers, and this file is numbered in another way"},
  });
}

TEST_CASE("the row of the file's machine decides") {
  const std::string one_kind =
      "the article's version is for one kind of machine, and it is not known which this file is "
      "for";
  check({
      {{"Ntmarta.dll", "4.0.1381.7063", "alpha"}, "Q3 includes by version"},
      {{"Ntmarta.dll", "4.0.1381.7063", "i386"}, "Q3 lacks by version"},
      {{"Ntmarta.dll", "4.0.1381.7063", ""}, "Q3 unknown: " + one_kind},
      {{"Ntmarta.dll", "4.0.1381.9999", ""}, "Q3 unknown: " + one_kind},
      {{"Ntmarta.dll", "4.0.1381.7086", "mips"},
       "Q3 unknown: the article prints it for alpha, this file is for mips"},
      {{"Both.dll", "4.0.1381.7086", ""}, "Q4 includes by version"},
      {{"Alpha.dll", "1.0.0.5", "i386"},
       "Q5 unknown: the article prints it for alpha, this file is for i386"},
      {{"Alpha.dll", "1.0.0.5", ""}, "Q5 unknown: " + one_kind},
  });
}

TEST_CASE("a fix for one language says nothing about another") {
  check({
      {{"Tongue.dll", "1.0.0.5", "i386", "0409"}, "Q6 includes by version"},
      {{"Tongue.dll", "1.0.0.5", "i386", "0809"}, "Q6 includes by version"},  // UK English
      {{"Tongue.dll", "1.0.0.5", "i386", "0411"}, "Q6 lacks by version"},
      {{"Tongue.dll", "1.0.0.9", "i386", "0407"},
       "Q6 unknown: the article is about the files of language 0411, this file is of language "
       "0407"},
      {{"Tongue.dll", "1.0.0.9", "i386", ""},
       "Q6 unknown: the article is about the files of language 0411, and this file's is not known"},
      {{"Tongue.dll", "1.0.0.7", "i386", "0000"}, "Q6 includes by version"},
      {{"Tongue.dll", "1.0.0.6", "i386", "0000"},
       "Q6 unknown: the article prints several versions, and this file's lies between them"},
      {{"Mlmig32.dll", "5.5.2402.0", "i386", "0c04"},
       "Q1 unknown: the article is about the files of language 0409, this file is of language "
       "0c04"},
  });
}

TEST_CASE("a number that is none, and several numbers") {
  check({
      {{"Odd.exe", "1.0.0.0"}, "Q7 unknown: the article prints \"24C\", which is no version"},
      {{"Two.dll", "5.0.2195.3663"}, "Q10 includes by version"},
      {{"Two.dll", "5.0.2195.3650"},
       "Q10 unknown: the article prints several versions, and this file's lies between them"},
      {{"Two.dll", "5.0.2195.3000"}, "Q10 lacks by version"},
  });
}

TEST_CASE("numbers of another product in the same branch prove nothing") {
  check({
      {{"Kernel.exe", "4.0.1381.7080"}, "Q8 includes by version; Q9 includes by version"},
      {{"Kernel.exe", "4.0.1381.7050"}, "Q8 lacks by version; Q9 includes by version"},
      {{"Kernel.exe", "4.0.1381.33474"},
       "Q8 includes by version; Q9 unknown: the article's number is one of no particular line, "
       "this file's of Terminal Server"},
      {{"Kernel.exe", "4.0.1381.33000"},
       "Q8 lacks by version; Q9 unknown: the article's number is one of no particular line, this "
       "file's of Terminal Server"},
  });
}

TEST_CASE("a number that several builds carry is decided by date and size") {
  check({
      {{"Same.exe", "4.0.0.606", "i386", "0409", 1000, "2000-11-20 08"},
       "Q11 includes by date and size"},
      {{"Same.exe", "4.0.0.606", "i386", "0409", 999, "2000-11-20 08"},
       "Q11 unknown: several builds carry this number"},
      {{"Same.exe", "4.0.0.606"}, "Q11 unknown: several builds carry this number"},
      {{"Same.exe", "4.0.0.607"}, "Q11 includes by version"},
      {{"Same.exe", "4.0.0.605"}, "Q11 lacks by version"},
  });
}

TEST_CASE("a file that two components ship is cumulative within each") {
  const std::string nothing =
      "several components ship this file, and nothing says that this one is of ";
  check({
      {{"Lsntshc.dll", "5.5.2652.13"},
       "Q12 includes by version; Q13 unknown: " + nothing + "Connectors; Q14 includes by version"},
      {{"Lsntshc.dll", "5.5.2651.9"},
       "Q12 unknown: " + nothing + "Migration; Q13 unknown: " + nothing +
           "Connectors; Q14 includes by version"},
      {{"Lsntshc.dll", "5.5.2652.54"},
       "Q12 unknown: " + nothing + "Migration; Q13 includes by version; Q14 includes by version"},
      {{"Lsntshc.dll", "5.5.2654.10"},
       "Q12 unknown: " + nothing + "Migration; Q13 unknown: " + nothing +
           "Connectors; Q14 includes by version"},
      {{"Lsntshc.dll", "5.5.2650.20"},
       "Q12 lacks by version; Q13 lacks by version; Q14 includes by version"},
  });
}

TEST_CASE("tables of date and size only") {
  const auto dated = [](std::uint64_t size, const std::string& modified,
                        const std::string& version = "4.0.1381.4",
                        const std::string& machine = "i386", const std::string& language = "0409") {
    return File{"Dated.sys", version, machine, language, size, modified};
  };
  const std::string newer = "Q15 unknown: newer than the article's, but a date is no version";
  check({
      {dated(28432, "1999-02-06 12"), "Q15 includes by date and size"},
      {dated(28432, "1999-02-07 23"), "Q15 includes by date and size"},
      {dated(28432, "1999-02-05 00"), "Q15 includes by date and size"},
      {dated(28432, "1999-02-08 00"), newer},
      {dated(28432, "1999-02-04 23"), "Q15 lacks by date"},
      {dated(1, "1996-10-14 00"), "Q15 lacks by date"},
      {dated(1, "1999-02-06 12"), "Q15 unknown: of the article's date, but of another size"},
      {dated(53008, "1999-02-06 12"), "Q15 unknown: of the article's date, but of another size"},
      {dated(53008, "1999-02-06 12", "4.0.1381.4", "alpha"), "Q15 includes by date and size"},
      {dated(28432, "2000-05-01 12"), newer},
      {dated(28432, ""), "Q15 unknown: the article prints a date, and this file's is not known"},
      {dated(28432, "1999-02-06 12", "4.0.1381.4", "i386", "0411"),
       "Q15 unknown: the article is about the files of language 0409, this file is of language "
       "0411"},
      {{"Unsized.exe", "4.0.1.1", "i386", "0409", 5, "1999-02-06 12"},
       "Q17 unknown: of the article's date, but the article prints no exact size"},
      {{"Unsized.exe", "4.0.1.1", "i386", "0409", 5, "1999-01-01 12"}, "Q17 lacks by date"},
  });
}

TEST_CASE("a date says what a file lacks only within one product") {
  const std::string another = "older than the article's, but not known to be of the same product";
  const auto cpl = [](const std::string& version, std::uint64_t size = 1,
                      const std::string& modified = "1996-10-14 12") {
    return File{"Main.cpl", version, "i386", "0409", size, modified};
  };
  const auto tcpip = [](const std::string& version, const std::string& modified,
                        std::uint64_t size = 1) {
    return File{"Tcpip.sys", version, "i386", "0409", size, modified};
  };
  check({
      // Windows NT 4.0 lacks nothing that was made for 3.51.
      {cpl("4.0.1381.1"), "Q23 unknown: " + another},
      {cpl("3.51.1057.1"), "Q22 lacks by date; Q23 unknown: " + another},
      {cpl("4.0.1381.1", 234400, "1998-09-25 12"), "Q23 includes by date and size"},
      {cpl(""),
       "Q22 unknown: older than the article's, but it has no version that says which product it is "
       "of; Q23 unknown: older than the article's, but it has no version that says which product "
       "it "
       "is of"},
      {cpl("", 234432, "1998-09-25 12"),
       "Q22 includes by date and size; Q23 unknown: of the article's date, but of another size"},
      // One row is of a branch, the other (Terminal Server's) of none that can be told.
      {tcpip("4.0.1381.4", "1999-01-01 12"), "Q24 lacks by date"},
      {tcpip("4.0.1381.4", "2000-05-01 12"),
       "Q24 unknown: newer than the article's, but a date is no version"},
      {tcpip("4.0.1381.33500", "1999-01-01 12"),
       "Q24 unknown: older than the article's, but one of Terminal Server"},
      {tcpip("4.0.1381.33500", "2000-09-26 12", 174544), "Q24 includes by date and size"},
      {tcpip("5.0.2195.1", "1999-01-01 12"), "Q24 unknown: " + another},
      {{"Dated.sys", "5.0.2195.1", "i386", "0409", 28432, "1999-02-06 12"}, ""},
  });
}

TEST_CASE("a file without a version, and one whose version cannot be read") {
  using enum inventory::VersionState;
  check({
      {{"Script.asp", "", "", "", 700, "2001-12-03 10"}, "Q16 includes by date and size"},
      {{"Script.asp", "", "", "", 700, "2001-01-03 10"},
       "Q16 unknown: older than the article's, but it has no version that says which product it is "
       "of"},
      {{"Build.dll", ""}, "Q2 unknown: the file has no version"},
      {{"Build.dll", "0.0.0.0"}, "Q2 unknown: the file has no version"},
      {{"Build.dll", "", "i386", "0409", 1, "", unreadable},
       "Q2 unknown: its version cannot be read"},
      {{"Dated.sys", "", "i386", "0409", 28432, "1999-02-06 12", cut_short},
       "Q15 unknown: its version cannot be read"},
  });
}

TEST_CASE("an article that lists releases has an answer for each") {
  check({{{"Released.dll", "5.5.2651.29"},
          "Q18/2000-07-07 lacks by version; Q18/1999-09-15 includes by version"}});
}

TEST_CASE("no build includes what it is older than, over all files and all rows") {
  // Whatever the other columns: a version below all that an article prints is never included.
  std::size_t asked = 0;
  for (const auto& article : tables().front().articles)
    for (const auto& row : article.files) {
      if (!row.version) continue;
      for (const char* machine : {"i386", "alpha", ""})
        for (const char* language : {"0409", "0411", "0000", ""}) {
          Version below = *row.version;
          if (below.revision == 0) {
            --below.build;
            below.revision = 65535;
          } else {
            --below.revision;
          }
          File file{row.file, version::to_string(below), machine, language};
          for (const auto& answer : judge::fixes_of(record(file), index())) {
            if (answer.state != State::includes || !answer.row->version) continue;
            CHECK(*answer.row->version <= below);
            ++asked;
          }
        }
    }
  CHECK(asked > 20);
}

TEST_CASE("of several files of a name those in Bin are asked") {
  Inventory inventory;
  for (const char* path :
       {"Bin/Mlmig32.dll", "Old/Mlmig32.dll", "Old/Build.dll", "New/Build.dll"}) {
    auto file = record({std::string(path).substr(4), "5.5.2642.0"});
    file.path = path;
    inventory.files.push_back(std::move(file));
  }
  const inventory::Index files(inventory);
  std::string paths;
  for (const auto& each : judge::fixes_of(files, index())) paths += each.file->path + " ";
  CHECK(paths == "Bin/Mlmig32.dll Old/Build.dll New/Build.dll ");
}

TEST_CASE(
    "what the shipped tables call included is stated, for any version, machine and language") {
  // Drawn: a file of some row, its version near that of another row of the same file.
  const auto loaded = manifest::load_fixes({MANIFESTS_DIR});
  REQUIRE(loaded.problems.empty());
  const judge::FixIndex shipped(loaded.tables);
  std::vector<judge::FixIndex::Entry> rows;
  for (const auto& table : loaded.tables)
    for (const auto& article : table.articles)
      for (const auto& row : article.files) rows.push_back({&table, &article, &row});
  std::mt19937 random(1999);
  const auto pick = [&](const auto& from) { return from[random() % std::size(from)]; };
  const std::vector<std::string> machines = {"i386", "i386", "alpha", "mips", ""};
  const std::vector<std::string> languages = {"0409", "0409", "0411", "0407", "0804", "0000", ""};
  std::size_t included = 0, others = 0;
  for (int draw = 0; draw < 5'000; ++draw) {
    const auto& start = pick(rows);
    std::string version;
    if (start.row->version) {
      Version near = *start.row->version;
      const int step = static_cast<int>(random() % 5) - 2;
      near.revision = static_cast<std::uint16_t>(near.revision + step);
      version = version::to_string(near);
    }
    const File file{start.row->file, version, pick(machines), pick(languages), 1 + random() % 2000};
    const auto found = version::parse(version);
    for (const auto& answer : judge::fixes_of(record(file), shipped)) {
      if (answer.state != State::includes) {
        ++others;
        continue;
      }
      ++included;
      // A number proves it, for no date was given; all that the article says of such a file is
      // reached.
      REQUIRE(found);
      std::size_t stated = 0;
      std::vector<judge::FixIndex::Entry> own;
      for (const auto& fix : shipped.of(file.name)) own.insert(own.end(), fix.begin(), fix.end());
      for (const auto& e : own) {
        if (e.article->kb != answer.article->kb || e.article->release != answer.article->release ||
            !e.row->version)
          continue;
        const bool speaks = e.row->version->branch() == found->branch() &&
                            (e.row->platform.empty() || e.row->platform == file.machine) &&
                            (e.article->language.empty() || e.article->language == file.language);
        if (!speaks) continue;
        ++stated;
        const bool other_line = std::ranges::any_of(e.table->lines, [&](const auto& line) {
          const auto inside = [&](const Version& v) { return v >= line.from && v < line.below; };
          return inside(*found) != inside(*e.row->version);
        });
        if (other_line) continue;
        Version reached = *e.row->version;
        if (e.row->build_only) reached.revision = 65535;
        CAPTURE(version);
        CAPTURE(e.article->kb);
        CHECK(reached <= *found);
        CHECK_FALSE((e.row->reused && reached == *found));
      }
      // Neutral files, and machines that do not differ, are the only others.
      if (stated == 0) CHECK((file.language == "0000" || file.machine.empty()));
    }
  }
  MESSAGE(included << " included, " << others << " lacking or unknown");
  CHECK(included > 5'000);
  CHECK(others > 10'000);
}

TEST_CASE("the shipped tables: what one product is about is nothing that another lacks") {
  const auto loaded = manifest::load_fixes({MANIFESTS_DIR});
  const judge::FixIndex shipped(loaded.tables);
  const auto ask_for = [&](const char* kb, const File& file) -> std::string {
    for (const auto& answer : judge::fixes_of(record(file), shipped))
      if (answer.article->kb == kb)
        return show(answer) + (answer.article->first_in.empty() ? "" : " first in");
    return "not listed";
  };
  const File nt4{"Tcpip.sys", "4.0.1381.4", "i386", "0409", 1, "1996-10-14 12"};
  const File win2000{"Tcpip.sys", "5.0.2195.1", "i386", "0409", 1, "1999-12-07 12"};
  const File cpl{"Main.cpl", "4.0.1381.1", "i386", "0409", 1, "1996-10-14 12"};
  CHECK(ask_for("Q193422", cpl) == "not listed");  // Windows NT 3.51
  CHECK(ask_for("Q254930", nt4) == "Q254930 lacks by date");
  CHECK(ask_for("Q254930", win2000).starts_with("Q254930 unknown"));  // Terminal Server's row
  CHECK(ask_for("Q276522", nt4) == "Q276522 lacks by date");  // not "first in Windows 2000 SP3"
  CHECK(ask_for("Q276522", win2000) == "Q276522 lacks by version first in");
  // Printed as 5.5.2654 alone.
  CHECK(ask_for("Q278293", {"Store.exe", "5.5.2654.3"}).starts_with("Q278293 unknown"));
  CHECK(ask_for("Q278293", {"Store.exe", "5.5.2655.0"}) == "Q278293 includes by version");
  CHECK(ask_for("Q278293", {"Store.exe", "5.5.2653.22"}) == "Q278293 lacks by version");
  // The migration files' Lsntshc.dll, and a build of the connectors'.
  CHECK(ask_for("Q263641", {"Lsntshc.dll", "5.5.2652.13"}).starts_with("Q263641 unknown"));
}

TEST_CASE("the shipped tables: nothing is lacked by date alone outside the row's own branch") {
  const auto loaded = manifest::load_fixes({MANIFESTS_DIR});
  const judge::FixIndex shipped(loaded.tables);
  std::size_t lacked = 0, others = 0;
  for (const auto& table : loaded.tables)
    for (const auto& article : table.articles)
      for (const auto& row : article.files) {
        if (row.version || !row.date) continue;
        for (const char* version : {"3.51.1057.1", "4.0.1381.4", "5.0.2195.1", "4.2.600.1", ""}) {
          const File file{row.file, version, row.platform, article.language, 1, "1990-01-01 12"};
          for (const auto& answer : judge::fixes_of(record(file), shipped)) {
            if (answer.by != "date") {
              ++others;
              continue;
            }
            ++lacked;
            CAPTURE(answer.article->kb);
            CAPTURE(row.file);
            REQUIRE(version::parse(version));
            const bool of_row = answer.row->branch == version::parse(version)->branch();
            CHECK(of_row);
          }
        }
      }
  CHECK(lacked > 1'000);
  CHECK(others > 1'000);
}
