#include "checker/plan/candidates.hpp"

#include <algorithm>

namespace checker::plan {
namespace {

using contract::Fact;
using contract::FactSet;
using manifest::Knowledge;
using manifest::Remedy;
using manifest::Rule;
using Members = std::vector<std::string>;

constexpr std::size_t kMost = 4096;  // every one is judged by every rule: beyond, ask for fewer
constexpr std::string_view kSteps = "migration.steps", kContent = "migration.content";

bool carries(const FactSet& content, const std::string& member) {
  return content.members.contains(member) || content.unknown.contains(member);
}

bool one_phase(const contract::Facts& meant) {
  const std::string phase = meant.word("migration.phase");
  return !phase.empty() && phase != "both";
}

Members choices_of_steps(const contract::Facts& meant, const std::set<std::string>& pins) {
  const std::string now = meant.word(kSteps);
  if (pins.contains(std::string(kSteps)) || one_phase(meant)) return {now};
  if (now == "two") return {"two", "one"};
  return {"one", "two"};
}

// Content that is or may be carried, and that some blocking rule looks for.
Members removable(const FactSet& content, const Knowledge& knowledge) {
  std::set<std::string> out;
  for (const Rule& rule : knowledge.rules) {
    if (rule.severity != manifest::Severity::block) continue;
    Members asked = members_in(rule.trigger, kContent);
    if (rule.checked) {
      const Members more = members_in(rule.checked->when, kContent);
      asked.insert(asked.end(), more.begin(), more.end());
    }
    for (const std::string& member : asked)
      if (carries(content, member)) out.insert(member);
  }
  return {out.begin(), out.end()};
}

// Each a set of members that some rule would put into a run of their own. The first is none.
std::vector<Members> splits(const contract::Facts& meant, const FactSet& content,
                            const Knowledge& knowledge) {
  std::vector<Members> out = {{}};
  if (one_phase(meant)) return out;
  for (const Rule& rule : knowledge.rules)
    for (const Remedy& remedy : rule.remedies) {
      if (remedy.kind != Remedy::Kind::split) continue;
      Members separate = remedy.separate;
      std::ranges::sort(separate);
      const bool all = std::ranges::all_of(
          separate, [&](const auto& member) { return content.members.contains(member); });
      if (all && std::ranges::find(out, separate) == out.end()) out.push_back(std::move(separate));
    }
  return out;
}

void change(Candidate& candidate, std::string_view name, Fact to) {
  candidate.changes.push_back({"", std::string(name), candidate.facts.get(name), to});
  candidate.facts.set(name, std::move(to));
}

void leave_out(Candidate& candidate, const Members& members) {
  candidate.left_out = members;
  if (members.empty()) return;
  FactSet content = candidate.facts.members(kContent);
  for (const std::string& member : members) {
    content.members.erase(member);
    content.unknown.erase(member);
  }
  change(candidate, kContent, {std::move(content), "plan"});
}

// Two passes, the second with `separate`; one pass where there is nothing to part.
bool divide(Candidate& candidate, const Members& separate) {
  const std::string steps = candidate.facts.word(kSteps);
  if (steps.empty()) return separate.empty();
  std::set<std::string> rest = candidate.facts.members(kContent).members;
  if (separate.empty()) {
    candidate.passes = {{steps, std::move(rest)}};
    return true;
  }
  std::set<std::string> own;
  for (const std::string& member : separate)
    if (rest.erase(member) != 0) own.insert(member);
  if (own.size() != separate.size() || rest.empty()) return false;
  candidate.passes = {{steps, std::move(rest)}, {steps, std::move(own)}};
  candidate.changes.push_back(
      {"", std::string(kPasses), {std::string("1"), ""}, {std::string("2"), "plan"}});
  return true;
}

// The members that the bits of `subset` name.
Members chosen(const Members& members, std::size_t subset) {
  Members out;
  for (std::size_t i = 0; i < members.size(); ++i)
    if ((subset >> i & 1u) != 0) out.push_back(members[i]);
  return out;
}

// Every choice of packages, at most one a component. The first is none.
std::vector<std::vector<std::size_t>> installs(const std::vector<Package>& packages) {
  std::vector<std::vector<std::size_t>> out = {{}};
  for (std::size_t i = 0; i < packages.size() && out.size() <= kMost; ++i)
    for (std::size_t before = out.size(), k = 0; k < before; ++k) {
      const bool taken = std::ranges::any_of(out[k], [&](std::size_t other) {
        return packages[other].component == packages[i].component;
      });
      if (taken) continue;
      out.push_back(out[k]);
      out.back().push_back(i);
    }
  return out;
}

void install(Candidate& candidate, const std::vector<Package>& packages,
             const std::vector<std::size_t>& chosen) {
  candidate.installed = chosen;
  for (const std::size_t i : chosen) {
    candidate.changes.push_back({"",
                                 std::string(kComponent) + packages[i].component,
                                 {},
                                 {version::to_string(packages[i].version), "plan"}});
  }
}

base::Error too_many() {
  return {base::Errc::limit,
          "the operation can be varied in more than 4096 ways: pin some of its facts"};
}

}  // namespace

base::Result<std::vector<Candidate>> candidates(const contract::Facts& meant,
                                                const Knowledge& knowledge,
                                                const Choices& choices) {
  std::vector<Candidate> out;
  if (meant.word("operation") != "migration") {
    out.push_back({meant, {}, {}, {}, {}});
    return out;
  }
  const FactSet content = meant.members(kContent);
  const auto steps = choices_of_steps(meant, choices.pins);
  const auto members =
      choices.pins.contains(std::string(kContent)) ? Members{} : removable(content, knowledge);
  const auto parts = splits(meant, content, knowledge);
  if (members.size() > 12) return too_many();
  const std::size_t subsets = std::size_t{1} << members.size();
  const auto packages = installs(choices.packages);
  if (steps.size() * subsets * packages.size() * parts.size() > kMost) return too_many();
  for (const auto& installed : packages)
    for (const std::string& s : steps)
      for (std::size_t subset = 0; subset < subsets; ++subset)
        for (const Members& separate : parts) {
          Candidate next{meant, {}, {}, {}, {}};
          if (!s.empty() && s != meant.word(kSteps)) change(next, kSteps, {s, "plan"});
          leave_out(next, chosen(members, subset));
          if (!divide(next, separate)) continue;
          install(next, choices.packages, installed);
          out.push_back(std::move(next));
        }
  return out;
}

bool varies(const Rule& rule) {
  const auto asks = [](const manifest::Condition& condition) {
    return std::ranges::any_of(facts_in(condition), [](const std::string& fact) {
      return fact == kSteps || fact == kContent;
    });
  };
  return asks(rule.trigger) || (rule.checked && asks(rule.checked->when));
}

}  // namespace checker::plan
