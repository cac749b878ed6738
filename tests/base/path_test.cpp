#include "base/path.hpp"

#include <doctest/doctest.h>

TEST_CASE("a relative path stays below where it starts") {
  struct Row {
    std::string text;
    bool fine;
  };
  const Row rows[] = {{"a", true},         {"mail/quill.exp", true},
                      {"", false},         {"/etc", false},
                      {"../x", false},     {"a/../b", false},
                      {"a//b", false},     {"a/", false},
                      {"./a", false},      {"C:x", false},
                      {"a\\..\\b", false}, {std::string("a\0b", 3), false},
                      {"..a/b..", true}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(static_cast<bool>(base::RelPath::parse(row.text)) == row.fine);
  }
}

TEST_CASE("any name becomes one harmless file name, and different names different ones") {
  struct Row {
    std::string name, expected;
  };
  const Row rows[] = {{"Quill, Nora", "Quill, Nora"},
                      {"a/b", "a%2Fb"},
                      {"..", "%2E%2E"},
                      {".hidden", "%2Ehidden"},
                      {"100%", "100%25"},
                      {"con", "%63on"},
                      {"LPT1.txt", "%4CPT1.txt"},
                      {"end.", "end%2E"},
                      {"", "%"},
                      {"Zoë", "Zoë"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(base::safe_name(row.name) == row.expected);
  }
  CHECK(base::safe_name("a.b", ".") == "a%2Eb");
  const std::string longest = base::safe_name(std::string(400, 'x'));
  CHECK(longest.size() <= 120);
  CHECK(longest != base::safe_name(std::string(401, 'x')));
}
