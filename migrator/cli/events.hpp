#pragma once
// The events of a run (docs/events.md): what the wizard has a number for has it here, too, so that
// what watches its event log can watch ours.
#include "base/json.hpp"
#include "migrator/run/report.hpp"

namespace migrator::cli {

/// The event, with "id" and "source" where the wizard logs a number for the same thing
/// (manifests/migration/events.json).
base::Json numbered(base::Json event);

using Tell = std::function<void(const base::Json&)>;
/// "begin", and a "control" for each warning and note of a control file.
void tell_begin(const std::string& job, const std::string& source, const std::string& destination,
                const std::string& control_name,
                const std::vector<contract::ControlProblem>& control, const Tell& tell);
/// "extracted", "result" for every owner, "imported", "errors" and "end".
void tell_end(const run::Report& report, const Tell& tell);

}  // namespace migrator::cli
