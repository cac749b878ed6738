#include "base/process.hpp"

#include <doctest/doctest.h>

TEST_CASE("a program's output and exit code come back") {
  auto done = base::capture({"/bin/sh", "-c", "printf hello; exit 7"});
  REQUIRE(done);
  CHECK(done->text == "hello");
  CHECK(done->code == 7);
}

TEST_CASE("a signal is 128 and its number") {
  auto code = base::run({"/bin/sh", "-c", "kill -9 $$"});
  REQUIRE(code);
  CHECK(*code == 137);
}

TEST_CASE("a program that is not there is an error, and too much output is one") {
  CHECK_FALSE(base::run({"/nonexistent/program"}));
  CHECK_FALSE(base::capture({"/bin/sh", "-c", "echo 0123456789"}, 4));
}
