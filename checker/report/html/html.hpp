#pragma once
// A check as one HTML page, for the file of a pre-flight and for printing. It
// loads nothing, runs nothing, and shows every foreign text as text.
#include <string>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// A whole document in UTF-8: the verdict with a picture of the run as meant beside the plan, the
/// reasons, what to do, questions, what was measured, levels, and where all of it comes from.
std::string to_html(const CheckReport& report);

}  // namespace checker::report
