// Power cuts: the program is killed at chosen changes of the disk and at random
// moments, and started again. The end is always that of an undisturbed run.
#include <chrono>
#include <cstdlib>
#include <random>

#include "base/json.hpp"
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

const std::string kHarbor = FIXTURES_DIR "/harbor";
const std::vector<std::string> kFormats = {"maildir", "mbox", "eml"};

std::vector<std::string> arguments(const fs::path& plan, const std::string& format,
                                   const fs::path& out, const std::string& source) {
  return {
      "run",      "--plan", plan.string(), "--source", source, "--to", format + ":" + out.string(),
      "--format", "json"};
}

// The parts of a report that must not depend on interruptions.
std::string counts(const Ran& ran) {
  auto json = base::parse_json(ran.out, "out");
  if (!json) return ran.out + ran.err;
  for (const char* place :
       {"destination", "state", "set", "recovery", "recovery_set", "nothing_new"})
    json->erase(place);
  json->erase("verification");
  return base::dump(*json);
}

// A run that nobody disturbs.
struct Calm {
  Folder folder;
  std::string format, source;
  fs::path plan = folder / "plan.json";
  std::map<std::string, std::string> mail;
  std::string report;
  std::int64_t microseconds = 0;

  Calm(const std::string& steps, const std::string& to, const std::string& from)
      : format(to), source(from) {
    write_plan(plan, steps);
    const auto start = std::chrono::steady_clock::now();
    const Ran ran = migrator(command(folder / "out"));
    microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                       std::chrono::steady_clock::now() - start)
                       .count();
    report = counts(ran);
    mail = tree(folder / "out");
    REQUIRE_MESSAGE(mail.contains("index.json"), ran.err);
  }
  std::vector<std::string> command(const fs::path& out) const {
    return arguments(plan, format, out, source);
  }
  /// Runs to the end what was broken off in `out`, and compares.
  void resumes(const fs::path& out) const {
    const Ran ran = migrator(command(out));
    CHECK(counts(ran) == report);
    CHECK(tree(out) == mail);
  }
};

// Dies at change after change of the disk, `stride` apart, and half as far on the way back.
int die_everywhere(const Calm& calm, int stride) {
  int crashes = 0;
  for (int failpoint = 0;; failpoint += failpoint < 12 ? 1 : stride) {
    CAPTURE(failpoint);
    const Folder folder;
    const auto command = calm.command(folder / "out");
    if (!migrator(command, {.failpoint = failpoint}).killed) return crashes;
    ++crashes;
    if (failpoint % 4 == 0 && migrator(command, {.failpoint = failpoint / 2 + 3}).killed) ++crashes;
    calm.resumes(folder / "out");
  }
}

// SIGKILL at random moments, `wanted` times; a run gets up to four before it may end.
int kill_at_random(const Calm& calm, int wanted) {
  std::mt19937 random(214836);
  int kills = 0;
  for (int round = 0; round < 4 * wanted && kills < wanted; ++round) {
    CAPTURE(round);
    const Folder folder;
    const auto command = calm.command(folder / "out");
    std::int64_t most = calm.microseconds;
    for (int tries = 0; tries < 4 && kills < wanted; ++tries) {
      std::uniform_int_distribution<std::int64_t> moment(1'000,
                                                         std::max<std::int64_t>(most, 2'000));
      if (!migrator(command, {.kill_after_us = moment(random)}).killed) break;
      ++kills;
      most = most * 2 / 3;
    }
    calm.resumes(folder / "out");
  }
  return kills;
}

std::string made(const fs::path& folder, const std::string& messages, const std::string& accounts) {
  const std::string source = folder / "source";
  REQUIRE(run_program({"/usr/bin/python3", kHarbor + "/big.py", messages, "300", source,
                       "--accounts", accounts})
              .code == 0);
  return source;
}

TEST_CASE("killed at every change of the disk, and again on the way back: the same mail") {
  const Folder small;
  const std::string source = made(small, "6", "2");
  for (const std::string& format : kFormats) {
    CAPTURE(format);
    const int crashes = die_everywhere(Calm("one", format, source), 1);
    MESSAGE(format << ": killed " << crashes << " times");
    CHECK(crashes >= 50);
  }
}

TEST_CASE("killed with boards, lists and folders, in one step and between two: the same mail") {
  // A stride that is odd and no divisor of anything: it meets every kind of step.
  for (const std::string& format : kFormats) {
    CAPTURE(format);
    CHECK(die_everywhere(Calm("one", format, kHarbor), 7) >= 25);
  }
  CHECK(die_everywhere(Calm("two", "maildir", kHarbor), 5) >= 40);
}

// Two hundred of each in scripts/campaign.
TEST_CASE("killed at random moments: the same mail, nothing lost, nothing twice") {
  const int moments = std::getenv("SIDESTEP_CAMPAIGN") != nullptr ? 200 : 80;
  const Folder big;
  const std::string source = made(big, "700", "3");
  for (const std::string& format : kFormats) {
    CAPTURE(format);
    CHECK(kill_at_random(Calm("one", format, source), moments) == moments);
  }
  CHECK(kill_at_random(Calm("two", "maildir", source), 15) == 15);
}

}  // namespace
}  // namespace migrator::run
