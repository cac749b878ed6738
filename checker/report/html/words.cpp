#include "checker/report/html/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/path.hpp"
#include "checker/report/summary.hpp"

namespace checker::report::html {

using contract::PlanStatus;
using manifest::Severity;

Headline headline_of(const CheckReport& report) {
  const std::string line = headline(report);
  const auto colon = line.find(": ");
  if (colon == std::string::npos) return {line, ""};
  std::string sentence = line.substr(colon + 2);
  if (!sentence.empty() && sentence.front() >= 'a' && sentence.front() <= 'z')
    sentence.front() = static_cast<char>(sentence.front() - 'a' + 'A');
  return {line.substr(0, colon), std::move(sentence)};
}

std::string status_class(PlanStatus status) {
  switch (status) {
    case PlanStatus::clear:
      return "good";
    case PlanStatus::safe:
      return "care";
    case PlanStatus::blocked:
      return "bad";
    case PlanStatus::unknown:
      return "doubt";
  }
  return "doubt";
}

std::string finding_class(const judge::Finding& finding) {
  if (finding.verdict == judge::Verdict::clear || finding.verdict == judge::Verdict::checked)
    return "good";
  if (finding.verdict == judge::Verdict::unknown) return "doubt";
  return finding.rule->severity == Severity::block ? "bad" : "care";
}

std::string source_of(const contract::Facts& facts) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames{{
      {"cc:mail", "cc:Mail"},
      {"notes", "Lotus Notes"},
      {"groupwise", "GroupWise"},
      {"ms-mail", "Microsoft Mail"},
      {"collabra", "Collabra Share"},
      {"ldap", "A directory (LDAP)"},
      {"imap", "An IMAP server"},
      {"files", "Migration files"},
  }};
  const std::string word = facts.word("migration.source");
  const auto* it = std::ranges::find(kNames, word, [](const auto& pair) { return pair.first; });
  std::string out = it != kNames.end() ? std::string(it->second)
                    : word.empty()     ? "The old mail system"
                                       : word;
  const std::string office = facts.word("source.post_office");
  return office.empty() ? out : out + " post office " + office;
}

std::string destination_of(const contract::Facts& facts) {
  return facts.word("migration.destination") == "pst" ? "Personal folder files (.PST)"
                                                      : "Exchange mailboxes";
}

std::string subject(const CheckReport& report) {
  const contract::Facts& facts = report.evidence.facts;
  return report.planned.plan.passes.empty() ? ""
                                            : source_of(facts) + " to " + destination_of(facts);
}

std::string anchor(const manifest::Rule& rule) { return "rule-" + base::safe_name(rule.id, " "); }

}  // namespace checker::report::html
