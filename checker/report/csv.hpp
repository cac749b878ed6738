#pragma once
// The findings of a check as CSV, for spreadsheets and scripts.
#include <string>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// RFC 4180 with a head: one row a rule, in the order of the rules. A list in a cell is parted by
/// "; ". Every row carries where it comes from, so that rows can be sorted, filtered and passed on.
std::string to_csv(const CheckReport& report);

}  // namespace checker::report
