#include "checker/diagnose/diagnosis.hpp"

#include "tests/checker/diagnose/support.hpp"

using namespace checker::diagnose;
using namespace checker::symptoms;
using checker::judge::Finding;
using checker::judge::Verdict;
namespace manifest = checker::manifest;
using support::ids;
using support::knowledge;
using support::rule;
using support::sets;

namespace {

Diagnosis diagnosed(const std::string& words, const manifest::Knowledge& known) {
  static const std::vector<Finding> kNone;
  // The diagnosis keeps indices and rules only.
  return diagnose(support::seen(words), known, kNone);
}

}  // namespace

TEST_CASE("what explains most comes first, then what fewest others could be") {
  const auto known = knowledge({rule("A", {1}), rule("B", {1, 2}), rule("C", {1}), rule("D", {3})});
  CHECK(ids(diagnosed("1", known)) == "A C B");  // B has an event that was not seen
  CHECK(ids(diagnosed("1 2", known)) == "B A C");
  CHECK(ids(diagnosed("1 3", known)) == "D A C B");
  CHECK(ids(diagnosed("9", known)) == "");
}

TEST_CASE("an error code counts like an event, and by its value") {
  const auto known = knowledge({rule("A", {1}), rule("B", {1}, "", {"0x80040108"}),
                                rule("C", {}, "", {"-1018"}), rule("D", {}, "", {"0x00000003"})});
  CHECK(ids(diagnosed("1 -2147221240", known)) == "B A");
  CHECK(ids(diagnosed("0xFFFFFC06", known)) == "C");
  CHECK(ids(diagnosed("0x3", known)) == "D");
  CHECK(diagnosed("0x80040109", known).unknown_codes.size() == 1);
}

TEST_CASE("a follow-up points at nothing by itself, and supports what others point at") {
  const auto known = knowledge({rule("A", {1, 8002}), rule("B", {1}), rule("C", {8002})},
                               {{8002, "", "errors occurred", true}});
  const Diagnosis alone = diagnosed("8002", known);
  CHECK(alone.candidates.empty());
  CHECK(alone.follow_ups.size() == 1);
  CHECK(alone.unknown_events.empty());
  const Diagnosis both = diagnosed("1 8002", known);
  CHECK(ids(both) == "A B");
  CHECK(both.candidates[0].explained() == 1);
  CHECK(both.candidates[0].follow_ups.size() == 1);
  CHECK(both.candidates[0].unseen.empty());
}

TEST_CASE("sources are compared without case and blanks; strangers never match") {
  const auto known =
      knowledge({rule("A", {1}, "MSExchangeMig"), rule("B", {1}),
                 rule("C", {1}, "MS Exchange MigDS"), rule("D", {2}, "MSExchangeMig")},
                {{2, "MSExchangeMigDS", "of the directory", false}});
  struct Row {
    std::string seen, candidates;
  };
  const Row rows[] = {
      {"1", "A B C"},
      {"MSExchangeMig:1", "A B"},
      {"msexchangemig:1", "A B"},
      {"MSExchangeMigDS:1", "B C"},
      {"Perflib:1", ""},
      {"MSExchangeMig:2", "D"},
      {"MSExchangeMigDS:2", "D"},  // the rule names the wizard, the manifest who logs it
      {"Perflib:2", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.seen);
    CHECK(ids(diagnosed(row.seen, known)) == row.candidates);
  }
  CHECK(diagnosed("Perflib:1", known).foreign.size() == 1);
  CHECK(diagnosed("MSExchangeMig:7", known).unknown_events.size() == 1);
}

TEST_CASE("what a machine cannot have is kept, behind what it can, and is in no set") {
  const auto known = knowledge({rule("A", {1, 2}), rule("B", {1}), rule("C", {2}), rule("D", {1})});
  std::vector<Finding> findings(3);
  findings[0].rule = known.rule("B");
  findings[0].verdict = Verdict::clear;
  findings[1].rule = known.rule("D");
  findings[1].verdict = Verdict::applies;
  findings[2].rule = known.rule("A");
  findings[2].verdict = Verdict::clear;
  const Symptoms seen = support::seen("1 2");
  const Diagnosis diagnosis = diagnose(seen, known, findings);
  CHECK(ids(diagnosis) == "A D C B");  // A explains most, though it is ruled out
  CHECK(diagnosis.candidates[0].is_ruled_out());
  CHECK(diagnosis.candidates[3].is_ruled_out());
  CHECK(sets(diagnosis) == "D+C");
}

TEST_CASE("what only ruled-out problems explain is a group of its own") {
  const auto known =
      knowledge({rule("A", {1}, "", {"0x80040108"}), rule("B", {2}), rule("C", {2})});
  std::vector<Finding> findings(2);
  findings[0].rule = known.rule("A");
  findings[0].verdict = Verdict::clear;
  findings[1].rule = known.rule("B");
  findings[1].verdict = Verdict::clear;
  const Symptoms seen = support::seen("1 2 0x80040108");
  const Diagnosis diagnosis = diagnose(seen, known, findings);
  CHECK(diagnosis.ruled_out_events == std::vector<std::size_t>{0});
  CHECK(diagnosis.ruled_out_codes == std::vector<std::size_t>{0});
  CHECK(sets(diagnosis) == "C");
  CHECK(diagnosis.unknown_events.empty());
}

TEST_CASE("an event of another source never fits a bundled rule") {
  for (const std::string seen : {"MSExchangeMTA:8002", "DrWatson:8092", "MSExchangeIS:8074",
                                 "MSExchangeIS:1052", "MSExchangeMTA:136"}) {
    CAPTURE(seen);
    CHECK(ids(diagnosed(seen, support::bundled())) == "");
  }
  CHECK(ids(diagnosed("8092", support::bundled())) == "Q214836");
  CHECK(ids(diagnosed("MSExchangeMig:8092", support::bundled())) == "Q214836");
  // Who logs a number decides where a rule does not say it.
  const auto known = knowledge({rule("A", {1}), rule("B", {3}, "MSExchangeIS")},
                               {{1, "MSExchangeMig", "of the wizard", false}});
  CHECK(ids(diagnosed("MSExchangeMig:1", known)) == "A");
  CHECK(ids(diagnosed("MSExchangeIS:1", known)) == "");
}

TEST_CASE("of the Web 3 wizard's events two problems together explain all") {
  const Diagnosis diagnosis = diagnosed("8092 8030 8124 8002", support::bundled());
  CHECK(sets(diagnosis) == "Q214822+Q214836");
  CHECK(ids(diagnosis).starts_with("Q214822 Q214836"));
  const Diagnosis alone = diagnosed("8092 0x80040108", support::bundled());
  CHECK(ids(alone) == "Q214836");
}
