#include "checker/judge/truth.hpp"

#include <doctest/doctest.h>

using namespace checker::judge;
using enum Truth;

TEST_CASE("Kleene's tables, written out") {
  constexpr Truth all[] = {no, unknown, yes};
  constexpr Truth conjunction[3][3] = {{no, no, no}, {no, unknown, unknown}, {no, unknown, yes}};
  constexpr Truth disjunction[3][3] = {
      {no, unknown, yes}, {unknown, unknown, yes}, {yes, yes, yes}};
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) {
      CHECK(both(all[a], all[b]) == conjunction[a][b]);
      CHECK(either(all[a], all[b]) == disjunction[a][b]);
    }
  CHECK(negated(no) == yes);
  CHECK(negated(unknown) == unknown);
  CHECK(negated(yes) == no);
}

TEST_CASE("the same way round, whatever the grouping") {
  for (Truth a : {no, unknown, yes})
    for (Truth b : {no, unknown, yes}) {
      CHECK(both(a, b) == both(b, a));
      CHECK(either(a, b) == either(b, a));
      CHECK(negated(both(a, b)) == either(negated(a), negated(b)));
      for (Truth c : {no, unknown, yes}) {
        CHECK(both(a, both(b, c)) == both(both(a, b), c));
        CHECK(either(a, either(b, c)) == either(either(a, b), c));
      }
    }
}
