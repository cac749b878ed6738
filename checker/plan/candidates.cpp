#include "checker/plan/candidates.hpp"

#include <algorithm>

namespace checker::plan {
namespace {

using contract::Fact;
using contract::FactSet;

constexpr std::size_t kMost = 4096;  // every one is judged by every rule: beyond, ask for fewer

std::vector<std::string> choices_of_steps(const contract::Facts& meant,
                                          const std::set<std::string>& pins) {
  const std::string now = meant.word("migration.steps");
  const std::string phase = meant.word("migration.phase");
  const bool fixed = pins.contains("migration.steps") || (!phase.empty() && phase != "both");
  if (fixed) return {now};
  if (now == "two") return {"two", "one"};
  return {"one", "two"};
}

// Content that some rule looks for, and that is or may be carried.
std::vector<std::string> removable(const contract::Facts& meant,
                                   const manifest::Knowledge& knowledge,
                                   const std::set<std::string>& pins) {
  std::vector<std::string> out;
  if (pins.contains("migration.content")) return out;
  const FactSet content = meant.members("migration.content");
  for (const manifest::Rule& rule : knowledge.rules)
    for (const std::string& member : members_in(rule.trigger, "migration.content"))
      if ((content.members.contains(member) || content.unknown.contains(member)) &&
          std::ranges::find(out, member) == out.end())
        out.push_back(member);
  std::ranges::sort(out);
  return out;
}

void change(Candidate& candidate, const std::string& name, Fact to) {
  candidate.changes.push_back({"", name, candidate.facts.get(name), to});
  candidate.facts.set(name, std::move(to));
}

Candidate vary(const contract::Facts& meant, const std::string& steps,
               const std::vector<std::string>& leave_out) {
  Candidate out{meant, {}, leave_out};
  if (!steps.empty() && steps != meant.word("migration.steps"))
    change(out, "migration.steps", {steps, "plan"});
  if (leave_out.empty()) return out;
  FactSet content = meant.members("migration.content");
  for (const std::string& member : leave_out) {
    content.members.erase(member);
    content.unknown.erase(member);
  }
  change(out, "migration.content", {std::move(content), "plan"});
  return out;
}

}  // namespace

base::Result<std::vector<Candidate>> candidates(const contract::Facts& meant,
                                                const manifest::Knowledge& knowledge,
                                                const std::set<std::string>& pins) {
  std::vector<Candidate> out;
  if (meant.word("operation") != "migration") {
    out.push_back({meant, {}, {}});
    return out;
  }
  const auto steps = choices_of_steps(meant, pins);
  const auto members = removable(meant, knowledge, pins);
  if (members.size() > 12 || (steps.size() << members.size()) > kMost)
    return base::Error{base::Errc::limit,
                       "the operation can be varied in more than 4096 ways: pin some of its facts"};
  for (const std::string& s : steps)
    for (std::size_t subset = 0; subset < (std::size_t{1} << members.size()); ++subset) {
      std::vector<std::string> leave_out;
      for (std::size_t i = 0; i < members.size(); ++i)
        if ((subset >> i & 1u) != 0) leave_out.push_back(members[i]);
      out.push_back(vary(meant, s, leave_out));
    }
  return out;
}

}  // namespace checker::plan
