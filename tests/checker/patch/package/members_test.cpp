// Members as they come out of each kind of package.
#include <sys/stat.h>

#include "tests/checker/patch/package/package.hpp"

namespace fs = std::filesystem;
using namespace package_test;

namespace {

std::string container(const std::string& name) {
  return support::read(FIXTURES_DIR "/containers/" + name);
}

}  // namespace

TEST_CASE("each kind of package gives the members that are asked for, and no others") {
  const std::string image = dll();
  const std::string zip = builder::zip({{"x.txt", "no"}, {"i386/a.dll", "one"}, {"b.dll", "two"}});
  CHECK(opened(zip, {wanted("kb.zip!/b.dll", "two"), wanted("kb.zip!/i386/a.dll", "one")}) ==
        "kb.zip!/b.dll=two|kb.zip!/i386/a.dll=one");
  CHECK(opened(builder::cab({{"a.dll", "one"}, {"b.dll", "two"}}),
               {wanted("kb.zip!/b.dll", "two")}) == "kb.zip!/b.dll=two");
  CHECK(opened(builder::tar_file("a.dll", "one") + builder::tar_end(),
               {wanted("kb.zip!/a.dll", "one")}) == "kb.zip!/a.dll=one");
  CHECK(opened(container("plain.7z"), {wanted("kb.zip!/Bin/Mlmig32.dll", image)}) ==
        "kb.zip!/Bin/Mlmig32.dll=" + image);
  CHECK(opened(container("plain.cab"), {wanted("kb.zip!/Mlmig32.dll", image)}) ==
        "kb.zip!/Mlmig32.dll=" + image);
  CHECK(opened(builder::zip({{"empty.dll", ""}}), {wanted("kb.zip!/empty.dll", "")}) ==
        "kb.zip!/empty.dll=");
}

TEST_CASE("a disc in a ZIP is opened where the manifest says so") {
  const std::string image = dll();
  const support::TempFolder folder;
  support::write(folder / "joliet.iso.zip", container("joliet.iso.zip"));
  const auto draft = reader().describe(folder / "joliet.iso.zip");
  REQUIRE(draft);
  REQUIRE(draft->manifest.files.size() == 1);
  CHECK(opened(reader(), folder / "joliet.iso.zip", wanted_of(draft->manifest)) ==
        draft->manifest.files[0].member + "=" + image);
}

TEST_CASE("a self-extracting program gives a compressed file as what it was") {
  const std::string image = dll();
  const std::string expected = "kb.zip!/MLMIG32.DL_!/MLMIG32.DLL=" + image;
  const std::vector<Wanted> asked = {wanted("kb.zip!/MLMIG32.DL_!/MLMIG32.DLL", image)};
  CHECK(opened(program(builder::zip({{"MLMIG32.DL_", compressed_dll()}})), asked) == expected);
  CHECK(opened(program(builder::cab({{"a.txt", "no"}, {"MLMIG32.DL_", compressed_dll()}})),
               asked) == expected);
  // What it is called there is of no weight: there is one, and its hash decides.
  CHECK(opened(builder::zip({{"MLMIG32.DL_", compressed_dll()}}),
               {wanted("kb.zip!/MLMIG32.DL_!/other.name", image)}) ==
        "kb.zip!/MLMIG32.DL_!/other.name=" + image);
  CHECK(contains(
      opened(builder::zip({{"MLMIG32.DL_", compressed_dll()}}),
             {wanted("kb.zip!/MLMIG32.DL_!/a", image), wanted("kb.zip!/MLMIG32.DL_!/b", image)}),
      "is not in the package"));
}

TEST_CASE("a container that is wanted itself comes, and what is in it") {
  const std::string inner = builder::cab({{"a.dll", "one"}});
  CHECK(opened(builder::zip({{"in.cab", inner}}),
               {wanted("kb.zip!/in.cab", inner), wanted("kb.zip!/in.cab!/a.dll", "one")}) ==
        "kb.zip!/in.cab!/a.dll=one|kb.zip!/in.cab=" + inner);
  CHECK(
      contains(opened(builder::zip({{"in.cab", "text"}}), {wanted("kb.zip!/in.cab!/a.dll", "one")}),
               "refused: kb.zip: in.cab: is no container"));
}

TEST_CASE("a folder gives files, and members of the containers in it") {
  const support::TempFolder folder;
  support::write(folder / "i386/a.dll", "one");
  support::write(folder / "i386/setup.exe", program(builder::zip({{"b.dll", "two"}})));
  support::write(folder / "MLMIG32.DL_", compressed_dll());
  CHECK(opened(reader(), folder.path(),
               {wanted("i386/a.dll", "one"), wanted("i386/setup.exe!/b.dll", "two"),
                wanted("MLMIG32.DL_!/MLMIG32.DLL", dll())}) ==
        "MLMIG32.DL_!/MLMIG32.DLL=" + dll() + "|i386/a.dll=one|i386/setup.exe!/b.dll=two");
  CHECK(contains(opened(reader(), folder.path(), {wanted("i386/b.dll", "two")}), "is not in"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("x/b.dll", "two")}), "is not in"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("I386/a.dll", "one")}), "case alone"));
}

TEST_CASE("a file of a folder is no link, no pipe, and the only one of its name") {
  const support::TempFolder folder;
  support::write(folder / "real/a.dll", "one");
  fs::create_directory_symlink("real", folder / "way");
  fs::create_symlink("a.dll", folder / "real/b.dll");
  REQUIRE(::mkfifo((folder / "real/pipe.dll").c_str(), 0600) == 0);
  CHECK(contains(opened(reader(), folder.path(), {wanted("way/a.dll", "one")}), "is a link"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("real/b.dll", "one")}), "is a link"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("real/pipe.dll", "one")}),
                 "is no regular file"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("real", "one")}), "is no regular file"));
  CHECK(contains(opened(reader(), folder.path(), {wanted("real/a.dll/x", "one")}), "is no folder"));
  support::write(folder / "real/A.DLL", "one");
  CHECK(contains(opened(reader(), folder.path(), {wanted("real/a.dll", "one")}), "case alone"));
}

TEST_CASE("a package is what its manifest was made for, before anything of it is opened") {
  const std::string bytes = builder::zip({{"a.dll", "one"}});
  const support::TempFolder folder;
  support::write(folder / "kb (1).zip", bytes);
  const std::vector<Wanted> asked = {wanted("kb.zip!/a.dll", "one")};
  package::PackageFile pinned{"kb.zip", bytes.size(), base::sha256(bytes)};
  CHECK(opened(reader(), folder / "kb (1).zip", asked, pinned) == "kb.zip!/a.dll=one");
  CHECK(contains(opened(reader(), folder / "kb (1).zip", asked), "is not in the package"));
  ++pinned.size;
  CHECK(
      contains(opened(reader(), folder / "kb (1).zip", asked, pinned), "and the manifest is for"));
  --pinned.size;
  pinned.sha256[0] = pinned.sha256[0] == '0' ? '1' : '0';
  CHECK(contains(opened(reader(), folder / "kb (1).zip", asked, pinned), "it is not the package"));
  CHECK(contains(opened(reader(), folder.path(), asked, pinned), "it is a folder"));
  CHECK(contains(opened(reader(), folder / "absent", asked), "refused: "));
}

TEST_CASE("thousands of members come in one walk") {
  std::vector<builder::ZipMember> members;
  std::vector<Wanted> asked;
  for (int i = 0; i < 4000; ++i) {
    const std::string name = "a/long/way/down/to/member-" + std::to_string(i) + ".dll";
    members.push_back({name, "content " + std::to_string(i)});
    asked.push_back(wanted("kb.zip!/" + name, members.back().content));
  }
  const std::string out = opened(builder::zip(members), asked);
  CHECK(out.size() > 200'000);
  CHECK(std::ranges::count(out, '|') == 3999);
}

TEST_CASE("a taker that cannot go on ends it with its own reason") {
  struct Full : package::MemberTaker {
    base::Result<base::ByteSink*> begin(std::size_t) override {
      return base::Error{base::Errc::io, "the disk is full"};
    }
    base::Result<void> end(std::size_t) override { return {}; }
  } full;
  const support::TempFolder folder;
  support::write(folder / "kb.zip", builder::zip({{"a.dll", "one"}}));
  const std::vector<Wanted> asked = {wanted("kb.zip!/a.dll", "one")};
  const auto done = reader().open_members(folder / "kb.zip", std::nullopt, asked, full);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == base::Errc::io);
  CHECK(contains(done.error().message, "the disk is full"));
}
