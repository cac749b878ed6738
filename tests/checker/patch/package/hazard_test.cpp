// The hazards of hostile archives, each tried: nothing of theirs comes to
// where it was not asked for, and what was asked for is right or refused.
#include "tests/checker/patch/package/package.hpp"

using namespace package_test;

namespace {

const std::string kGood = "the right bytes";
const Wanted kWanted = wanted("kb.zip!/good.dll", kGood);

std::string opened(const std::string& bytes) { return package_test::opened(bytes, {kWanted}); }
const std::string kOpened = "kb.zip!/good.dll=" + kGood;

// Has a name in the central directory other than the one before the member.
std::string two_names(const std::string& local, const std::string& central) {
  std::string out = builder::zip({{local, kGood}});
  REQUIRE(local.size() == central.size());
  return out.replace(out.rfind(local), local.size(), central);
}

}  // namespace

TEST_CASE(
    "names that would do harm are not names here: they are passed over, and cannot be asked") {
  const std::string names[] = {"../evil.dll",  "/abs/evil.dll", "..\\..\\evil.dll", "C:/evil.dll",
                               "CON",          "nul.dll",       "COM1.txt",         "a.dll:ads",
                               "x.dll.",       "x.dll ",        "a<b>.dll",         "tab\there.dll",
                               "LPT\u00B9.dll"};
  for (const std::string& name : names) {
    CAPTURE(name);
    const std::string bytes = builder::zip({{name, "evil"}, {"good.dll", kGood}});
    CHECK(opened(bytes) == kOpened);
    CHECK(contains(package_test::opened(bytes, {wanted("kb.zip!/" + name, "evil")}),
                   "cannot be used"));
  }
}

TEST_CASE("a name that is there twice is refused") {
  CHECK(contains(opened(builder::zip({{"good.dll", kGood}, {"good.dll", kGood}})), "twice"));
  CHECK(contains(opened(builder::zip({{"good.dll", kGood}, {"good.dll", "evil"}})), "twice"));
  CHECK(contains(opened(builder::cab({{"good.dll", kGood}, {"good.dll", kGood}})), "twice"));
  CHECK(contains(opened(builder::tar_file("good.dll", kGood) +
                        builder::tar_file("good.dll", kGood) + builder::tar_end()),
                 "twice"));
  const std::string inner = builder::zip({{"good.dll", kGood}});
  CHECK(contains(package_test::opened(builder::zip({{"in.zip", inner}, {"in.zip", inner}}),
                                      {wanted("kb.zip!/in.zip!/good.dll", kGood)}),
                 "twice"));
}

TEST_CASE("a name that another case of it stands beside is refused") {
  for (const char* other : {"GOOD.DLL", "Good.dll"}) {
    CHECK(contains(opened(builder::zip({{other, "evil"}, {"good.dll", kGood}})), "case alone"));
    CHECK(contains(opened(builder::zip({{"good.dll", kGood}, {other, "evil"}})), "case alone"));
    CHECK(contains(opened(builder::zip({{other, kGood}})), "case alone"));
  }
  const std::string inner = builder::zip({{"good.dll", kGood}});
  CHECK(contains(package_test::opened(builder::zip({{"in.zip", inner}, {"IN.ZIP", inner}}),
                                      {wanted("kb.zip!/in.zip!/good.dll", kGood)}),
                 "case alone"));
}

TEST_CASE("a link gives nothing") {
  builder::ZipMember link{"good.dll", "/etc/passwd"};
  link.attributes = 0120777U << 16;
  CHECK(contains(opened(builder::zip({link})), "is not in the package"));
  CHECK(opened(builder::zip({link, {"good.dll", kGood}})) == kOpened);  // the file is the one
  CHECK(contains(
      opened(builder::tar_header("good.dll", 0, '2', {{157, "/etc/passwd"}}) + builder::tar_end()),
      "is not in the package"));
  // A second name of a file has the file's bytes, and only the right ones pass.
  CHECK(contains(opened(builder::tar_file("evil.dll", "the evil bytes!") +
                        builder::tar_link("good.dll", "evil.dll") + builder::tar_end()),
                 "is another file"));
  CHECK(contains(opened(builder::tar_link("good.dll", "/etc/passwd") + builder::tar_end()),
                 "refused"));
}

TEST_CASE("another size or hash than the manifest states is refused") {
  CHECK(contains(opened(builder::zip({{"good.dll", kGood + "x"}})), "more than the 15 bytes"));
  CHECK(contains(opened(builder::zip({{"good.dll", "short"}})), "has 5 bytes, not the 15"));
  CHECK(contains(opened(builder::zip({{"good.dll", "the wrong bytes"}})), "is another file"));
  CHECK(contains(opened(builder::zip({})), "is not in the package"));
  CHECK(contains(opened("no container at all"), "is not in the package"));
  CHECK(contains(opened(""), "is not in the package"));
}

TEST_CASE("a container that lies about a member is refused, whether it is wanted or not") {
  builder::ZipMember lie{"good.dll", kGood};
  lie.stated = 400;
  CHECK(contains(opened(builder::zip({lie})), "refused"));
  lie.stated = 4;
  CHECK(contains(opened(builder::zip({lie})), "refused"));
  builder::ZipMember sum{"good.dll", kGood};
  sum.right_crc = false;
  CHECK(contains(opened(builder::zip({sum})), "refused"));
  builder::ZipMember secret{"other.dll", "secret"};
  secret.flags = 1;
  CHECK(contains(opened(builder::zip({secret, {"good.dll", kGood}})), "encrypted"));
  builder::CabOptions cab;
  cab.wrong_sum_at = 0;
  CHECK(contains(opened(builder::cab({{"good.dll", kGood}}, cab)), "refused"));
}

TEST_CASE("what the library warns of is refused, though it can be read") {
  // A name that says it is UTF-8, and is not.
  builder::ZipMember odd{"\xFF\xFE.dll", "other"};
  odd.flags = 0x0800;
  CHECK(contains(opened(builder::zip({odd, {"good.dll", kGood}})), "refused: kb.zip: "));
  odd.name = "\u00C4.dll";
  CHECK(opened(builder::zip({odd, {"good.dll", kGood}})) == kOpened);
}

TEST_CASE("a header that names a member otherwise changes nothing: the hash decides") {
  // libarchive goes by the name that stands before the member.
  CHECK(opened(two_names("good.dll", "evil.dll")) == kOpened);
  CHECK(contains(opened(two_names("evil.dll", "good.dll")), "is not in the package"));
  builder::ZipMember shared{"good.dll", kGood};
  shared.body_of = 0;
  CHECK(contains(opened(builder::zip({{"evil.dll", "the evil bytes!"}, shared})), "refused"));
  // The second of two, and an end record in the comment of another.
  CHECK(contains(
      opened(builder::zip({{"good.dll", "the evil bytes!"}}) + builder::zip({{"good.dll", kGood}})),
      "good.dll"));
  const std::string empty = builder::zip({});
  CHECK(contains(opened(builder::zip({{"good.dll", kGood}}, empty)), "refused"));
}

TEST_CASE("a package cut short is refused, wherever it is cut") {
  const std::string zip = builder::zip({{"a.txt", "x"}, {"good.dll", kGood}});
  const std::string cab = builder::cab({{"a.txt", "x"}, {"good.dll", kGood}});
  const std::string tar = builder::tar_file("good.dll", kGood) + builder::tar_end();
  int cuts = 0;
  for (const std::string* whole : {&zip, &cab})
    for (std::size_t size = 0; size < whole->size(); size += 7, ++cuts)
      CHECK(contains(opened(whole->substr(0, size)), "refused"));
  for (std::size_t size = 0; size < 1024; size += 97, ++cuts)
    CHECK(contains(opened(tar.substr(0, size)), "refused"));
  CHECK(cuts > 50);
  // What is compressed, and comes as good up to its cut.
  const std::string packed = compressed_dll();
  for (std::size_t size = packed.size() / 2; size < packed.size(); size += 97)
    CHECK(contains(package_test::opened(builder::zip({{"MLMIG32.DL_", packed.substr(0, size)}}),
                                        {wanted("kb.zip!/MLMIG32.DL_!/MLMIG32.DLL", dll())}),
                   "refused"));
}

TEST_CASE("limits end it: of members, of bytes, of what they unpack to, of nesting") {
  const support::TempFolder folder;
  const auto limited = [&](const package::Options& options, const std::string& bytes,
                           const std::vector<Wanted>& asked) {
    support::write(folder / "kb.zip", bytes);
    return package_test::opened(package::Reader(options), folder / "kb.zip", asked);
  };
  package::Options few;
  few.limits.members = 2;
  CHECK(limited(few, builder::zip({{"a", ""}, {"good.dll", kGood}}), {kWanted}) == kOpened);
  CHECK(contains(limited(few, builder::zip({{"a", ""}, {"good.dll", kGood}, {"b", ""}}), {kWanted}),
                 "more than 2 members"));
  // A bomb: what is wanted has a size, and no more than that is taken.
  const std::string zeros(5 << 20, '\0');
  CHECK(contains(opened(builder::cab({{"good.dll", zeros}}, {})), "more than the 15 bytes"));
  package::Options small;
  small.limits.free = small.limits.total = 1 << 20;
  CHECK(contains(
      limited(small, builder::zip({{"good.dll", zeros}}), {wanted("kb.zip!/good.dll", zeros)}),
      "unpacks to more than"));
  package::Options narrow;
  narrow.decoder.memory = 4 << 20;  // a container in one is held: half of it
  const std::string inner = builder::zip({{"good.dll", kGood}, {"zeros", zeros}});
  CHECK(contains(limited(narrow, builder::zip({{"in.zip", inner}}),
                         {wanted("kb.zip!/in.zip!/good.dll", kGood)}),
                 "has more than 2 MiB"));
  std::string nested = builder::zip({{"good.dll", kGood}});
  std::string name = "good.dll";
  for (const char* around : {"c.zip", "b.zip", "a.zip"}) {
    nested = builder::zip({{around, nested}});
    name = around + std::string("!/") + name;
  }
  CHECK(contains(package_test::opened(nested, {wanted("kb.zip!/" + name, kGood)}),
                 "more than 3 containers"));
}

TEST_CASE("an archive that breaks its reader breaks the child and nothing else") {
  const auto corpus = support::corpus("corpus/containers");
  if (corpus.empty()) return;
  int tried = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file() || entry.file_size() > (1 << 20)) continue;
    const std::string bytes = support::read(entry.path());
    CHECK(opened(bytes).starts_with("refused: "));
    ++tried;
  }
  MESSAGE(tried << " files");
  CHECK(tried > 0);
  CHECK(opened(builder::zip({{"good.dll", kGood}})) == kOpened);
}
