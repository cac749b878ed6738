#pragma once
// A check as a JUnit report, for the test pages of build servers.
#include <string>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// One test suite, one test case a rule, judged as the run was meant. A rule that applies is a
/// failure, one that is unknown an error; advice is neither: what applies is passed with its words
/// as output, what is unknown is skipped. A rule that is clear because it is about something else
/// (`not-applicable`, `outside`) is skipped, any other clear one is passed.
std::string to_junit(const CheckReport& report);

}  // namespace checker::report
