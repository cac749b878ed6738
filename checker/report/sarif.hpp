#pragma once
// A check as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for
// code-scanning dashboards and editors.
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "checker/report/check_report.hpp"

namespace checker::report {

/// One run: a rule descriptor and a result for each rule, judged as the run was meant. Kind `fail`
/// where a rule applies (error: it blocks; warning: it degrades), `open` where it is unknown,
/// `informational` where advice applies, `notApplicable` or `pass` where it is clear. The result
/// under the plan stands in its properties.
base::Json to_sarif(const CheckReport& report);

/// A path as a URI reference (RFC 3986): relative as it is, absolute as file:///…. Every byte that
/// has no place in a path is percent-encoded, and so is ':' (a first part with one would be a
/// scheme).
std::string file_uri(std::string_view path);

/// Plain text of a SARIF message: braces are doubled, as single ones are placeholders (3.11.5), and
/// what would become a link is none (3.11.6). Control characters are made visible.
std::string sarif_text(std::string_view text);

}  // namespace checker::report
