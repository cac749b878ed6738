#pragma once
// A diagnosis, in words and as JSON: which known problems fit what was seen, and
// which of them a machine can have.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/diagnose/diagnosis.hpp"
#include "checker/events/event_log.hpp"
#include "checker/report/check_report.hpp"

namespace checker::report {

/// All that a diagnosis says; both formats are written from this. Borrowed.
struct DiagnosisReport {
  const manifest::Knowledge& knowledge;
  const symptoms::Symptoms& symptoms;    // given by hand and found in logs, together
  const diagnose::Diagnosis& diagnosis;  // of them
  std::vector<events::EventLog> logs;
  bool measured = false;   // the findings are about the files of a machine
  bool operation = false;  // … and about an operation that somebody gave
  std::vector<std::string> warnings;
  Stamp stamp;
};

/// 80 columns: the answer, what was seen, the candidates, what is ruled out, what fits together.
std::string to_text(const DiagnosisReport& report);

/// Whether some log was not read to its end: what nothing was found of may stand in the rest.
bool is_incomplete(const DiagnosisReport& report);

/// {complete, seen, logs, candidates, ruled_out, together, follow_ups, unexplained, measured, …}
base::Json to_json(const DiagnosisReport& report);

}  // namespace checker::report
