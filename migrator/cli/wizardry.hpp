#pragma once
// What the commands that start a real Mailmig.exe have in common.
#include <string>

#include "migrator/cli/commands.hpp"
#include "migrator/wizard/wizard.hpp"

namespace migrator::cli {

/// The word of --source that stands for an extraction by the wizard.
inline constexpr std::string_view kWizardSource = "wizard";

struct WizardOptions {
  std::string plan, control, bin, wine, password_file, password_env;
  bool repair = false, only_extract = false, accept_loss = false, import_again = false;

  /// Whether any of what add_wizard_options() declares was given.
  bool given() const;
};

/// --bin, --wine, --repair, --password-file, --password-env.
void add_wizard_options(CLI::App& command, WizardOptions& options);

/// Runs the wizard along the plan, in `state`. What happens is told on standard output as it
/// happens, unless `format` is "json"; as events where `events` is "ndjson".
base::Result<wizard::Report> run_wizard(const WizardOptions& options,
                                        const std::filesystem::path& state,
                                        const std::string& format, const std::string& events);

}  // namespace migrator::cli
