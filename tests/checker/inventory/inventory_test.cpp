#include "checker/inventory/inventory.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "checker/inventory/index.hpp"
#include "tests/checker/container/zip_builder.hpp"
#include "tests/support/files.hpp"

namespace fs = std::filesystem;
using checker::inventory::Inventory;
using checker::inventory::scan;
using checker::inventory::ScanOptions;
using checker::inventory::VersionState;

namespace {

const std::string kComponents = FIXTURES_DIR "/components";

std::string dll() {
  const auto bytes = base::read_file(kComponents + "/web3/Mlmig32.dll", 1 << 20);
  REQUIRE(bytes);
  return *bytes;
}

// A folder of its own for each test, gone with it.
class Folder {
 public:
  const fs::path& path() const { return folder_.path(); }
  fs::path put(const std::string& name, const std::string& content) const {
    const fs::path file = path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }

 private:
  support::TempFolder folder_;
};

using Lines = std::vector<std::string>;

// "path version" or "path state: message", without the folder.
Lines lines(const fs::path& root, const ScanOptions& options = {}) {
  const auto inventory = scan(root, options);
  REQUIRE(inventory);
  Lines out;
  for (const auto& file : inventory->files) {
    std::string line = file.path.substr(std::min(file.path.size(), root.string().size()));
    line += file.file_version ? " " + to_string(*file.file_version) : "";
    if (file.error) line += " " + std::string(base::to_string(file.error->code));
    out.push_back(line);
  }
  return out;
}

}  // namespace

TEST_CASE("a folder is walked in the order of its paths") {
  CHECK(lines(kComponents) ==
        Lines{"/mixed/Mailmig.exe 5.5.2650.12", "/mixed/Mlmig32.dll 5.5.2448.4",
              "/sp2/Mailmig.exe 5.5.2448.0", "/sp2/Mlmig32.dll 5.5.2448.4",
              "/sp3/Mailmig.exe 5.5.2650.12", "/sp3/Mlmig32.dll 5.5.2650.12",
              "/web3-hotfix/Mailmig.exe 5.5.2521.0", "/web3-hotfix/Mlmig32.dll 5.5.2543.1",
              "/web3-no-dll/Mailmig.exe 5.5.2521.0", "/web3.zip!/Bin/Mailmig.exe 5.5.2521.0",
              "/web3.zip!/Bin/Mlmig32.dll 5.5.2521.0", "/web3/Mailmig.exe 5.5.2521.0",
              "/web3/Mlmig32.dll 5.5.2521.0"});
}

TEST_CASE("a file or a ZIP may be the path itself, and a slash behind a folder changes nothing") {
  CHECK(lines(kComponents + "/sp2/Mlmig32.dll") == Lines{" 5.5.2448.4"});
  CHECK(lines(kComponents + "/web3.zip").size() == 2);
  const auto inventory = scan(kComponents + "/sp2/", {});
  REQUIRE(inventory);
  CHECK(inventory->files.at(0).path == kComponents + "/sp2/Mailmig.exe");
  CHECK(inventory->files.at(0).name == "Mailmig.exe");
}

TEST_CASE("a path that is not there is an error") {
  const auto inventory = scan(kComponents + "/sp9", {});
  REQUIRE(!inventory);
  CHECK(inventory.error().code == base::Errc::io);
  CHECK(inventory.error().message.find("/sp9: ") != std::string::npos);
}

TEST_CASE("files are found by name without case, wherever they are") {
  const auto inventory = scan(kComponents, {});
  REQUIRE(inventory);
  CHECK(checker::inventory::Index(*inventory).named("MLMIG32.DLL").size() == 6);
  CHECK(checker::inventory::Index(*inventory).named("mlmig32").empty());
}

TEST_CASE("links are not followed, .sidestep is not entered, and a pipe does not hang") {
  const Folder folder;
  folder.put("a/x.dll", dll());
  folder.put(".sidestep/backup/x.dll", dll());
  folder.put("a/.sidestep/x.dll", dll());
  fs::create_symlink("x.dll", folder.path() / "a/link.dll");
  fs::create_directory_symlink("..", folder.path() / "a/up");
  REQUIRE(::mkfifo((folder.path() / "pipe.dll").c_str(), 0600) == 0);
  CHECK(lines(folder.path()) == Lines{"/a/x.dll 5.5.2521.0"});
  fs::create_directory_symlink("a", folder.path() / "root");
  CHECK(lines(folder.path() / "root") == Lines{"/x.dll 5.5.2521.0"});
  ScanOptions all;
  all.all = true;
  CHECK(lines(folder.path(), all) == Lines{"/a/x.dll 5.5.2521.0", "/pipe.dll unsupported"});
  CHECK(lines(folder.path() / "pipe.dll") == Lines{" unsupported"});
}

TEST_CASE("what cannot be read is a line, and the scan goes on") {
  const Folder folder;
  folder.put("damaged.dll", dll().substr(0, 2300));
  folder.put("not.zip", "PK\x03\x04 and nothing that follows from it");
  folder.put("x.dll", dll());
  folder.put("text.dll", "no image");
  CHECK(lines(folder.path()) ==
        Lines{"/damaged.dll malformed", "/not.zip malformed", "/x.dll 5.5.2521.0"});
  if (::geteuid() == 0) {
    MESSAGE("skipped: root may read everything");
    return;
  }
  const fs::path secret = folder.put("secret/x.dll", dll()).parent_path();
  fs::permissions(secret, fs::perms::none);
  fs::permissions(folder.put("sealed.dll", dll()), fs::perms::none);
  CHECK(lines(folder.path()) == Lines{"/damaged.dll malformed", "/not.zip malformed",
                                      "/sealed.dll io", "/secret io", "/x.dll 5.5.2521.0"});
  fs::permissions(secret, fs::perms::owner_all);
}

TEST_CASE("containers in containers are opened to the depth that was asked for") {
  const Folder folder;
  std::string inner = builder::zip({{"x.dll", dll()}, {"readme", "text"}});
  for (const std::string name : {"c.zip", "b.zip"}) inner = builder::zip({{name, inner}});
  folder.put("a.zip", inner);
  struct Row {
    int depth;
    bool all;
    Lines expected;
  };
  const Row rows[] = {
      {3, false, {"/a.zip!/b.zip!/c.zip!/x.dll 5.5.2521.0"}},
      {2, false, {"/a.zip!/b.zip!/c.zip limit"}},
      {2, true, {"/a.zip", "/a.zip!/b.zip", "/a.zip!/b.zip!/c.zip limit"}},
      {0, false, {}},
      {0, true, {"/a.zip"}},
      {3,
       true,
       {"/a.zip", "/a.zip!/b.zip", "/a.zip!/b.zip!/c.zip", "/a.zip!/b.zip!/c.zip!/readme",
        "/a.zip!/b.zip!/c.zip!/x.dll 5.5.2521.0"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.depth);
    CAPTURE(row.all);
    ScanOptions options;
    options.depth = row.depth;
    options.all = row.all;
    CHECK(lines(folder.path(), options) == row.expected);
  }
}

TEST_CASE("the digest of a named file is that of its bytes, in a ZIP too") {
  ScanOptions options;
  options.hash = {"MLMIG32.DLL"};
  const auto inventory = scan(kComponents, options);
  REQUIRE(inventory);
  int with_digest = 0;
  for (const auto& file : inventory->files) {
    CHECK(file.sha256.empty() == (file.name != "Mlmig32.dll"));
    if (file.path.find("/web3/") == std::string::npos &&
        file.path.find("web3.zip!/") == std::string::npos)
      continue;
    if (file.sha256.empty()) continue;
    CHECK(file.sha256 == base::sha256(dll()));
    ++with_digest;
  }
  CHECK(with_digest == 2);
}

TEST_CASE("any number of jobs finds the same") {
  ScanOptions options;
  const Lines alone = lines(FIXTURES_DIR, options);
  CHECK(alone.size() > 15);
  for (const unsigned jobs : {0U, 2U, 7U, 1000U}) {
    options.jobs = jobs;
    CHECK(lines(FIXTURES_DIR, options) == alone);
  }
}

TEST_CASE("without strings a difference between string and number is still seen") {
  ScanOptions options;
  options.strings = false;
  const Folder folder;
  std::string bytes = dll();
  const std::string was("5\0.\0005\0.\0002\0005\0002\0001\0", 16);
  const auto at = bytes.find(was);
  REQUIRE(at != std::string::npos);
  bytes[at + 8] = '3';
  folder.put("x.dll", bytes);
  folder.put("y.dll", dll());
  const auto inventory = scan(folder.path(), options);
  REQUIRE(inventory);
  REQUIRE(inventory->files.size() == 2);
  CHECK(inventory->files[0].string_differs);
  CHECK(!inventory->files[1].string_differs);
  REQUIRE(inventory->files[0].strings.size() == 1);
  CHECK(inventory->files[0].strings[0].second.size() == 1);  // FileVersion, and nothing else
  CHECK(inventory->files[0].version_state == VersionState::present);
}
