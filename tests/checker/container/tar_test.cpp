// Tars: links, names, ends.
#include <doctest/doctest.h>

#include "tests/checker/container/tar_builder.hpp"
#include "tests/checker/container/walk.hpp"

using builder::tar_end;
using builder::tar_file;
using builder::tar_link;
using walk::contains;
using walk::Lines;

TEST_CASE("a hard link is another name of a file, and is read like one") {
  CHECK(walk::lines(tar_file("a.dll", "MZa") + tar_link("copy.dll", "a.dll") +
                    tar_file("b.dll", "MZb") + tar_link("second.dll", "a.dll") + tar_end()) ==
        Lines{"a.dll=MZa", "b.dll=MZb", "second.dll=MZa", "copy.dll=MZa"});
  const auto lost = walk::lines(tar_file("a.dll", "MZa") + tar_link("c.dll", "z.dll") + tar_end());
  REQUIRE(lost.size() == 2);
  CHECK(lost[1] == "error: tar: c.dll is a link to z.dll, which is not there");
}

TEST_CASE("folders and symbolic links are not members") {
  CHECK(walk::lines(builder::tar_header("dir/", 0, '5') + tar_file("dir/a", "1") +
                    builder::tar_header("dir/l", 0, '2', {{157, "a"}}) + tar_end()) ==
        Lines{"dir/a=1"});
}

TEST_CASE("names are UTF-8 where they can be, else Windows-1252") {
  CHECK(walk::lines(tar_file("\xC3\xA4.dll", "1") + tar_file("\xE4.exe", "2") + tar_end()) ==
        Lines{"ä.dll=1", "ä.exe=2"});
}

TEST_CASE("a tar that ends between two members is told from one that ends") {
  const std::string one = tar_file("a", "1");
  const auto cut = walk::lines(one);
  REQUIRE(cut.size() == 2);
  CHECK(cut[0] == "a=1");
  CHECK(contains(cut[1], "error: tar: its end mark is missing at byte 1024"));
  CHECK(walk::lines(one + tar_end()) == Lines{"a=1"});
  CHECK(walk::lines(one + tar_end() + std::string(9000, '\0')) == Lines{"a=1"});
}

TEST_CASE("damage in the middle ends the walk and says so") {
  std::string bytes = tar_file("a", "1") + tar_file("b", "2") + tar_file("c", "3") + tar_end();
  bytes[1024 + 3] = 'x';  // the name in b's header, whose check sum is wrong now
  const auto lines = walk::lines(bytes);
  REQUIRE(lines.size() >= 2);
  CHECK(lines[0] == "a=1");
  CHECK(contains(lines.back(), "error: tar: "));
}
