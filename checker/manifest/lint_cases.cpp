#include <unordered_set>

#include "checker/manifest/lint.hpp"
#include "checker/manifest/possible.hpp"

namespace checker::manifest {
namespace {

using Level = Remark::Level;

constexpr std::size_t kShownErrors = 20;  // of one file; the rest is likely of one cause

RulesById by_id(const Library& library) {
  RulesById out;
  for (const Library::Shelved& each : library.manifests)
    for (const Rule& rule : each.manifest.rules) out.emplace(rule.id, &rule);
  return out;
}

void check_file(const CaseFile& file, const Declared& declared, const RulesById& rules,
                std::vector<Remark>& remarks) {
  std::size_t shown = 0;
  for (const Case& one : file.cases) {
    for (Remark& remark : check_case(one, declared, rules)) {
      remarks.push_back(std::move(remark));
      ++shown;
    }
    if (shown < kShownErrors) continue;
    remarks.push_back({Level::error, one.where, "the cases behind this one were not looked at"});
    return;
  }
}

/// What the cases show of the rules.
struct Shown {
  std::unordered_set<std::string> applies, clear, unknown;
};

Shown shown_by(const std::vector<CaseFile>& files) {
  Shown out;
  for (const CaseFile& file : files)
    for (const Case& one : file.cases)
      for (const auto& [rule, answer] : one.expect)
        (expects_clear(answer)     ? out.clear
         : expects_unknown(answer) ? out.unknown
                                   : out.applies)
            .insert(rule);
  return out;
}

// Whether anything at all makes the rule clear: some rules hold for every server.
bool may_be_clear(const Rule& rule, const Declared& declared) {
  if (!rule.affects.empty() || rule.operation != "any" || rule.concern != Concern::server)
    return true;
  Condition opposite;
  opposite.kind = Condition::Kind::negation;
  opposite.parts = {rule.trigger};
  return can_hold(opposite, declared);
}

void check_rule(const Rule& rule, const std::string& place, const Declared& declared,
                const Shown& shown, std::vector<Remark>& remarks) {
  if (!can_hold(rule, declared, Unknowns::may_hold)) return;  // that is said elsewhere
  const auto warn = [&](const std::string& what) {
    remarks.push_back({Level::warning, place, rule.id + ": no case in which it " + what});
  };
  // What nobody knows never makes a rule apply.
  if (can_hold(rule, declared, Unknowns::never_hold)) {
    if (!shown.applies.contains(rule.id)) warn("applies");
  } else if (!shown.unknown.contains(rule.id)) {
    warn("is unknown, which is the most that it can be");
  }
  if (!shown.clear.contains(rule.id) && may_be_clear(rule, declared)) warn("is clear");
}

}  // namespace

void lint_cases(const Library& library, const Declared& declared,
                const std::vector<CaseFile>& cases, std::vector<Remark>& remarks) {
  const RulesById rules = by_id(library);
  for (const CaseFile& file : cases)
    if (!file.context) check_file(file, declared, rules, remarks);
  const Shown shown = shown_by(cases);
  for (const Library::Shelved& each : library.manifests) {
    if (each.context) continue;
    for (std::size_t i = 0; i < each.manifest.rules.size(); ++i)
      check_rule(each.manifest.rules[i], each.manifest.place("rules", i), declared, shown, remarks);
  }
}

}  // namespace checker::manifest
