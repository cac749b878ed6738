#include "tests/checker/patch/package/package.hpp"

using namespace package_test;

namespace {

std::string hotfix() { return support::read(FIXTURES_DIR "/components/web3-hotfix/Mlmig32.dll"); }
std::string wizard() { return support::read(FIXTURES_DIR "/components/web3/Mailmig.exe"); }

package::Draft described(const std::filesystem::path& path) {
  auto draft = reader().describe(path);
  REQUIRE_MESSAGE(draft, (draft ? "" : draft.error().message));
  CHECK(package::check(draft->manifest, "draft"));
  // A person may write it down and give it back.
  const auto again = package::parse(package::write(draft->manifest), "draft");
  REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
  CHECK(*again == draft->manifest);
  return *draft;
}

// "member component version" a line.
std::string lines(const package::Draft& draft) {
  std::string out;
  for (const auto& file : draft.manifest.files)
    out += file.member + " " + file.component + " " +
           (file.version ? to_string(*file.version) : "none") + "\n";
  for (const auto& each : draft.left_out) out += "- " + each.path + ": " + each.why + "\n";
  return out;
}

}  // namespace

TEST_CASE("what a package holds is measured, and can be opened as it was measured") {
  const support::TempFolder folder;
  support::write(folder / "setup.exe", program(builder::cab({{"readme.txt", "no"},
                                                             {"MLMIG32.DL_", compressed_dll()},
                                                             {"Mailmig.exe", wizard()}})));
  const auto draft = described(folder / "setup.exe");
  CHECK(lines(draft) ==
        "setup.exe!/MLMIG32.DL_!/MLMIG32.DLL MLMIG32.DLL 5.5.2521.0\n"
        "setup.exe!/Mailmig.exe Mailmig.exe 5.5.2521.0\n");
  CHECK(draft.manifest.id == "setup");
  CHECK(draft.manifest.package->name == "setup.exe");
  CHECK(draft.manifest.package->sha256 == base::sha256(support::read(folder / "setup.exe")));
  CHECK(draft.manifest.files[0].size == dll().size());
  CHECK(draft.manifest.files[0].sha256 == base::sha256(dll()));
  CHECK(draft.manifest.files[0].language == "0409");
  CHECK(opened(reader(), folder / "setup.exe", wanted_of(draft.manifest), draft.manifest.package) ==
        "setup.exe!/MLMIG32.DL_!/MLMIG32.DLL=" + dll() + "|setup.exe!/Mailmig.exe=" + wizard());
}

TEST_CASE("a folder is described like an archive of the same files, however it is spelt") {
  const support::TempFolder folder;
  support::write(folder / "kb/i386/Mlmig32.dll", hotfix());
  support::write(folder / "kb/Mailmig.exe", wizard());
  support::write(folder / "kb/readme.txt", "no");
  const std::string expected =
      "Mailmig.exe Mailmig.exe 5.5.2521.0\ni386/Mlmig32.dll Mlmig32.dll 5.5.2543.1\n";
  for (const char* spelt : {"kb", "kb/", "kb/.", "kb/i386/.."}) {
    const auto draft = described(folder / spelt);
    CHECK(lines(draft) == expected);
    CHECK(draft.manifest.id == "kb");
    CHECK_FALSE(draft.manifest.package);
    CHECK(opened(reader(), folder / spelt, wanted_of(draft.manifest)) ==
          "Mailmig.exe=" + wizard() + "|i386/Mlmig32.dll=" + hotfix());
  }
  CHECK(package::write(described(folder / "kb").manifest) ==
        package::write(described(folder / "kb").manifest));
}

TEST_CASE("a package may be one file that is no archive") {
  const support::TempFolder folder;
  const std::vector<std::pair<std::string, std::string>> files = {
      {"Mlmig32.dll", dll()}, {"MLMIG32.DL_", compressed_dll()}, {"setup.exe", program("")}};
  std::string all;
  for (const auto& [name, bytes] : files) {
    support::write(folder / name, bytes);
    const auto draft = described(folder / name);
    all += lines(draft);
    CHECK(opened(reader(), folder / name, wanted_of(draft.manifest), draft.manifest.package) ==
          draft.manifest.files[0].member + "=" + (name == "setup.exe" ? bytes : dll()));
  }
  CHECK(all ==
        "Mlmig32.dll Mlmig32.dll 5.5.2521.0\n"
        "MLMIG32.DL_!/MLMIG32.DLL MLMIG32.DLL 5.5.2521.0\n"
        "setup.exe setup.exe 5.5.2521.0\n");
}

TEST_CASE("what is not clear is left out, and said") {
  const support::TempFolder folder;
  support::write(folder / "kb.zip",
                 builder::zip({{"a/Mlmig32.dll", hotfix()},
                               {"b/MLMIG32.DLL", dll()},
                               {"c/Mailmig.exe", wizard()},
                               {"d/mailmig.exe", wizard()},
                               {"../evil.dll", dll()},
                               {"nul.dll", dll()},
                               {"x/Twice.dll", hotfix()},
                               {"x/TWICE.dll", hotfix()},
                               {"broken.zip", builder::zip({{"a", "b"}}).substr(0, 40)}}));
  CHECK(
      lines(described(folder / "kb.zip")) ==
      "kb.zip!/c/Mailmig.exe Mailmig.exe 5.5.2521.0\n"
      "- kb.zip!/../evil.dll: \"..\" climbs out of its folder\n"
      "- kb.zip!/a/Mlmig32.dll: other files of the package have the same name\n"
      "- kb.zip!/b/MLMIG32.DLL: other files of the package have the same name\n"
      "- kb.zip!/broken.zip: ZIP: Unrecognized archive format\n"
      "- kb.zip!/d/mailmig.exe: it is the same file as kb.zip!/c/Mailmig.exe\n"
      "- kb.zip!/nul.dll: \"nul.dll\" is a device to Windows\n"
      "- kb.zip!/x/TWICE.dll: another has the same path, or one that differs by its case alone\n"
      "- kb.zip!/x/Twice.dll: another has the same path, or one that differs by its case alone\n");
}

TEST_CASE("of several machines and languages the one that is meant is described") {
  const support::TempFolder folder;
  const std::string alpha = support::read(FIXTURES_DIR "/image/machine_alpha.dll");
  support::write(folder / "sp/alpha/Mlmig32.dll", alpha);
  support::write(folder / "sp/i386/Mlmig32.dll", hotfix());
  const auto machine = [&](const char* name) {
    const auto draft = reader().describe(folder / "sp", {name, {}});
    return draft ? lines(*draft) : "refused: " + draft.error().message;
  };
  CHECK(machine("i386") ==
        "i386/Mlmig32.dll Mlmig32.dll 5.5.2543.1\n"
        "- alpha/Mlmig32.dll: it is for alpha, not for i386\n");
  CHECK(contains(machine("alpha"), "- i386/Mlmig32.dll: it is for i386, not for alpha"));
  CHECK(contains(machine("mips"), "no executable file is in it"));
  CHECK_FALSE(reader().describe(folder / "sp"));
  const auto german = reader().describe(folder / "sp", {"i386", "0407"});
  REQUIRE_FALSE(german);
  CHECK(reader().describe(folder / "sp", {"i386", "0409"}));
}

TEST_CASE("a package without anything to put somewhere has no draft") {
  const support::TempFolder folder;
  support::write(folder / "kb.zip", builder::zip({{"readme.txt", "no"}}));
  const auto draft = reader().describe(folder / "kb.zip");
  REQUIRE_FALSE(draft);
  CHECK(draft.error().code == base::Errc::unsupported);
  CHECK_FALSE(reader().describe(folder / "absent.zip"));
  // What `scan -o` has written of one stands for it elsewhere, not here.
  support::write(folder / "kb.ndjson", support::read(FIXTURES_DIR "/inventory/rows.ndjson"));
  const auto inventory = reader().describe(folder / "kb.ndjson");
  REQUIRE_FALSE(inventory);
}
