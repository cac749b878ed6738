// Power cuts: the program is killed at chosen changes of the disk and at random
// moments, and started again. The end is always that of an undisturbed run.
#include <random>

#include "base/json.hpp"
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

const std::string kHarbor = FIXTURES_DIR "/harbor";

std::vector<std::string> arguments(const fs::path& plan, const fs::path& out,
                                   const std::string& source) {
  return {
      "run",      "--plan", plan.string(), "--source", source, "--to", "maildir:" + out.string(),
      "--format", "json"};
}

// The parts of a report that must not depend on interruptions.
std::string counts(const Ran& ran) {
  auto json = base::parse_json(ran.out, "out");
  if (!json) return ran.out + ran.err;
  for (const char* place : {"destination", "state", "set", "recovery", "recovery_set"})
    json->erase(place);
  json->erase("verification");
  return base::dump(*json);
}

struct Calm {
  Folder folder;
  fs::path plan = folder / "plan.json";
  std::map<std::string, std::string> mail;
  std::string report;
  Calm(const std::string& steps, const std::string& source) {
    write_plan(plan, steps);
    const Ran ran = migrator(arguments(plan, folder / "out", source));
    report = counts(ran);
    mail = tree(folder / "out");
    REQUIRE_MESSAGE(mail.contains("index.json"), ran.err);
  }
};

TEST_CASE("killed at any change of the disk, and again on the way back: the same mail") {
  for (const std::string steps : {"one", "two"}) {
    const Calm calm(steps, kHarbor);
    int crashes = 0;
    // A stride that is odd and no divisor of anything: over both modes it meets every kind of step.
    for (int failpoint = 0;; failpoint += failpoint < 12 ? 1 : 5) {
      const Folder folder;
      const auto command = arguments(calm.plan, folder / "out", kHarbor);
      if (!migrator(command, {.failpoint = failpoint}).killed) break;
      ++crashes;
      if (failpoint % 2 == 0 && migrator(command, {.failpoint = failpoint / 2 + 3}).killed)
        ++crashes;
      const Ran ran = migrator(command);
      CAPTURE(steps);
      CAPTURE(failpoint);
      CHECK(counts(ran) == calm.report);
      CHECK(tree(folder / "out") == calm.mail);
    }
    MESSAGE(steps << "-step: killed " << crashes << " times");
    CHECK(crashes >= 40);
  }
}

TEST_CASE("killed at random moments: the same mail, nothing lost, nothing twice") {
  const Folder big;
  const std::string source = big / "source";
  REQUIRE(run_program(
              {"/usr/bin/python3", kHarbor + "/big.py", "3000", "3000", source, "--accounts", "7"})
              .code == 0);
  std::mt19937 random(214836);
  for (const std::string steps : {"one", "two"}) {
    const Calm calm(steps, source);
    int kills = 0, finished = 0;
    for (int round = 0; round < 400 && kills < 15; ++round) {
      const Folder folder;
      const auto command = arguments(calm.plan, folder / "out", source);
      std::int64_t most = 400'000;
      for (int tries = 0; tries < 4; ++tries) {
        std::uniform_int_distribution<std::int64_t> moment(2'000, most);
        if (!migrator(command, {.kill_after_us = moment(random)}).killed) break;
        ++kills;
        most /= 2;
      }
      const Ran ran = migrator(command);
      ++finished;
      CHECK(counts(ran) == calm.report);
      CHECK(tree(folder / "out") == calm.mail);
    }
    MESSAGE(steps << "-step: killed " << kills << " times in " << finished << " runs");
    CHECK(kills >= 15);
  }
}

}  // namespace
}  // namespace migrator::run
