#include "checker/patch/signature/feed.hpp"

#include <doctest/doctest.h>

#include "tests/support/files.hpp"

using namespace checker::patch::signature;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds kNow{seconds(1'800'000'000)};

class State {
 public:
  std::string says(const std::string& feed, std::uint64_t version, sys_seconds now = kNow,
                   sys_seconds expires = kNow + seconds(1)) {
    return shown(accept(files_, {feed, version, expires}, now, path()));
  }
  std::string asked(const std::string& feed, std::uint64_t version) const {
    return shown(check({feed, version, kNow + seconds(1)}, kNow, path()));
  }
  std::filesystem::path path() const { return folder_ / "feeds.json"; }

  static std::string shown(const base::Result<void>& done) {
    return done ? "accepted" : done.error().message;
  }

 private:
  support::TempFolder folder_;
  base::PosixFiles files_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a feed goes forward only, each by itself") {
  State state;
  CHECK(state.says("a", 7) == "accepted");
  CHECK(state.says("a", 7) == "accepted");
  CHECK(state.says("a", 6) ==
        "feed a: its edition 6 is rolled back: edition 7 was accepted before");
  CHECK(state.says("b", 1) == "accepted");
  CHECK(state.says("a", 9) == "accepted");
  CHECK(contains(state.says("a", 8), "edition 9 was accepted before"));
  CHECK(state.says("b", 1) == "accepted");
  CHECK(
      support::read(state.path()) ==
      "{\n  \"schema\": \"sidestep-feeds/1\",\n  \"feeds\": [\n    {\n      \"id\": \"a\",\n      "
      "\"version\": 9\n    },\n    {\n      \"id\": \"b\",\n      \"version\": 1\n    }\n  ]\n}\n");
}

TEST_CASE("an edition past its time is refused, and not remembered") {
  State state;
  CHECK(state.says("a", 7, kNow, kNow) == "feed a: its edition 7 is expired");
  CHECK(state.says("a", 7, kNow + seconds(5), kNow) == "feed a: its edition 7 is expired");
  CHECK(state.says("a", 6, kNow, kNow + seconds(1)) == "accepted");
  CHECK(contains(state.says("a", 5, kNow + seconds(9), kNow), "is rolled back"));
}

TEST_CASE("to ask changes nothing") {
  State state;
  CHECK(state.asked("a", 7) == "accepted");
  CHECK_FALSE(std::filesystem::exists(state.path()));
  CHECK(state.says("a", 7) == "accepted");
  CHECK(state.asked("a", 8) == "accepted");
  CHECK(state.asked("a", 7) == "accepted");
  CHECK(contains(state.asked("a", 6), "is rolled back"));
}

TEST_CASE("what cannot be read is not taken for nothing") {
  State state;
  const std::string bad[] = {
      "",
      "{",
      "[]",
      R"({"schema":"sidestep-feeds/2","feeds":[]})",
      R"({"schema":"sidestep-feeds/1"})",
      R"({"schema":"sidestep-feeds/1","feeds":[1]})",
      R"({"schema":"sidestep-feeds/1","feeds":[{"id":"a","version":-1}]})",
      R"({"schema":"sidestep-feeds/1","feeds":[{"id":"a","version":1},{"id":"a","version":2}]})",
      R"({"schema":"sidestep-feeds/1","feeds":[{"id":"a","version":1,"x":2}]})",
      R"({"schema":"sidestep-feeds/1","feeds":[],"x":2})"};
  for (const std::string& text : bad) {
    support::write(state.path(), text);
    CAPTURE(text);
    CHECK(state.says("a", 7) != "accepted");
    CHECK(state.asked("a", 7) != "accepted");
    CHECK(support::read(state.path()) == text);
  }
  std::filesystem::remove(state.path());
  std::filesystem::create_symlink("nowhere", state.path());
  CHECK(state.says("a", 7) != "accepted");
  CHECK(state.asked("a", 0) != "accepted");
}

TEST_CASE("no edition has the number 0, or one that could not be read back") {
  State state;
  CHECK(contains(state.says("a", 0), "no edition has that number"));
  CHECK(contains(state.says("a", std::uint64_t{1} << 53), "no edition has that number"));
  CHECK(state.says("a", (std::uint64_t{1} << 53) - 1) == "accepted");
  CHECK(contains(state.says("a", 1), "is rolled back"));
}

TEST_CASE("a crash at any step leaves what was remembered, or the new") {
  int crashes = 0;
  for (int steps = 0;; ++steps) {
    support::TempFolder folder;
    const auto path = folder / "feeds.json";
    base::PosixFiles posix;
    REQUIRE(accept(posix, {"a", 7, kNow + seconds(1)}, kNow, path));
    base::FailingFiles failing(posix, steps);
    const auto done = accept(failing, {"a", 8, kNow + seconds(1)}, kNow, path);
    CHECK(State::shown(check({"a", 8, kNow + seconds(1)}, kNow, path)) == "accepted");
    const auto older = State::shown(check({"a", 6, kNow + seconds(1)}, kNow, path));
    CHECK(contains(older, "is rolled back"));
    if (done) {
      CHECK(contains(State::shown(check({"a", 7, kNow + seconds(1)}, kNow, path)),
                     "edition 8 was accepted"));
      break;
    }
    ++crashes;
  }
  CHECK(crashes >= 4);
}

TEST_CASE("two that write at once do not lose what the other remembers") {
  State state;
  auto lock = base::Lock::take(state.path().string() + ".lock");
  REQUIRE(lock);
  CHECK(contains(state.says("a", 7), "lock"));
}
