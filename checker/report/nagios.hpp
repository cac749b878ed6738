#pragma once
// A check as one line for Nagios, Icinga and their kin (Monitoring Plugins
// Development Guidelines: the status line and its performance data).
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "checker/report/check_report.hpp"

namespace checker::report {

/// "SIDESTEP WARNING - SAFE WITH A CHANGE: …; blocking: Q214836 … | 'blocking'=1;0;;0 …" and a line
/// end. The word is that of the exit code (0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN).
std::string to_nagios(const CheckReport& report);

/// "SIDESTEP UNKNOWN - …" for a check that came to no verdict; it goes with exit code 3.
std::string to_nagios(const base::Error& error);

/// At most `most` bytes and "…", as a status line may hold it: no line end, no control character,
/// and no '|', which would begin the performance data (made visible as \x7c).
std::string status_text(std::string_view text, std::size_t most);

}  // namespace checker::report
