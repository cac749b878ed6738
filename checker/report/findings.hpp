#pragma once
// The findings of a check in words: what strikes in full, what may strike in a
// line, what is clear by its reason.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {

/// The findings that are not clear, by their place in the report, the worst first.
std::vector<std::size_t> open_findings(const CheckReport& report);

/// Whether a rule is told in full: what goes wrong, and what may block.
bool told_in_full(const judge::Finding& finding);
/// What may strike single items or users, in the same order; without the rules that were not
/// judged.
std::vector<std::size_t> may_strike(const CheckReport& report);
/// The rules that nobody judged: the server's own files, seldom among those of a wizard, are not
/// there.
std::vector<std::string> not_judged(const CheckReport& report);
/// Where nothing is told in full: the rules that would block and do not with these very files, as
/// these are fixed or older than the defect.
std::vector<std::size_t> spared(const CheckReport& report);
/// All other blocking rules that are clear.
std::vector<std::size_t> otherwise_clear(const CheckReport& report);

/// "BLOCKS", "STRIKES", "MAY BLOCK", "may strike", "note", "clear".
std::string word_for(const judge::Finding& finding);

/// The same in a column of eleven, painted by the verdict.
std::string painted_word(const judge::Finding& finding, const Paint& paint);

/// What becomes of a problem along the plan: "the plan below avoids it". `finding`: under the plan.
std::string with_the_plan(const judge::Finding& finding, const contract::Plan& plan);

/// Why the verdict is what it is: what would go wrong, and what may block; of a clear one, what
/// could have.
std::string reasons_text(const CheckReport& report, const Paint& paint = Paint());
/// What may strike single items, and what to know beforehand.
std::string remarks_text(const CheckReport& report, const Paint& paint = Paint());
/// What is clear, by its reason.
std::string clear_text(const CheckReport& report, const Paint& paint = Paint());

/// A component that the report has something to say about: of one that was not found there is one
/// with no file.
struct MeasuredComponent {
  std::string component;
  std::vector<const inventory::FileRecord*> files;
};
/// What was found of the files that rules speak of; then those that some open finding misses.
std::vector<MeasuredComponent> measured_components(const CheckReport& report);

}  // namespace checker::report
