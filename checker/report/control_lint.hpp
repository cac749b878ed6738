#pragma once
// What is wrong with a control file, as compilers print it and as JSON.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "contract/control_file.hpp"

namespace checker::report {

/// What lint_control_file says of one file. Borrowed.
struct ControlLint {
  std::string file;  // as the operator gave it
  bool marked = false;
  const std::vector<contract::ControlProblem>& problems;
};

/// A line "FILE:LINE: error: …" for each, with what to write instead below it; the summary last.
std::string to_text(const ControlLint& lint);
/// {report, file, marked, errors, warnings, notes, problems: [{line, level, message, instead,
/// article}]}
base::Json to_json(const ControlLint& lint);

}  // namespace checker::report
