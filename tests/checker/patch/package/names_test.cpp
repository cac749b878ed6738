#include "checker/patch/package/names.hpp"

#include <doctest/doctest.h>

#include "checker/patch/package/utc.hpp"

using namespace checker::patch::package;

TEST_CASE("a member's path is plain names only, whatever it is to climb out by") {
  const std::string fine[] = {"Mlmig32.dll",    "setup.exe!/MLMIG32.DL_!/MLMIG32.DLL",
                              "i386/bin/a.dll", "a b/\u00C4.dll",
                              "com10.txt",      "console.dll",
                              "lptx",           ".hidden",
                              "a!b.dll",        "x.iso!/y.cab!/z.dl_!/z.dll"};
  for (const std::string& text : fine) {
    CAPTURE(text);
    CHECK(fault_of_member(text) == "");
  }
  struct Row {
    std::string text, fault;
  };
  const Row rows[] = {
      {"", "empty"},
      {"/a.dll", "empty"},
      {"a//b.dll", "empty"},
      {"a/", "empty"},
      {"a.zip!/", "empty"},
      {"a.zip!//b", "empty"},
      {"!/a", "empty"},
      {"..", "climbs"},
      {"a/../b.dll", "climbs"},
      {"./a.dll", "climbs"},
      {"a.zip!/../b.dll", "climbs"},
      {"..\\a.dll", "sign \\"},
      {"a\\b.dll", "sign \\"},
      {"C:/a.dll", "sign :"},
      {"a.dll:stream", "sign :"},
      {"a<b.dll", "sign <"},
      {"a|b.dll", "sign |"},
      {"a*.dll", "sign *"},
      {"a\tb.dll", "cannot be seen"},
      {std::string("a\0b", 3), "cannot be seen"},
      {"a\x7F.dll", "cannot be seen"},
      {"a\u202Elld.exe", "cannot be seen"},
      {"a\xFF.dll", "UTF-8"},
      {"a.dll.", "point"},
      {"a.dll ", "blank"},
      {"a /b.dll", "blank"},
      {"CON", "device"},
      {"nul.dll", "device"},
      {"a/Aux.tar.gz", "device"},
      {"COM1.txt", "device"},
      {"lpt9", "device"},
      {"LPT\u00B9.dll", "device"},
      {"con .dll", "device"},
      {"CONOUT$", "device"},
      {"a!/b!/c!/d!/e", "more than 3"},
      {std::string(256, 'x'), "255"},
      {std::string(200, 'x') + "/" + std::string(200, 'y') + "/" + std::string(200, 'x') + "/" +
           std::string(200, 'x') + "/" + std::string(250, 'x'),
       "1024"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(fault_of_member(row.text).find(row.fault) != std::string::npos);
  }
}

TEST_CASE("a file in the target is called by ASCII alone, and never lies where the journal is") {
  CHECK(fault_of_component("Mlmig32.dll") == "");
  CHECK(fault_of_component("a/b.dll") != "");
  CHECK(fault_of_component("\u212Aernel.dll") != "");  // the Kelvin sign is a 'k' to Windows
  CHECK(fault_of_component(std::string(121, 'x')) != "");
  CHECK(fault_of_folder("Bin") == "");
  CHECK(fault_of_folder("Res/Ger") == "");
  for (const char* text :
       {"", "/Bin", "Bin/", "../Bin", ".sidestep", "Bin/.SideStep/x", "C:", "Bin."})
    CHECK(fault_of_folder(text) != "");
}

TEST_CASE("a path is split where the first container ends") {
  const Outer outer = outer_of("a/setup.exe!/b.dl_!/b.dll");
  CHECK(outer.file == "a/setup.exe");
  CHECK(outer.inner == "b.dl_!/b.dll");
  CHECK(outer_of("b.dll").inner == "");
}

TEST_CASE("a time is written in one way") {
  for (const char* text : {"1970-01-01T00:00:00Z", "1999-09-30T23:59:59Z", "2024-02-29T12:00:00Z",
                           "9999-12-31T23:59:59Z"}) {
    const auto time = parse_utc(text);
    REQUIRE(time);
    CHECK(to_utc(*time) == text);
  }
  CHECK(parse_utc("1999-09-30T00:00:00Z")->time_since_epoch().count() == 938649600);
  for (const char* text : {"", "1999-09-30", "1999-09-30T00:00:00", "1999-09-31T00:00:00Z",
                           "1999-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "1999-09-30T24:00:00Z",
                           "1999-09-30T00:60:00Z", "1999-09-30T00:00:60Z", "1969-12-31T00:00:00Z",
                           "1999-09-30t00:00:00Z", "1999-09-30T00:00:00z", "+999-09-30T00:00:00Z"})
    CHECK_FALSE(parse_utc(text));
}
