#pragma once
// The formats that a check can be written in: one table.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checker/report/check_report.hpp"

namespace checker::report {

enum class Format { text, json, csv, junit, sarif, html, nagios, prometheus };

/// As `--format` takes them.
std::vector<std::string> format_names();
std::optional<Format> format_named(std::string_view name);

/// The whole report, ending with a line end. `colour`: for a terminal; only text has any.
std::string written(const CheckReport& report, Format format, bool colour = false);

/// What stands on standard output in the report's place where there is none: for JSON {"error": …},
/// for nagios the status line, which alone is shown; "" for all others.
std::string written(const base::Error& error, Format format);

/// Whether the warnings of a report have no place in this format, and are to be told elsewhere.
bool leaves_out_warnings(Format format);

}  // namespace checker::report
