#pragma once
// What both formats of a diagnosis say in the same words.
#include <string>
#include <vector>

#include "checker/report/diagnosis_report.hpp"

namespace checker::report {

/// "8092", "8092 (MSExchangeMig)".
std::string shown(const symptoms::SeenEvent& event);
std::vector<std::string> shown_events(const DiagnosisReport& report,
                                      const std::vector<std::size_t>& events);
std::vector<std::string> shown_codes(const DiagnosisReport& report,
                                     const std::vector<std::size_t>& codes);

/// "0x80040108", "-2147221240 (0x80040108)" where somebody typed it so.
std::string shown_code(const DiagnosisReport& report, std::uint32_t code);

/// The answer in a few sentences.
std::string headline(const DiagnosisReport& report);

/// What the machine, or the operation, says of a candidate: "this machine cannot have it: it has
/// the fix"; "" where there is nothing to say.
std::string standing(const DiagnosisReport& report, const diagnose::Candidate& candidate);

/// Why a candidate is judged so, line by line; what nobody measured is not called missing.
std::vector<std::string> reasons(const DiagnosisReport& report,
                                 const diagnose::Candidate& candidate);

/// What somebody should look at, to know whether it is this one: files with their versions, then
/// questions with the fact that answers them; at most kMostToConfirm.
std::vector<std::string> to_confirm(const DiagnosisReport& report,
                                    const diagnose::Candidate& candidate);
inline constexpr std::size_t kMostToConfirm = 6;

/// Candidates of one set, by id.
std::vector<std::string> ids_of(const DiagnosisReport& report, const std::vector<std::size_t>& set);

}  // namespace checker::report
