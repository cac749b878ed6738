#include <algorithm>
#include <map>

#include "checker/plan/plan.hpp"

namespace checker::plan {
namespace {

using contract::Fact;
using contract::FactSet;
using judge::Finding;
using judge::Verdict;
using manifest::Condition;
using manifest::FactDeclaration;

bool open(const Finding& f) {
  return f.verdict == Verdict::unknown || f.verdict == Verdict::checked;
}

// The values of `fact` that the rule tells apart, and one that it does not know.
void collect(const Condition& c, const std::string& fact, std::vector<std::string>& out) {
  if (c.fact == fact) {
    if (!c.text.empty()) out.push_back(c.text);
    out.insert(out.end(), c.names.begin(), c.names.end());
    if (const auto* word = std::get_if<std::string>(&c.value.value)) out.push_back(*word);
  }
  for (const Condition& part : c.parts) collect(part, fact, out);  // at most 16 levels
}

// The set, with those of `members` that nobody has placed yet all in it, or all out of it.
Fact with_members(const Fact& set, const std::vector<std::string>& members, bool in) {
  const auto* known = std::get_if<FactSet>(&set.value);
  FactSet out = known != nullptr ? *known : FactSet{};
  for (const std::string& member : members) {
    if (known != nullptr && out.unknown.erase(member) == 0) continue;
    if (in) out.members.insert(member);
  }
  return {std::move(out), "an answer"};
}

// What somebody could answer, as far as it matters to the rule.
std::vector<Fact> answers(const FactDeclaration& d, const manifest::Rule& rule, const Fact& now) {
  using Type = FactDeclaration::Type;
  std::vector<std::string> told;
  collect(rule.trigger, d.name, told);
  if (rule.checked) collect(rule.checked->when, d.name, told);
  if (d.type == Type::flag) return {{true, ""}, {false, ""}};
  if (d.type == Type::set) return {with_members(now, told, true), with_members(now, told, false)};
  if (d.type == Type::word) told = d.values;
  if (d.type == Type::number) told.push_back("0");
  if (d.type == Type::text) told.push_back("another");
  std::vector<Fact> out;
  for (std::string& word : told) out.push_back({std::move(word), ""});
  return out;
}

// What answers about `fact` do to the rule.
struct Effect {
  bool some = false;   // one of them leaves nothing open
  bool every = false;  // all of them do
};

Effect effect_of(const FactDeclaration& d, const Finding& f, const Judgement& judgement) {
  Effect out{false, true};
  judge::Options options = judgement.options;
  options.trace = judge::Trace::none;
  contract::Facts facts = judgement.evidence.facts;
  for (Fact& answer : answers(d, *f.rule, judgement.evidence.facts.get(d.name))) {
    facts.set(d.name, std::move(answer));
    const bool still = open(judge::judge(*f.rule, {judgement.evidence.measured, facts}, options));
    out.some = out.some || !still;
    out.every = out.every && !still;
  }
  return out;
}

// How much it matters that a rule is settled: what could block first, then what is related to a
// rule that does.
struct Weight {
  manifest::Severity severity = manifest::Severity::advice;
  bool related = false;
  auto operator<=>(const Weight&) const = default;
};

// The rules that the blocking rules name that apply to the run as meant.
std::set<std::string> related_to_what_strikes(const std::vector<Judgement>& judgements) {
  std::set<std::string> out;
  for (const Judgement& judgement : judgements)
    for (const Finding& f : judgement.findings)
      if (f.verdict == Verdict::applies && f.rule->severity == manifest::Severity::block)
        out.insert(f.rule->related.begin(), f.rule->related.end());
  return out;
}

struct Settled {
  Weight weight;
  bool measured = false;  // these very files have the defect
  bool surely = false;    // whatever the answer is
};

using Settling = std::map<std::string, std::map<std::string, Settled>>;

// For each fact the rules that an answer would settle.
Settling all_that_settle(const std::vector<Judgement>& judgements) {
  Settling out;
  const auto related = related_to_what_strikes(judgements);
  for (const Judgement& judgement : judgements)
    for (const Finding& f : judgement.findings) {
      if (!open(f)) continue;
      for (const std::string& fact : f.open_facts) {
        const auto* d = judgement.evidence.knowledge().fact(fact);
        if (d == nullptr || d->question.empty()) continue;
        if (const Effect effect = effect_of(*d, f, judgement); effect.some)
          out[fact].emplace(f.rule->id, Settled{{f.rule->severity, related.contains(f.rule->id)},
                                                judgement.evidence.measured.strikes(*f.rule),
                                                effect.every});
      }
    }
  return out;
}

// What a question brings beside those asked before: of the weightiest rules how many, how many of
// those whatever the answer is, and how many that these files are known to have.
struct Gain {
  Weight weight;
  std::size_t rules = 0, measured = 0, surely = 0;
  auto operator<=>(const Gain&) const = default;
};

Gain gain(const std::map<std::string, Settled>& rules, const std::set<std::string>& settled) {
  Gain out;
  for (const auto& [rule, its] : rules) {
    if (settled.contains(rule) || its.weight < out.weight) continue;
    if (its.weight > out.weight) out = {its.weight, 0, 0, 0};
    ++out.rules;
    out.measured += its.measured ? 1u : 0u;
    out.surely += its.surely ? 1u : 0u;
  }
  return out;
}

}  // namespace

std::vector<Question> questions(const std::vector<Judgement>& judgements) {
  constexpr std::size_t kMost = 5;  // more than a person answers in one go
  Settling left = all_that_settle(judgements);
  std::set<std::string> settled;
  std::vector<Question> out;
  while (out.size() < kMost && !left.empty()) {
    const auto best = std::ranges::max_element(left, [&](const auto& a, const auto& b) {
      return gain(a.second, settled) < gain(b.second, settled);
    });
    if (gain(best->second, settled).rules == 0) break;
    Question next{
        best->first, judgements.front().evidence.knowledge().fact(best->first)->question, {}};
    for (const auto& [rule, its] : best->second) {
      next.settles.push_back(rule);
      settled.insert(rule);
    }
    out.push_back(std::move(next));
    left.erase(best);
  }
  return out;
}

}  // namespace checker::plan
