#include "checker/report/words.hpp"

#include <algorithm>

#include "checker/plan/candidates.hpp"

namespace checker::report {
namespace {

using contract::Plan;

bool installs(const Plan::Change& change) { return change.fact.starts_with(plan::kComponent); }

std::string component_of(const Plan::Change& change) {
  return change.fact.substr(plan::kComponent.size());
}

std::string installation(const Plan::Change& change) {
  return fmt::format("Install {} {} (it is {} now)", component_of(change), to_string(change.to),
                     to_string(change.from));
}

}  // namespace

std::string some_of(const std::vector<std::string>& texts, std::size_t most) {
  if (texts.size() <= most) return listed(texts);
  const auto end = texts.begin() + static_cast<std::ptrdiff_t>(most);
  return fmt::format("{} and {} more", fmt::join(texts.begin(), end, ", "), texts.size() - most);
}

std::string plain(std::string word) {
  std::ranges::replace(word, '-', ' ');
  return word;
}

std::string content_in_words(const std::set<std::string>& members) {
  std::string out;
  for (const std::string& member : members) out += (out.empty() ? "" : ", ") + plain(member);
  return out;
}

std::string perhaps_carried(const contract::Facts& operation) {
  const auto unknown = operation.members("migration.content").unknown;
  if (unknown.empty()) return "";
  return fmt::format("perhaps also {}: nobody has said", content_in_words(unknown));
}

std::string installed_first(const Plan& plan) {
  std::string out;
  for (const auto& change : plan.changes)
    if (installs(change))
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", component_of(change),
                         to_string(change.to));
  return out;
}

std::vector<std::string> steps_in_words(const Plan& plan, std::size_t run) {
  std::vector<std::string> out;
  if (run == 0)
    for (const auto& change : plan.changes)
      if (installs(change)) out.push_back(installation(change));
  const Plan::Pass& pass = plan.passes.at(run);
  std::string carries = pass.content.empty() ? "" : ": " + content_in_words(pass.content);
  if (const std::string perhaps = perhaps_carried(plan.operation); !perhaps.empty())
    carries += (carries.empty() ? ": " : "; ") + perhaps;
  if (pass.steps == "one") {
    out.push_back("Run in one step" + carries);
    return out;
  }
  const std::string phase = plan.operation.word("migration.phase");
  if (phase != "import") out.push_back("Extract to migration files" + carries);
  out.emplace_back(
      "Verify those files: a bad heading or pointer is found here, before anything is imported");
  if (phase != "extract") out.emplace_back("Import the files");
  return out;
}

std::string in_words(const Plan::Change& change) {
  const std::string what = change.fact == plan::kPasses       ? "Number of runs"
                           : change.fact == "migration.steps" ? "Steps"
                           : installs(change)                 ? component_of(change)
                                                              : change.fact;
  return fmt::format("{}: {} instead of {}{}", what, to_string(change.to), to_string(change.from),
                     change.rule.empty() ? "" : ", because of " + change.rule);
}

std::string left_out_in_words(const Plan& plan) {
  if (plan.left_out.empty()) return "nothing";
  return content_in_words({plan.left_out.begin(), plan.left_out.end()});
}

std::string source_in_words(const judge::Finding& finding) {
  return fmt::format("{}; {}", finding.rule->source,
                     finding.basis == manifest::Basis::stated
                         ? "the judgement is stated there"
                         : "the judgement is our conclusion from what is stated there");
}

bool is_to_be_run(const Plan& plan) {
  return plan.status == contract::PlanStatus::clear || plan.status == contract::PlanStatus::safe;
}

std::string plan_heading(const Plan& plan) {
  return is_to_be_run(plan) ? "The plan" : "The best of the plans: do not run it";
}

}  // namespace checker::report
