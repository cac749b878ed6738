#pragma once
// Words of the page, for people who do not know the names of facts.
#include <set>
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"

namespace checker::report::html {

/// "SAFE WITH A CHANGE", and the rest of the headline as a sentence.
struct Headline {
  std::string word, sentence;
};
Headline headline_of(const CheckReport& report);

/// The class of the status in the style sheet: "good", "care", "bad", "doubt".
std::string status_class(contract::PlanStatus status);
/// The same of a finding.
std::string finding_class(const judge::Finding& finding);

/// "cc:Mail post office HARBOR"
std::string source_of(const contract::Facts& facts);
/// "Exchange mailboxes"
std::string destination_of(const contract::Facts& facts);

/// "cc:Mail post office HARBOR to Exchange mailboxes"; "" where no run was described.
std::string subject(const CheckReport& report);

/// The id of the part of the page about a rule.
std::string anchor(const manifest::Rule& rule);

}  // namespace checker::report::html
