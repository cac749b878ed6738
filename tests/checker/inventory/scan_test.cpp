// How a scan walks, chooses, stops, and stands in for a machine that is not here.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/blob.hpp"
#include "base/lockdown.hpp"
#include "checker/inventory/inventory.hpp"
#include "checker/inventory/ordered.hpp"
#include "checker/inventory/rows.hpp"
#include "checker/inventory/walk.hpp"
#include "tests/checker/container/zip_builder.hpp"
#include "tests/support/files.hpp"

namespace fs = std::filesystem;
using checker::inventory::Batch;
using checker::inventory::FileRecord;
using checker::inventory::Scanner;
using checker::inventory::ScanOptions;

namespace {

std::string dll() { return support::read(FIXTURES_DIR "/components/web3/Mlmig32.dll"); }

// The same without IMAGE_FILE_DLL: a program may extract itself.
std::string dll_as_program() {
  std::string bytes = dll();
  const auto at = static_cast<unsigned char>(bytes[0x3C]) + std::size_t{23};
  bytes[at] = static_cast<char>(bytes[at] & ~0x20);
  return bytes;
}

using Lines = std::vector<std::string>;

// The paths below `root` in the order in which they come, and "!message" of what has an error.
Lines stream(const fs::path& root, const ScanOptions& options = {}) {
  Lines out;
  const auto done = Scanner(options).scan(root, {}, [&](const Batch& batch) {
    for (const FileRecord& file : batch.records) {
      const std::size_t skip = std::min(file.path.size(), root.string().size());
      out.push_back(file.path.substr(skip) + (file.error ? "!" + file.error->message : ""));
    }
    return true;
  });
  REQUIRE(done);
  return out;
}

class Tree : public support::TempFolder {
 public:
  explicit Tree(const Lines& files) {
    for (const std::string& file : files) support::write(path() / file, dll());
  }
};

ScanOptions choosing(Lines include, Lines exclude) {
  ScanOptions out;
  out.filter.include = std::move(include);
  out.filter.exclude = std::move(exclude);
  return out;
}

}  // namespace

TEST_CASE("files come in the order of their paths' bytes, whatever is a folder") {
  const Lines paths = {
      "/a!/x.dll",          "/a-b/x.dll",       "/a.dll",  "/a/-.dll", "/a/b/c.dll",
      "/a/b/d/e.dll",       "/a/c.dll",         "/a0.dll", "/aa.dll",  "/long-name-1.dll",
      "/long-name-2/x.dll", "/long-name-2x.dll"};
  Lines shuffled = paths;
  std::ranges::reverse(shuffled);
  for (std::string& path : shuffled) path.erase(0, 1);
  const Tree tree(shuffled);
  CHECK(std::ranges::is_sorted(paths));
  CHECK(stream(tree.path()) == paths);
  ScanOptions many;
  many.jobs = 5;
  CHECK(stream(tree.path(), many) == paths);
}

TEST_CASE("names in any encoding come as they are") {
  const Tree tree(
      {"Gr\xF6\xDF"
       "e.dll",
       "Gr\xC3\xB6\xC3\x9F"
       "e.dll",
       "new\nline.dll"});
  CHECK(stream(tree.path()) == Lines{"/Gr\xC3\xB6\xC3\x9F"
                                     "e.dll",
                                     "/Gr\xF6\xDF"
                                     "e.dll",
                                     "/new\nline.dll"});
}

TEST_CASE("patterns choose without case: by the name, or with a slash by the path") {
  const Tree tree({"Bin/MLMIG32.DLL", "Bin/Mailmig.exe", "old/bin/mlmig32.dll", "setup.exe"});
  struct Row {
    Lines include, exclude, expected;
  };
  const Row rows[] = {
      {{"mlmig*.dll"}, {}, {"/Bin/MLMIG32.DLL", "/old/bin/mlmig32.dll"}},
      {{"bin/*"}, {}, {"/Bin/MLMIG32.DLL", "/Bin/Mailmig.exe"}},
      {{"*.EXE", "MLMIG32.???"}, {"BIN"}, {"/setup.exe"}},
      {{}, {"old/bin"}, {"/Bin/MLMIG32.DLL", "/Bin/Mailmig.exe", "/setup.exe"}},
      {{}, {"*.dll"}, {"/Bin/Mailmig.exe", "/setup.exe"}},
      {{"[sx]etup.*"}, {}, {"/setup.exe"}},
      {{"none"}, {}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.include.size());
    CHECK(stream(tree.path(), choosing(row.include, row.exclude)) == row.expected);
  }
}

TEST_CASE("a container is looked into whatever it is called, unless it is excluded") {
  const Tree tree({});
  support::write(tree / "hotfix.zip",
                 builder::zip({{"i386/Mlmig32.dll", dll()}, {"x.dll", dll()}}));
  CHECK(stream(tree.path(), choosing({"mlmig32.dll"}, {})) ==
        Lines{"/hotfix.zip!/i386/Mlmig32.dll"});
  CHECK(stream(tree.path(), choosing({}, {"x.dll"})) == Lines{"/hotfix.zip!/i386/Mlmig32.dll"});
  CHECK(stream(tree.path(), choosing({}, {"*.zip"})).empty());
}

TEST_CASE("only what changed after a time is read") {
  const Tree tree({"old.dll", "new.dll"});
  const timespec times[2] = {{0, UTIME_OMIT}, {1000, 0}};
  REQUIRE(::utimensat(AT_FDCWD, (tree / "old.dll").c_str(), times, 0) == 0);
  ScanOptions options;
  options.filter.newer_than = 1000;
  CHECK(stream(tree.path(), options) == Lines{"/new.dll"});
  options.filter.newer_than = 999;
  CHECK(stream(tree.path(), options) == Lines{"/new.dll", "/old.dll"});
}

TEST_CASE("a scan that is stopped ends with what is known, and says that there may be more") {
  Lines files;
  for (int i = 0; i < 500; ++i) files.push_back("f" + std::to_string(1000 + i) + ".dll");
  const Tree tree(files);
  for (const unsigned jobs : {1U, 4U}) {
    std::atomic<bool> stop{false};
    ScanOptions options;
    options.jobs = jobs;
    options.stop = &stop;
    std::vector<FileRecord> all;
    const auto done = Scanner(options).scan(tree.path(), {}, [&](Batch batch) {
      stop = true;
      std::ranges::move(batch.records, std::back_inserter(all));
      return true;
    });
    REQUIRE(done);
    CHECK(all.size() > 3);
    CHECK(all.size() < 400);
    CHECK(all.back().closed);
    CHECK(all.back().path == tree.path().string());
    CHECK(all.back().error->message.find("not complete") != std::string::npos);
  }
}

TEST_CASE("who takes no more is given no more") {
  Lines files;
  for (int i = 0; i < 200; ++i) files.push_back("f" + std::to_string(1000 + i) + ".dll");
  const Tree tree(files);
  for (const unsigned jobs : {1U, 4U}) {
    ScanOptions options;
    options.jobs = jobs;
    int batches = 0;
    REQUIRE(Scanner(options).scan(tree.path(), {}, [&](const Batch&) { return ++batches < 2; }));
    CHECK(batches == 2);
  }
}

namespace {

// What `scan -o` writes for a folder: the header, then the rows.
std::string inventory_of(const fs::path& root, std::optional<std::uint64_t> rows,
                         const checker::inventory::Filter& filter = {}) {
  std::string text;
  const checker::inventory::Header header{"0.1", "", "", {root.string()}, rows, filter, false};
  write_header(header, text);
  const auto render = [](const FileRecord& record, std::string& out) {
    checker::inventory::write_row(record, true, out);
  };
  REQUIRE(Scanner(ScanOptions()).scan(root, render, [&](const Batch& batch) {
    CHECK(batch.records.empty());
    text += batch.text;
    return true;
  }));
  return text;
}

}  // namespace

TEST_CASE("an inventory file stands in for what it was made of") {
  const Tree tree({"Bin/a.dll", "Bin/b\xFF.dll"});
  support::write(tree / "Bin/not.zip", "PK\x03\x04 and nothing that follows");
  const fs::path file = tree / "inventory.ndjson";
  support::write(file, inventory_of(tree / "Bin", 3));

  const auto there = scan(tree / "Bin", ScanOptions());
  const auto here = scan(file, ScanOptions());
  REQUIRE(there);
  REQUIRE(here);
  std::string a, b;
  for (const FileRecord& record : there->files) checker::inventory::write_row(record, true, a);
  for (const FileRecord& record : here->files) checker::inventory::write_row(record, true, b);
  CHECK(a == b);
  CHECK(here->files.size() == 3);
  CHECK(here->files.back().closed);
  for (const fs::path& path : {file, tree / "Bin"})
    CHECK(checker::inventory::roots_of(path).operator*() == Lines{(tree / "Bin").string()});

  const auto filtered = scan(file, choosing({"A.DLL"}, {}));
  REQUIRE(filtered);
  REQUIRE(filtered->files.size() == 2);
  CHECK(filtered->files[0].name == "a.dll");
  CHECK(filtered->files[1].closed);  // it may hold an a.dll
}

TEST_CASE("half an inventory never passes for a whole one") {
  const Tree tree({"Bin/a.dll", "Bin/b.dll"});
  const fs::path file = tree / "inventory.ndjson";
  const std::string text = inventory_of(tree / "Bin", 2);
  const auto last = [&](const std::string& content) {
    support::write(file, content);
    const auto read = scan(file, ScanOptions());
    if (!read || read->files.empty()) return std::string("nothing");
    std::string out;
    for (const FileRecord& record : read->files)
      if (record.closed) out += record.error->message;
    return out.empty() ? read->files.back().name : out;
  };
  CHECK(last(text) == "b.dll");
  CHECK(last("\xEF\xBB\xBF" + text) == "b.dll");
  const auto second = text.find('\n', text.find('\n') + 1) + 1;
  CHECK(last(text.substr(0, second)).find("it has 1 rows, and its first line says 2") !=
        std::string::npos);
  CHECK(last(inventory_of(tree / "Bin", std::nullopt)).find("does not say how many rows") !=
        std::string::npos);
  checker::inventory::Filter filter;
  filter.exclude = {"c.dll"};
  CHECK(last(inventory_of(tree / "Bin", 2, filter)).find("something was excluded") !=
        std::string::npos);

  support::write(file, text.substr(0, text.size() - 20));
  const auto cut = scan(file, ScanOptions());
  REQUIRE(!cut);
  CHECK(cut.error().message.find("inventory.ndjson line 3") != std::string::npos);
  support::write(file, text.substr(text.find('\n') + 1));
  const auto rows = scan(file, ScanOptions());
  REQUIRE(!rows);
  CHECK(rows.error().message.find("without their first line") != std::string::npos);
}

TEST_CASE("a container that is not opened for its depth is a line that says so") {
  const Tree tree({});
  std::string inner = builder::zip({{"x.dll", dll()}});
  support::write(tree / "a.zip", builder::zip({{"b.zip", inner}, {"y.dll", dll()}}));
  ScanOptions options;
  options.depth = 1;
  const Lines found = stream(tree.path(), options);
  REQUIRE(found.size() == 2);
  CHECK(found[0].starts_with("/a.zip!/b.zip!a container that is not opened"));
  CHECK(found[1] == "/a.zip!/y.dll");
  options.depth = 2;
  CHECK(stream(tree.path(), options) == Lines{"/a.zip!/b.zip!/x.dll", "/a.zip!/y.dll"});
}

TEST_CASE("what is too large to be looked into keeps its version, and what follows is read") {
  const Tree tree({});
  const std::string large = dll_as_program() + std::string(9u << 20, 'x');
  support::write(tree / "a.zip", builder::zip({{"large.exe", large},
                                               {"large.zip", builder::zip({{"b", large}})},
                                               {"z.dll", dll()}}));
  ScanOptions options;
  options.decoder.memory = 16u << 20;  // half of it for what is held
  const auto inventory = scan(tree.path(), options);
  REQUIRE(inventory);
  REQUIRE(inventory->files.size() == 3);
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    const FileRecord& file = inventory->files[i];
    CHECK(file.closed);
    REQUIRE(file.error);
    CHECK(file.error->message.starts_with("what it holds is not looked into"));
    CHECK(file.error->hint.find("--max-memory") != std::string::npos);
  }
  CHECK(inventory->files[0].file_version == checker::Version{5, 5, 2521, 0});
  CHECK(inventory->files[2].name == "z.dll");
  CHECK(!inventory->files[2].error);
}

TEST_CASE("a file that is the root goes by its name, and errors are listed of what was asked for") {
  const Tree tree({"one.dll"});
  support::write(tree / "bad.dll", dll().substr(0, 2300));
  CHECK(stream(tree / "one.dll", choosing({"ONE.*"}, {})) == Lines{""});
  CHECK(stream(tree / "one.dll", choosing({}, {"one.dll"})).empty());
  CHECK(stream(tree.path(), choosing({"one*"}, {})) == Lines{"/one.dll"});
}

TEST_CASE("a path is below its root and no other one") {
  using checker::inventory::below;
  CHECK(below("a/x", "a") == "x");
  CHECK(below("ab/x", "a") == "ab/x");
  CHECK(below("a.zip!/x", "a.zip") == "x");
  CHECK(below("/x", "/") == "x");
  CHECK(below("a", "a").empty());
}

TEST_CASE("an image in a container is read as far as its version, and no further") {
  // A stored member of 3 MB whose end is damaged: the version has come long before.
  std::string large = dll() + std::string(3u << 20, 'x');
  const Tree tree({});
  std::string zip = builder::zip({{"a.dll", large}, {"b.dll", dll()}});
  zip[zip.find(std::string(1000, 'x')) + (2u << 20)] = 'y';
  support::write(tree / "x.zip", zip);
  ScanOptions options;
  options.depth = 1;  // deeper, what stands behind the image would be looked at for a payload
  options.limits.free = 300'000;  // and no more than that may be unpacked
  options.limits.ratio = 0;
  CHECK(stream(tree.path(), options) == Lines{"/x.zip!/a.dll", "/x.zip!/b.dll"});
  ScanOptions hashing;
  hashing.hash_all = true;  // needs all of it, and so finds the damage
  const Lines found = stream(tree.path(), hashing);
  REQUIRE(found.size() == 2);
  CHECK(found[0].starts_with("/x.zip!/a.dll!ZIP"));
  CHECK(found[1] == "/x.zip!/b.dll");
}

TEST_CASE("limits end one container, name their option, and nothing else") {
  const Tree tree({"z.dll"});
  support::write(tree / "a.zip", builder::zip({{"a.dll", dll()}, {"b.dll", dll()}}));
  ScanOptions options;
  options.limits.members = 1;
  const Lines found = stream(tree.path(), options);
  REQUIRE(found.size() == 3);
  CHECK(found[0].find("/a.zip!more than 1 members") == 0);
  CHECK(found[0].find("what follows was not read") != std::string::npos);
  CHECK(found[1] == "/a.zip!/a.dll");
  CHECK(found[2] == "/z.dll");
}

TEST_CASE("a child that dies is a line with an error, and the scan goes on") {
  if (base::kSanitized) {
    MESSAGE("skipped: AddressSanitizer reserves more memory than any limit");
    return;
  }
  const Tree tree({"z.dll"});
  support::write(tree / "a.zip", builder::zip({{"a.dll", dll()}}));
  ScanOptions options;
  options.decoder.memory = 16 * 1024;
  const Lines found = stream(tree.path(), options);
  REQUIRE(found.size() == 2);
  CHECK(found[0].starts_with("/a.zip!"));
  CHECK(found[1] == "/z.dll");
}

TEST_CASE("folders nest as deep as descriptors allow, and deeper is said") {
  const support::TempFolder folder;
  int at = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 600; ++i) {
    REQUIRE(::mkdirat(at, "d", 0700) == 0);
    const int next = ::openat(at, "d", O_RDONLY | O_DIRECTORY);
    REQUIRE(next >= 0);
    ::close(at);
    at = next;
  }
  ::close(at);
  const Lines found = stream(folder.path());
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("folders in one another; what follows was not read") != std::string::npos);
}

TEST_CASE("results come back in the order of the work, by any number of threads") {
  for (const unsigned jobs : {1U, 2U, 8U}) {
    std::vector<int> taken;
    {
      checker::inventory::Ordered<int, int> ordered(
          jobs,
          [](int i) {
            if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
            return i * 2;
          },
          [&](int i) {
            taken.push_back(i);
            return true;
          });
      for (int i = 0; i < 1000; ++i) CHECK(ordered.give(i));
      ordered.finish();
    }
    REQUIRE(taken.size() == 1000);
    CHECK(std::ranges::is_sorted(taken));
  }
}
