#include <algorithm>

#include "checker/plan/plan.hpp"

namespace checker::plan {
namespace {

using judge::Finding;
using judge::Verdict;

bool open(const Finding& f) {
  return f.verdict == Verdict::unknown || f.verdict == Verdict::checked;
}

struct Asked {
  Question question;
  manifest::Severity worst = manifest::Severity::advice;
};

void ask(std::vector<Asked>& all, const std::string& fact, const Finding& finding,
         const manifest::Knowledge& knowledge) {
  const auto* declared = knowledge.fact(fact);
  if (declared == nullptr || declared->question.empty()) return;
  auto it = std::ranges::find_if(all, [&](const Asked& a) { return a.question.fact == fact; });
  if (it == all.end()) {
    all.push_back({{fact, declared->question, {}}, manifest::Severity::advice});
    it = std::prev(all.end());
  }
  it->worst = std::max(it->worst, finding.rule->severity);
  auto& settles = it->question.settles;
  if (std::ranges::find(settles, finding.rule->id) == settles.end())
    settles.push_back(finding.rule->id);
}

}  // namespace

std::vector<Question> questions(const std::vector<Finding>& meant,
                                const std::vector<Finding>& under_plan,
                                const manifest::Knowledge& knowledge) {
  constexpr std::size_t kMost = 5;  // more than a person answers in one go
  std::vector<Asked> all;
  for (const auto* findings : {&meant, &under_plan})
    for (const Finding& finding : *findings)
      if (open(finding))
        for (const std::string& fact : finding.open_facts) ask(all, fact, finding, knowledge);
  std::ranges::stable_sort(all, [](const Asked& a, const Asked& b) {
    return std::pair(a.worst, a.question.settles.size()) >
           std::pair(b.worst, b.question.settles.size());
  });
  std::vector<Question> out;
  for (Asked& a : all)
    if (out.size() < kMost) out.push_back(std::move(a.question));
  return out;
}

}  // namespace checker::plan
