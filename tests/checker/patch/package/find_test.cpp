#include "tests/checker/patch/package/package.hpp"

namespace fs = std::filesystem;
using namespace package_test;

namespace {

std::string manifest(const std::string& id) {
  return R"({"schema":"sidestep-package/1","id":")" + id +
         R"(","family":"x","sequence":1,"files":[{"member":"a.dll","component":"a.dll","size":1,)"
         R"("sha256":")" +
         std::string(64, 'a') + "\"}]}";
}

// "id from where, signed SIGNATURE", "none" or "refused: …".
std::string found(const fs::path& path) {
  const auto found = reader().find_manifest(path);
  if (!found) return "refused: " + found.error().message;
  if (!*found) return "none";
  CHECK((*found)->text.find((*found)->manifest.id) != std::string::npos);
  return (*found)->manifest.id + " from " + fs::path((*found)->where).filename().string() +
         ((*found)->signature ? ", signed " + *(*found)->signature : "");
}

}  // namespace

TEST_CASE("a manifest is found beside a package, else in it") {
  const support::TempFolder folder;
  const std::string name = "sidestep-package.json";
  support::write(folder / "kb/a.dll", "x");
  support::write(folder / "kb.zip", builder::zip({{"a.dll", "x"}}));
  CHECK(found(folder / "kb") == "none");
  CHECK(found(folder / "kb.zip") == "none");

  support::write(folder / "kb" / name, manifest("in-folder"));
  CHECK(found(folder / "kb") == "in-folder from " + name);
  support::write(folder / ("kb/" + name + ".minisig"), "S");
  CHECK(found(folder / "kb/") == "in-folder from " + name + ", signed S");
  for (const std::string& bytes :
       {builder::zip({{"a.dll", "x"}, {name, manifest("in-zip")}, {name + ".minisig", "T"}}),
        program(builder::cab({{name + ".minisig", "T"}, {name, manifest("in-zip")}}))}) {
    support::write(folder / "kb.zip", bytes);
    CHECK(found(folder / "kb.zip") == "in-zip from " + name + ", signed T");
  }
  support::write(folder / "kb.sidestep.json", manifest("beside-folder"));
  support::write(folder / "kb.zip.sidestep.json", manifest("beside-zip"));
  support::write(folder / "kb.zip.sidestep.json.minisig", "U");
  for (const char* spelt : {"kb", "kb/", "kb/.", "kb//"})
    CHECK(found(folder / spelt) == "beside-folder from kb.sidestep.json");
  CHECK(found(folder / "kb.zip") == "beside-zip from kb.zip.sidestep.json, signed U");
}

TEST_CASE("a manifest in a package is at its top, once, and no larger than a manifest is") {
  const support::TempFolder folder;
  const std::string name = "sidestep-package.json";
  const auto in_zip = [&](const std::vector<builder::ZipMember>& members) {
    support::write(folder / "kb.zip", builder::zip(members));
    return found(folder / "kb.zip");
  };
  CHECK(in_zip({{"x/" + name, manifest("deep")}}) == "none");
  CHECK(in_zip({{"in.zip", builder::zip({{name, manifest("deep")}})}}) == "none");
  CHECK(contains(in_zip({{name, manifest("a")}, {name, manifest("b")}}), "there twice"));
  CHECK(contains(in_zip({{"Sidestep-Package.json", manifest("a")}}), "case alone"));
  CHECK(contains(in_zip({{name, std::string((16 << 20) + 1, ' ')}}), "its manifest has more than"));
  CHECK(contains(in_zip({{name, manifest("a")}, {name + ".minisig", std::string(20'000, ' ')}}),
                 "its manifest has more than 16384"));
  CHECK(contains(in_zip({{name, "{"}}), "kb.zip!/sidestep-package.json"));
  // A file that was compressed is its own only member, and no manifest.
  support::write(folder / "MLMIG32.DL_", compressed_dll());
  CHECK(found(folder / "MLMIG32.DL_") == "none");
  support::write(folder / "plain.txt", "text");
  CHECK(found(folder / "plain.txt") == "none");
  CHECK(contains(found(folder / "absent"), "refused: "));
  support::write(folder / "kb/x", "");
  fs::create_symlink("/etc/passwd", folder / ("kb/" + name));
  CHECK(contains(found(folder / "kb"), "is a link"));
}
