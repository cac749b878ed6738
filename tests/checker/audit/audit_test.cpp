#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "checker/audit/log.hpp"
#include "checker/audit/record.hpp"
#include "tests/support/files.hpp"

using namespace checker;
using support::read;
using support::write;
namespace fs = std::filesystem;

namespace {

base::Json content(int number) {
  return {{"time", "2026-11-24T12:00:0" + std::to_string(number % 10) + "Z"}, {"number", number}};
}

std::string add(const fs::path& log, int number) {
  base::PosixFiles files;
  auto hash = audit::append(files, log, content(number));
  REQUIRE(hash);
  return *hash;
}

audit::Chain verified(const fs::path& log, const std::string& expected = "") {
  auto chain = audit::verify(log, expected);
  REQUIRE(chain);
  return *chain;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    out.push_back(text.substr(at, end - at + 1));
    at = end + 1;
  }
  return out;
}

}  // namespace

TEST_CASE("records follow one another, and each seals the one before") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  const std::string first = add(log, 1), second = add(log, 2), third = add(log, 3);
  const audit::Chain chain = verified(log, second);
  CHECK(!chain.fault);
  CHECK(chain.records == 3);
  CHECK(chain.last_hash == third);
  CHECK(chain.has_expected);
  CHECK(chain.first_time == "2026-11-24T12:00:01Z");
  CHECK(chain.last_time == "2026-11-24T12:00:03Z");
  CHECK(chain.torn.empty());
  CHECK(!chain.cut_at_end);
  const auto lines = lines_of(read(log));
  REQUIRE(lines.size() == 3);
  const auto one = base::parse_json(lines[0], "1");
  CHECK(one->at("previous") == audit::no_hash());
  CHECK(base::parse_json(lines[1], "2")->at("previous") == first);
}

TEST_CASE("what is changed, taken out, put in or moved is found, with its line") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  for (int i = 1; i <= 4; ++i) add(log, i);
  const auto l = lines_of(read(log));
  std::string other = l[1];
  other.replace(other.find("\"number\":2"), 10, "\"number\":9");
  struct Row {
    std::string what, text;
    std::string line;  // of the fault
  };
  const Row rows[] = {
      {"changed", l[0] + other + l[2] + l[3], ":2"},
      {"taken out", l[0] + l[2] + l[3], ":2"},
      {"the first taken off", l[1] + l[2] + l[3], ":1"},
      {"moved", l[0] + l[2] + l[1] + l[3], ":2"},
      {"twice", l[0] + l[1] + l[1] + l[2] + l[3], ":3"},
      {"a cut line in the middle", l[0] + l[1].substr(0, 30) + "\n" + l[2] + l[3], ":3"},
      {"a blank line put in", l[0] + "\n" + l[1] + l[2] + l[3], ":3"},
      {"no record", "{\"a\": 1}\n" + l[0], ":1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    write(log, row.text);
    const audit::Chain chain = verified(log);
    REQUIRE(chain.fault);
    CHECK(chain.fault->message.find("audit.log" + row.line + ": ") != std::string::npos);
  }
  write(log, l[0] + l[1]);
  CHECK(!verified(log).fault);  // the end taken off: no gap …
  const std::string last = base::parse_json(l[3], "4")->at("hash").get<std::string>();
  CHECK(!verified(log, last).has_expected);  // … but the hash that was noted is missing
}

TEST_CASE("every byte of a record matters") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  add(log, 1);
  const std::size_t first = read(log).size();
  add(log, 2);
  const std::string whole = read(log);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] == '\n') continue;
    std::string changed = whole;
    changed[i] = changed[i] == '7' ? '8' : '7';
    write(log, changed);
    const audit::Chain chain = verified(log);
    CAPTURE(i);
    // Only the end may look as if a crash had cut it: there is no record behind it to tell.
    CHECK((chain.fault || (i > first && chain.cut_at_end)));
  }
}

TEST_CASE("a crash after any byte of a record leaves a log that goes on") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  add(log, 1);
  const std::size_t one = read(log).size();
  add(log, 2);
  const std::string two = read(log);
  int cut = 0;
  for (std::size_t length = 0; length < two.size(); ++length) {
    CAPTURE(length);
    write(log, two.substr(0, length));
    const bool torn = length != 0 && length != one && length != one - 1 && length != two.size() - 1;
    CHECK(verified(log).cut_at_end == torn);
    add(log, 3);
    const audit::Chain chain = verified(log);
    CHECK(!chain.fault);
    CHECK(chain.torn.size() == (torn ? 1 : 0));
    CHECK(chain.records == (length < one - 1 ? 1 : length < two.size() - 1 ? 2 : 3));
    cut += torn ? 1 : 0;
  }
  CHECK(cut > 300);
  // Twice cut, one after the other: both lines are named.
  write(log, two.substr(0, two.size() - 20) + "\n{\"schema\":\"sid");
  add(log, 4);
  CHECK(!verified(log).fault);
  CHECK(verified(log).torn.size() == 2);
}

TEST_CASE("a disk that fails at any step leaves a log that is whole or can go on") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  add(log, 1);
  int failures = 0;
  for (int steps = 0; steps < 10; ++steps) {
    base::PosixFiles real;
    base::FailingFiles failing(real, steps);
    const auto hash = audit::append(failing, log, content(5));
    failures += hash ? 0 : 1;
    CHECK(!verified(log).fault);
  }
  CHECK(failures == 4);  // opening, writing, syncing, syncing the folder
}

TEST_CASE("what is no log is broken, and nothing is added to it") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "notes.txt";
  base::PosixFiles files;
  add(folder.path() / "good", 1);
  const std::string record = read(folder.path() / "good");
  const std::string cut = "{\"schema\":\"sidestep-audit/1\",\"seq\":2,\"time\"\n";
  std::string many = record;
  for (int i = 0; i < 200; ++i) many += cut;
  for (const std::string& text :
       {std::string("Dear diary,\nnothing happened.\n"), std::string("{\"a\": 1}\n"),
        std::string("one\ntwo\nthree"), std::string(9u << 20, 'x'), std::string("[1,2]\n"),
        record + "[1,2]\n", record + "hello", record + "{\"a\":1,\"a\":2}\n",
        std::string(400'000, 'x') + "\n", many}) {
    CAPTURE(text.substr(0, 20));
    write(log, text);
    CHECK(!audit::append(files, log, content(1)));
    CHECK(!audit::try_append(log));
    CHECK(read(log) == text);
    const auto chain = audit::verify(log);
    CHECK((!chain || chain->fault));
  }
  write(log, "");
  CHECK(verified(log).fault->message.ends_with("notes.txt: it holds no record"));
  add(log, 1);
  std::string text = read(log);
  text.replace(text.find("\"number\":1"), 10, "\"number\":8");
  write(log, text);
  const auto refused = audit::append(files, log, content(2));
  REQUIRE(!refused);
  CHECK(refused.error().message.find("was changed after it was written") != std::string::npos);
  CHECK(read(log) == text);
  CHECK(!audit::append(files, folder.path(), content(1)));  // a folder
  fs::create_symlink(folder.path() / "elsewhere", folder.path() / "link");
  const auto link = audit::append(files, folder.path() / "link", content(1));
  REQUIRE(!link);
  CHECK(link.error().message.ends_with("this is a symbolic link"));
}

TEST_CASE("a log with its last brace gone is cut, never whole") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  add(log, 1);
  add(log, 2);
  std::string text = read(log);
  text.erase(text.size() - 2, 1);
  write(log, text);
  CHECK(verified(log).records == 1);
  CHECK(verified(log).cut_at_end);
  write(log, std::string(100, '\0'));  // what some file systems leave of a first record
  add(log, 1);
  CHECK(verified(log).torn.size() == 1);
}

TEST_CASE("a new log can be read by its owner alone") {
  support::TempFolder folder;
  add(folder.path() / "audit.log", 1);
  CHECK((fs::status(folder.path() / "audit.log").permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("text that is not UTF-8 does not break its own record") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  base::PosixFiles files;
  REQUIRE(audit::append(files, log, {{"paths", {"caf\xE9", "\x1b[2J", "Grün", "a\nb"}}}));
  add(log, 2);
  CHECK(!verified(log).fault);
  CHECK(lines_of(read(log)).size() == 2);
}

TEST_CASE("several that append at once wait for one another") {
  support::TempFolder folder;
  const fs::path log = folder.path() / "audit.log";
  std::vector<std::thread> threads;
  std::atomic<int> added = 0;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      base::PosixFiles files;
      for (int i = 0; i < 5; ++i)
        if (audit::append(files, log, content(t * 10 + i))) ++added;
    });
  for (auto& thread : threads) thread.join();
  CHECK(added == 30);
  CHECK(!verified(log).fault);
  CHECK(verified(log).records == 30);
}
