#include "checker/version/printed.hpp"

#include <doctest/doctest.h>

#include <string>

using checker::Version;
using checker::version::string_differs;

TEST_CASE("a version string differs only where it says another number") {
  struct Row {
    std::string text;
    Version fixed;
    bool differs;
  };
  const Row rows[] = {
      {"5.5.2521.0", {5, 5, 2521, 0}, false},
      {"5.00.2195", {5, 0, 2195, 1}, false},
      {"1, 0, 0, 1", {1, 0, 0, 1}, false},
      {" 2 . 5 , 0,0 ", {2, 5, 0, 0}, false},
      {"5.81", {5, 81, 4704, 1100}, false},
      {"6.1.7600.16385 (win7_rtm.090713-1255)", {6, 1, 7600, 16385}, false},
      {"1.2.3.4.0", {1, 2, 3, 4}, false},
      {"", {1, 2, 3, 4}, false},
      {"  ", {1, 2, 3, 4}, false},
      {"03.00.0538", {3, 1, 5, 38}, true},
      {"24.4.1.0000000", {1, 10, 1, 0}, true},
      {"1.0.2n", {1, 0, 2, 14}, true},
      {"6b.1961.25445", {6, 0, 1961, 25445}, true},
      {"Release 0.63", {0, 63, 0, 0}, true},
      {"0.10.6 +kernels", {2022, 3, 21, 2258}, true},
      {"1.2.3.4.5", {1, 2, 3, 4}, true},
      {"5.", {5, 0, 0, 0}, true},
      {"99999999999999999999.1", {5, 0, 0, 0}, true},
      {"-1", {1, 0, 0, 0}, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(string_differs(row.text, row.fixed) == row.differs);
  }
}
