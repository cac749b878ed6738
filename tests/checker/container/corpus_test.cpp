// libmspack's and cabextract's own test files: what is good in them comes out, what is bad ends in
// an error, file by file.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>

#include "tests/checker/container/walk.hpp"
#include "tests/support/files.hpp"

using walk::contains;

namespace {

// What has to be seen of a file.
enum class Fate {
  good,   // every member whole, and this many
  mixed,  // this many whole, and an error besides
  bad,    // an error, and nothing whole
};
struct Expected {
  Fate fate;
  std::size_t whole;
};

Expected expected(const std::string& name) {
  static const std::map<std::string, Expected> kNamed = {
      // cabextract/test/cabs
      {"case-ascii.cab", {Fate::good, 2}},
      {"case-utf8.cab", {Fate::good, 6}},
      {"dir.cab", {Fate::good, 2}},
      {"dirwalk-vulns.cab", {Fate::good, 29}},
      {"encoding-koi8.cab", {Fate::good, 3}},
      {"encoding-latin1.cab", {Fate::good, 3}},
      {"encoding-sjis.cab", {Fate::good, 6}},
      {"large-files-cab.cab", {Fate::good, 1}},
      {"mixed.cab", {Fate::good, 3}},
      {"simple.cab", {Fate::good, 2}},
      {"utf8-stresstest.cab", {Fate::good, 79}},
      {"cve-2010-2801-qtm-flush.cab", {Fate::good, 1}},
      // One part of a set each: what begins or goes on elsewhere cannot be whole.
      {"split-1.cab", {Fate::mixed, 1}},
      // libmspack/test/test_files/cabd
      {"hidden-files.cab", {Fate::good, 2}},
      {"mszip_lzx_qtm.cab", {Fate::good, 3}},
      {"normal_255c_filename.cab", {Fate::good, 1}},
      {"normal_2files_1folder.cab", {Fate::good, 2}},
      {"normal_2files_2folders.cab", {Fate::good, 4}},
      // The second entry names a folder that is not there.
      {"bad_folderindex.cab", {Fate::mixed, 1}},
      // The second folder's method is not one.
      {"cve-2014-9732-folders-segfault.cab", {Fate::mixed, 2}},
  };
  if (const auto found = kNamed.find(name); found != kNamed.end()) return found->second;
  if (name.starts_with("reserve_")) return {Fate::good, 2};
  // fNE.kwj: a name of N letters and an extension of E; four letters, or nine, are too many.
  if (name.ends_with(".kwj") && name.size() == 7)
    return name[1] != '9' && name[2] != '4' ? Expected{Fate::good, 1} : Expected{Fate::bad, 0};
  return {Fate::bad, 0};
}

std::size_t count(const walk::Lines& lines, const std::string& mark) {
  std::size_t n = 0;
  for (const auto& line : lines) n += contains(line, mark) ? 1U : 0U;
  return n;
}

void check_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const std::string bytes = support::read(path);
  const auto found = walk::recognised(bytes);
  REQUIRE_MESSAGE(found, name);
  walk::Lister lister(walk::everything);
  walk::Budget budget(bytes.size());
  const auto walked =
      each_member(base::MemoryAccess(base::bytes_of(bytes)), *found, name, budget, lister);
  std::size_t whole = 0, damaged = 0;
  for (const auto& line : lister.lines) {
    const bool is_damaged = contains(line, "!CAB: ") || contains(line, "!KWAJ: ");
    damaged += is_damaged ? 1U : 0U;
    whole += !is_damaged && contains(line, "=") ? 1U : 0U;
  }
  const auto [fate, wanted] = expected(name);
  CAPTURE(name);
  CHECK(whole == wanted);
  CHECK((damaged > 0 || !walked) == (fate != Fate::good));
  if (fate == Fate::good) CHECK(lister.lines.size() == wanted);
}

}  // namespace

TEST_CASE("every valid cabinet and KWAJ yields its members, every other one an error") {
  const auto folder = support::corpus("corpus/containers");
  if (folder.empty()) return;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".cab" && extension != ".kwj") continue;
    check_file(entry.path());
    ++files;
  }
  CHECK(files >= 130);
  MESSAGE(files << " files");
}

TEST_CASE("the three methods of a cabinet give the bytes that libmspack's tests state") {
  const auto file =
      support::corpus("corpus/containers/libmspack/test/test_files/cabd/mszip_lzx_qtm.cab");
  if (file.empty()) return;
  const auto lines = walk::lines(support::read(file));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("mszip.txt="));
  CHECK(lines[1].starts_with("lzx.txt="));
  CHECK(lines[2].starts_with("qtm.txt="));
  for (const auto& line : lines) CHECK(count({line}, "\n") == 1);
}
