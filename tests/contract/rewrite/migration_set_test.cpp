#include "contract/rewrite/migration_set.hpp"

#include <doctest/doctest.h>

#include "contract/control_file.hpp"

using namespace contract::rewrite;

namespace {

const std::string kMarked =
    "! x\r\nMode,FILE\r\n! was: File,C:\\MIGRATE\\\r\nFile-after-step-one,C:\\MIGRATE\\\r\n"
    "Home-Server,A\r\n";

}  // namespace

TEST_CASE("the wizard's path is step one's folder and the names on the disk") {
  const MigrationSet set{"HARBOR.001", "harbor.pkl"};
  CHECK(*wizard_path("C:\\MIGRATE\\", set) == "C:\\MIGRATE\\HARBOR.001\\harbor.pkl");
  CHECK(*wizard_path("C:\\MIGRATE", set) == "C:\\MIGRATE\\HARBOR.001\\harbor.pkl");
  CHECK(*wizard_path("C:\\MIGRATE", {"", "A, B.PKL"}) == "C:\\MIGRATE\\A, B.PKL");
  for (const char* folder : {"", "C:\\M?", "\"C:\\M\"", "C:\\M\\A.PKL"})
    CHECK_FALSE(wizard_path(folder, set));
}

TEST_CASE("names that would be read otherwise are refused") {
  for (const std::string& name :
       {std::string("A\nFunction,FULL"), std::string("A\r"), std::string("A\x1B[2J"),
        std::string("%TEMP%"), std::string("A\"B"), std::string("M\xFCnster"), std::string("A\\B"),
        std::string("A:B"), std::string(" A"), std::string("A."), std::string("A*B"),
        std::string("M\xC3\xBCnster")}) {
    CAPTURE(name);
    const bool fine_folder = name == "A.";  // a dot is an error at the end only
    CHECK(bool(wizard_path("C:\\M", {name + ".001", "A.PKL"})) == fine_folder);
    const auto list = wizard_path("C:\\M", {"A.001", name});
    REQUIRE_FALSE(list);
    CHECK(list.error().message.find('\x1B') == std::string::npos);
    CHECK(list.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("a mark is filled in, stays as a comment, and can be taken back") {
  CHECK(marked_folder(kMarked) == "C:\\MIGRATE\\");
  CHECK_FALSE(filled_file(kMarked));
  const auto text = filled(kMarked, "C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL");
  REQUIRE(text);
  CHECK(*text ==
        "! x\r\nMode,FILE\r\n! was: File,C:\\MIGRATE\\\r\n"
        "! was: File-after-step-one,C:\\MIGRATE\\\r\nFile,C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL\r\n"
        "Home-Server,A\r\n");
  CHECK(contract::parse_control_file(*text, "x").usable());
  CHECK_FALSE(marked_folder(*text));
  CHECK(filled_file(*text) == "C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL");
  CHECK(unfilled(*text) == kMarked);
  CHECK_FALSE(filled(*text, "C:\\x.PKL"));
}

TEST_CASE("the marked file keeps the post office of step one") {
  CHECK(kept_post_office(kMarked) == "");
  const std::string kept = "! not in this step: poname, HARBOR \r\n";
  CHECK(kept_post_office(kMarked + "! was: mode, ccmail\r\n" + kept) == "HARBOR");
  CHECK(kept_post_office(kMarked + "! was: Mode,GRPWISE5\r\n" + kept) == "");  // GrpWise.005
  CHECK(kept_post_office(kMarked + kept) == "");
  CHECK(kept_post_office(kMarked +
                         "! was: Mode,CCMAIL\r\nPOName,HARBOR\r\n! a comment: POName,X\r\n") == "");
}

TEST_CASE("a text that was never filled in is its own beginning") {
  for (const std::string& text : {kMarked, std::string("Mode,FILE\nFile,a.PKL\n"), std::string()})
    CHECK(unfilled(text) == text);
}

TEST_CASE("a file that is wrong elsewhere is not filled in") {
  CHECK_FALSE(filled(kMarked + "Pubic,TRUE\r\n", "C:\\M\\A.001\\A.PKL"));
}

TEST_CASE("a path names a set by its last two parts, in any case") {
  const MigrationSet set{"HARBOR.001", "HARBOR.PKL"};
  CHECK(names_set("C:\\MIGRATE\\harbor.001\\Harbor.pkl", set));
  CHECK(names_set("HARBOR.001\\HARBOR.PKL", set));
  CHECK_FALSE(names_set("C:\\MIGRATE\\HARBOR.002\\HARBOR.PKL", set));
  CHECK_FALSE(names_set("C:\\MIGRATE\\OLDHARBOR.001\\HARBOR.PKL", set));
  CHECK_FALSE(names_set("HARBOR.PKL", set));
}

TEST_CASE("a set's folder ends in three digits, a packing list in .PKL") {
  CHECK(is_set_folder("HARBOR.001"));
  CHECK(is_set_folder("a.b.999"));
  for (const char* name : {"HARBOR", "HARBOR.01", ".001", "HARBOR.0001", "HARBOR.00a", ""})
    CHECK_FALSE(is_set_folder(name));
  CHECK(is_packing_list("a.pkl"));
  for (const char* name : {".pkl", "a.pk", "apkl", "a.pkl.txt", ""})
    CHECK_FALSE(is_packing_list(name));
}
