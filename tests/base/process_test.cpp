#include "base/process.hpp"

#include <doctest/doctest.h>
#include <signal.h>

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

TEST_CASE(
    "while a program runs, signals end it and not who waits for it, and then all is as before") {
  struct Row {
    std::string script;
    int code;
  };
  const Row rows[] = {
      {"trap 'exit 5' TERM; kill -TERM $PPID; while :; do sleep 0.01; done", 5},
      {"trap 'exit 6' HUP; kill -HUP $PPID; while :; do sleep 0.01; done", 6},
      {"kill -INT $PPID; kill -INT $$; sleep 5", 130},  // as a terminal sends it, to both
  };
  constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
  const auto handlers = [&] {
    std::vector<struct sigaction> out(std::size(kSignals));
    for (std::size_t i = 0; i < out.size(); ++i) ::sigaction(kSignals[i], nullptr, &out[i]);
    return out;
  };
  const auto before = handlers();
  for (const Row& row : rows) {
    CAPTURE(row.script);
    auto code = base::run({"/bin/sh", "-c", row.script});
    REQUIRE(code);
    CHECK(*code == row.code);
  }
  const auto after = handlers();
  for (std::size_t i = 0; i < after.size(); ++i)
    CHECK((after[i].sa_handler == before[i].sa_handler));
}

TEST_CASE("a program that is not there is an error, and too much output is one") {
  CHECK_FALSE(base::run({"/nonexistent/program"}));
  CHECK_FALSE(base::capture({"/bin/sh", "-c", "echo 0123456789"}, 4));
}
