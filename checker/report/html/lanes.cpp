#include "checker/report/html/lanes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "checker/report/findings.hpp"
#include "checker/report/html/words.hpp"
#include "checker/report/words.hpp"

namespace checker::report::html {
namespace {

using contract::Facts;
using contract::Plan;
using judge::Finding;
using judge::Verdict;
using manifest::Concern;
using manifest::Severity;

// One run, or several one after the other, as somebody means to do it.
struct Course {
  const Facts& facts;
  std::vector<Plan::Pass> passes;
  std::vector<std::string> left_out;
  std::vector<Finding> findings;  // the worst first
  const Plan* plan = nullptr;     // of the plan: what it installs first

  std::string phase() const { return facts.word("migration.phase"); }
};

using Wanted = std::function<bool(const Finding&)>;

// "Q214836: One-step run with bulletin boards and personal mailing lists breaks off"
std::vector<std::string> lines_of(const Course& course, const Wanted& wanted) {
  constexpr std::size_t kMost = 4;  // the others are told in full further down
  std::vector<std::string> out;
  std::size_t more = 0;
  for (const Finding& f : course.findings) {
    if (!wanted(f)) continue;
    if (out.size() < kMost)
      out.push_back(fmt::format("{}: {}", f.rule->id, f.rule->title));
    else
      ++more;
  }
  if (more > 0) out.push_back(fmt::format("and {} more, see below", more));
  return out;
}

// What goes wrong at this place of the course: each kind in a box of its own.
void add_troubles(const Course& course, const Wanted& here, std::vector<Box>& boxes) {
  const auto add = [&](Glyph glyph, const char* heading, Verdict verdict, Severity severity) {
    auto lines = lines_of(course, [&](const Finding& f) {
      return f.verdict == verdict && f.rule->severity == severity && here(f);
    });
    if (!lines.empty()) boxes.push_back({glyph, heading, std::move(lines)});
  };
  add(Glyph::trouble, "Goes wrong here", Verdict::applies, Severity::block);
  add(Glyph::doubt, "May go wrong here: too little is known", Verdict::unknown, Severity::block);
  add(Glyph::detour, "Some items or users are struck", Verdict::applies, Severity::degrade);
}

std::vector<std::string> carried(const Course& course, const Plan::Pass& pass) {
  std::vector<std::string> out;
  if (!pass.content.empty()) out.push_back("Carries " + content_in_words(pass.content));
  const auto unknown = course.facts.members("migration.content").unknown;
  if (!unknown.empty())
    out.push_back("Perhaps also " + content_in_words(unknown) + ": nobody has said");
  return out;
}

Box verify(const Course& course) {
  Box box{Glyph::check, "Verify the files", {"Nothing is imported before they are sound"}};
  std::vector<std::string> found;
  for (const Finding& f : course.findings)
    if (f.verdict == Verdict::checked) found.push_back(f.rule->id);
  if (!found.empty()) box.lines.push_back("Finds the damage of " + listed(found));
  return box;
}

void add_two_steps(const Course& course, const Plan::Pass& pass, const std::string& prefix,
                   std::vector<Box>& boxes) {
  const bool extracts = course.phase() != "import", imports = course.phase() != "extract";
  const auto extraction = [](const Finding& f) { return f.rule->concern == Concern::extract; };
  int step = 0;
  const auto numbered = [&](const std::string& text) {
    return fmt::format("{}Step {}: {}", prefix, ++step, text);
  };
  if (extracts) {
    boxes.push_back({Glyph::files, numbered("extract to files"), carried(course, pass)});
    add_troubles(course, extraction, boxes);
  }
  // The run as meant verifies nothing: that is what the plan adds.
  if (course.plan != nullptr) {
    Box check = verify(course);
    check.heading = numbered("verify the files");
    boxes.push_back(std::move(check));
  }
  if (imports) boxes.push_back({Glyph::work, numbered("import the files"), {}});
  add_troubles(
      course, [&](const Finding& f) { return !extracts || !extraction(f); }, boxes);
}

void add_pass(const Course& course, const Plan::Pass& pass, std::size_t number,
              std::vector<Box>& boxes) {
  const std::string prefix =
      course.passes.size() > 1 ? fmt::format("Run {} of {}. ", number, course.passes.size()) : "";
  if (pass.steps == "two") return add_two_steps(course, pass, prefix, boxes);
  const char* what = pass.steps == "one" ? "One step: extract and import together"
                                         : "One step or two: nobody has said";
  boxes.push_back({Glyph::work, prefix + what, carried(course, pass)});
}

void add_installed(const Course& course, std::vector<Box>& boxes) {
  if (course.plan == nullptr) return;
  for (const auto& change : course.plan->changes)
    if (change.fact.starts_with(plan::kComponent))
      boxes.push_back(
          {Glyph::files,
           fmt::format("First install {} {}", change.fact.substr(plan::kComponent.size()),
                       to_string(change.to)),
           {fmt::format("It is {} now ({})", to_string(change.from), change.rule)}});
}

// Where the mail arrives, or the files that wait for their import.
Box end_of(const Course& course) {
  const bool kept = course.phase() == "extract";
  Box box{Glyph::place, kept ? "Migration files, kept" : destination_of(course.facts), {}};
  const auto blocking = [&](Verdict verdict) {
    return std::ranges::any_of(course.findings, [&](const Finding& f) {
      return f.verdict == verdict && f.rule->severity == Severity::block;
    });
  };
  if (blocking(Verdict::applies))
    return {Glyph::trouble, box.heading, {"Not everything arrives here"}};
  if (blocking(Verdict::unknown))
    return {Glyph::doubt, box.heading, {"Perhaps not everything arrives here"}};
  box.glyph = Glyph::fine;
  box.lines = {"No known problem stops this run"};
  return box;
}

std::vector<Box> boxes_of(const Course& course) {
  std::vector<Box> boxes;
  add_installed(course, boxes);
  if (course.phase() == "import")
    boxes.push_back({Glyph::files, "Migration files", {"Extracted before"}});
  else
    boxes.push_back({Glyph::place, source_of(course.facts), {}});
  std::size_t number = 0;
  for (const Plan::Pass& pass : course.passes) add_pass(course, pass, ++number, boxes);
  const bool two = !course.passes.empty() && course.passes.back().steps == "two";
  if (!two)
    add_troubles(
        course, [](const Finding&) { return true; }, boxes);
  boxes.push_back(end_of(course));
  if (!course.left_out.empty()) {
    std::set<std::string> members(course.left_out.begin(), course.left_out.end());
    boxes.push_back(
        {Glyph::aside, "Left out: " + content_in_words(members), {"It stays where it is"}});
  }
  return boxes;
}

// In the order in which the page tells them.
std::vector<Finding> ordered(const CheckReport& report, const std::vector<Finding>& findings) {
  std::vector<Finding> out;
  const std::vector<std::size_t> order = open_findings(report);
  for (const std::size_t i : order) out.push_back(findings[i]);
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (std::ranges::find(order, i) == order.end()) out.push_back(findings[i]);
  return out;
}

Course meant(const CheckReport& report) {
  const Facts& facts = report.evidence.facts;
  const auto excluded = facts.members("migration.excluded").members;
  return {facts,
          {{facts.word("migration.steps"), facts.members("migration.content").members}},
          {excluded.begin(), excluded.end()},
          ordered(report, report.planned.meant)};
}

std::string title_of(const CheckReport& report) {
  switch (report.planned.plan.status) {
    case contract::PlanStatus::blocked:
      return "The best that is allowed: not good enough";
    case contract::PlanStatus::unknown:
      return "The best that is known: not sure enough";
    case contract::PlanStatus::clear:
    case contract::PlanStatus::safe:
      break;
  }
  return "The plan: what to do instead";
}

std::string unchanged_title(const CheckReport& report) {
  const auto status = report.planned.plan.status;
  const bool runs = status == contract::PlanStatus::clear || status == contract::PlanStatus::safe;
  return runs ? "As you meant it: nothing has to change" : "As you meant it: no other way is known";
}

}  // namespace

std::vector<Lane> lanes_of(const CheckReport& report) {
  const Plan& plan = report.planned.plan;
  if (plan.passes.empty()) return {};
  const auto excluded = report.evidence.facts.members("migration.excluded").members;
  Course planned{plan.operation, plan.passes, plan.left_out,
                 ordered(report, report.planned.under_plan), &plan};
  if (plan.changes.empty() && plan.passes.size() == 1) {
    planned.left_out.assign(excluded.begin(), excluded.end());
    return {{"meant", unchanged_title(report), boxes_of(planned)}};
  }
  return {{"meant", "As you meant it", boxes_of(meant(report))},
          {"planned", title_of(report), boxes_of(planned)}};
}

std::string telling(const Lane& lane) {
  std::string out;
  for (const Box& box : lane.boxes) {
    out += (out.empty() ? "" : " Then: ") + box.heading + ".";
    for (const std::string& line : box.lines) out += " " + line + ".";
  }
  return out;
}

}  // namespace checker::report::html
