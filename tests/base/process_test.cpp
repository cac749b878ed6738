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

TEST_CASE("a program that runs apart has no input, and both its streams are kept, up to a size") {
  auto done = base::run_apart({"/bin/sh", "-c", "cat; echo out; echo err >&2; exit 7"});
  REQUIRE(done);
  CHECK(done->code == 7);
  CHECK(!done->signalled);
  CHECK(done->text == "out\nerr\n");
  CHECK(done->is_whole);
  done = base::run_apart({"/bin/sh", "-c", "printf 12345; kill -9 $$"}, 4);
  REQUIRE(done);
  CHECK(done->signalled);
  CHECK(done->code == 137);
  CHECK(done->text == "1234");
  CHECK(!done->is_whole);
}

TEST_CASE("what a program leaves running behind it is not waited for") {
  auto done = base::run_apart({"/bin/sh", "-c", "sleep 30 & echo $!"});
  REQUIRE(done);
  CHECK(done->code == 0);
  ::kill(static_cast<pid_t>(std::stol(done->text)), SIGKILL);
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
