// Random control files of every mode and random plans for them: what is written,
// read again, says what the plan says, and nothing of the original is lost.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "contract/control_file.hpp"
#include "contract/control_lint.hpp"
#include "contract/rewrite/rewrite.hpp"
#include "tests/support/dice.hpp"

using namespace contract::rewrite;
using contract::FactSet;
using contract::Plan;
using support::Dice;

namespace {

const char* const kModes[] = {"FILE",    "MSMAILPC", "CCMAIL", "COLLABRA", "NOTES",
                              "GRPWISE", "GRPWISE5", "ADSI",   "IMAP"};

std::string value_for(const contract::Keyword& keyword, Dice& dice) {
  using Kind = contract::Keyword::Kind;
  switch (keyword.kind) {
    case Kind::flag:
      return dice.one_in(3) ? "FALSE" : dice.one_in(2) ? "TRUE" : "true";
    case Kind::digits14:
      return "19990101000000";
    case Kind::port:
      return "389";
    case Kind::word:
      return std::string(keyword.values[dice.below(keyword.values.size())]);
    case Kind::path:
    case Kind::text:
      return dice.one_in(5) ? "M\xFC, x" : "C:\\X\\";
  }
  return "";
}

void add_noise(std::string& out, Dice& dice, const char* end) {
  if (dice.one_in(4)) out += std::string("! comment \xE4 ") + std::to_string(dice.below(9)) + end;
  if (dice.one_in(9)) out += std::string("  ") + end;
}

// A usable file; "" where chance made none.
std::string random_file(Dice& dice) {
  const auto& mode = *contract::find_mode(kModes[dice.below(std::size(kModes))]);
  const char* end = dice.one_in(2) ? "\r\n" : "\n";
  std::string out;
  add_noise(out, dice, end);
  out += "Mode" + std::string(dice.one_in(3) ? " , " : ",") + std::string(mode.name) + end;
  const std::size_t often = 1 + dice.below(3);
  for (const std::string& name : contract::keyword_names()) {
    if (name == "Mode" || !mode.has(name)) continue;
    const bool needed = name == "File" || name == "Postoffice" || name == "Accounts" ||
                        name == "POName" || name == "GWDomain" || name == "PSTPath";
    if (!needed && !dice.one_in(often + 1)) continue;
    add_noise(out, dice, end);
    out += (dice.one_in(4) ? base::lower(name) : name) + "," +
           value_for(*contract::find_keyword(name), dice) + (dice.one_in(5) ? " " : "") + end;
  }
  if (dice.one_in(3)) out += "\x1A";
  return contract::parse_control_file(out, "job.txt").usable() ? out : "";
}

Plan random_plan(const contract::Facts& facts, Dice& dice) {
  Plan plan;
  plan.operation = facts;
  std::string steps = facts.word("migration.steps");
  if (facts.word("migration.phase") == "both" && dice.one_in(2)) steps = "two";
  plan.operation.set("migration.steps", {steps, "plan"});
  FactSet content = facts.members("migration.content");
  for (const std::string& member : facts.members("migration.content").members)
    if (dice.one_in(5)) content.members.erase(member);
  plan.operation.set("migration.content", {content, "plan"});
  plan.passes = {{steps, content.members}};
  if (content.members.size() > 1 && facts.word("migration.phase") == "both" && dice.one_in(4)) {
    const std::string own = *content.members.rbegin();
    plan.passes.front().content.erase(own);
    plan.passes.push_back({steps, {own}});
  }
  return plan;
}

// The file before it was rewritten, from what stands in it.
std::string undone(const ControlText& file) {
  auto document = contract::ControlDocument::parse(file.text);
  std::vector<std::string> added;
  for (const Change& change : file.changes)
    if (change.was.empty()) added.push_back(change.now);
  for (std::size_t i = 0; i < document.lines().size();) {
    const std::string text = document.lines()[i].text;
    const auto drop = std::find(added.begin(), added.end(), text);
    if (text.starts_with("! Sidestep: ")) {
      document.erase(i);
    } else if (text.starts_with(kWas)) {
      document.replace(i + 1, text.substr(kWas.size()));
      document.erase(i);
    } else if (drop != added.end()) {
      added.erase(drop);
      document.erase(i);
    } else {
      if (text.starts_with(kAside)) document.replace(i, text.substr(kAside.size()));
      ++i;
    }
  }
  return document.text();
}

// Content that keywords of both modes speak of, and that is left out.
std::set<std::string> left_out(const contract::Facts& facts, const contract::Mode& of,
                               const contract::Mode& and_of) {
  std::set<std::string> out;
  const FactSet content = facts.members("migration.content");
  for (const auto& c : contract::content_keywords()) {
    const std::string member(c.member);
    if (!of.has(c.keyword) || !and_of.has(c.keyword)) continue;
    if (!content.members.contains(member) && !content.unknown.contains(member)) out.insert(member);
  }
  return out;
}

std::set<std::string> warnings_of(const std::string& text) {
  std::set<std::string> out;
  for (const auto& problem : contract::lint_control_file(text, "job.txt"))
    if (problem.kind == contract::ControlProblem::Kind::warning) out.insert(problem.message);
  return out;
}

void check_facts(const ControlText& file, const contract::Facts& wanted,
                 const contract::Mode& original, bool import_of_two) {
  const auto control = contract::parse_control_file(file.text, "job.txt");
  CHECK(control.marked == import_of_two);
  int errors = 0;
  for (const auto& problem : control.problems)
    errors += problem.kind == contract::ControlProblem::Kind::error;
  CHECK(errors == (import_of_two ? 1 : 0));
  const contract::Facts& facts = control.facts;
  CHECK(facts.word("migration.steps") == wanted.word("migration.steps"));
  CHECK(facts.word("migration.phase") ==
        (file.step == Step::one_step ? "both" : std::string(to_string(file.step))));
  if (file.step != Step::extract || wanted.word("migration.phase") == "extract")
    CHECK(facts.get("migration.destination").value == wanted.get("migration.destination").value);
  if (!import_of_two) {
    CHECK(facts.word("migration.source") == wanted.word("migration.source"));
    CHECK(facts.word("source.post_office") == wanted.word("source.post_office"));
  }
  // The import can forbid what it has a keyword for; the rest was left out by the extraction.
  const contract::Mode& mode = *contract::find_mode(control.mode);
  CHECK(left_out(facts, mode, original) == left_out(wanted, mode, original));
}

}  // namespace

TEST_CASE("what is written says what the plan says, and the original is still in it") {
  Dice dice(20261);
  int files = 0, by_hand = 0, changed = 0, marked = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string text = random_file(dice);
    if (text.empty()) continue;
    CAPTURE(text);
    const auto control = contract::parse_control_file(text, "job.txt");
    const contract::Mode& mode = *contract::find_mode(control.mode);
    const contract::Facts& facts = control.facts;
    const Plan plan = random_plan(facts, dice);
    const auto out = rewrite({text, plan, facts});
    REQUIRE(out);
    REQUIRE(out->stages.size() == plan.passes.size());
    for (const Stage& stage : out->stages) {
      CHECK(stage.by_hand.empty() != stage.files.empty());
      by_hand += !stage.by_hand.empty();
      const auto wanted = contract::facts_of(plan.operation, plan.passes[stage.run - 1]);
      for (const ControlText& file : stage.files) {
        CAPTURE(file.text);
        ++files;
        changed += !file.changes.empty();
        marked += file.marked;
        check_facts(file, wanted, mode, file.marked);
        CHECK(undone(file) == text);
        const auto before = warnings_of(text);
        for (const std::string& warning : warnings_of(file.text)) {
          CAPTURE(warning);
          CHECK(before.contains(warning));
        }
      }
    }
  }
  MESSAGE(files << " files, " << changed << " changed, " << marked << " marked, " << by_hand
                << " runs by hand");
  CHECK(files > 1000);
  CHECK(changed > 500);
  CHECK(marked > 200);
  CHECK(by_hand > 100);
}
