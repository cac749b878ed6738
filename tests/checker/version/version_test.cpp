#include "checker/version/version.hpp"

#include <doctest/doctest.h>

#include <string>

using checker::Version;
using checker::version::compare_release;
using checker::version::parse;

TEST_CASE("a version is exactly four parts of sixteen bits") {
  struct Row {
    std::string text;
    std::string expected;
  };
  const Row rows[] = {
      {"5.5.2521.0", "5.5.2521.0"},
      {"0.0.0.0", "0.0.0.0"},
      {"65535.65535.65535.65535", "65535.65535.65535.65535"},
      {"05.05.2521.00", "5.5.2521.0"},
      {"2543.1", "none"},
      {"5.5.2521", "none"},
      {"5.5.2521.0.0", "none"},
      {"5.5.2521.", "none"},
      {".5.5.2521", "none"},
      {"5.5.65536.0", "none"},
      {"5.5.-1.0", "none"},
      {"5.5.2521.0 ", "none"},
      {"", "none"},
      {"5,5,2521,0", "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto version = parse(row.text);
    CHECK((version ? to_string(*version) : "none") == row.expected);
  }
}

TEST_CASE("every pair of a sorted list of versions compares as the list says") {
  const Version sorted[] = {
      {0, 0, 0, 0},    {5, 0, 65535, 65535}, {5, 5, 1960, 3},  {5, 5, 2448, 0}, {5, 5, 2448, 4},
      {5, 5, 2521, 0}, {5, 5, 2543, 1},      {5, 5, 2650, 12}, {5, 10, 0, 0},   {65535, 0, 0, 0}};
  for (std::size_t i = 0; i < std::size(sorted); ++i)
    for (std::size_t j = 0; j < std::size(sorted); ++j) {
      CAPTURE(sorted[i]);
      CAPTURE(sorted[j]);
      CHECK((sorted[i] < sorted[j]) == (i < j));
      CHECK((sorted[i] == sorted[j]) == (i == j));
    }
}

TEST_CASE("release numbers compare as cc:Mail counts them: 8.2 is 8.20") {
  struct Row {
    std::string a, b;
    std::string expected;
  };
  const Row rows[] = {
      {"8.3", "8.30.03", "less"},  {"8.30", "8.30.0", "equal"}, {"8.30", "8.30.03", "less"},
      {"9", "8.30.03", "greater"}, {"8.20", "8.3", "less"},     {"8.03", "8.2", "less"},
      {"8.1", "8.10", "equal"},    {"8.00", "8.01", "less"},    {"8.x", "8.3", "none"},
      {"", "1", "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    const auto order = compare_release(row.a, row.b);
    CHECK((!order       ? "none"
           : *order < 0 ? "less"
           : *order > 0 ? "greater"
                        : "equal") == row.expected);
  }
}

TEST_CASE("the branch is the first two parts") { CHECK(Version{5, 5, 2543, 1}.branch() == "5.5"); }
