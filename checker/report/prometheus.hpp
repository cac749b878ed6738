#pragma once
// A check as a text file for the textfile collector of Prometheus's
// node_exporter (text exposition format 0.0.4).
#include <string>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// Gauges with HELP and TYPE. The same series every time, but one for each blocking rule that
/// applies or is unknown, and for each manifest.
std::string to_prometheus(const CheckReport& report);

}  // namespace checker::report
