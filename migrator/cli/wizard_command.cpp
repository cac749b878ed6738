// wizard: a real Mailmig.exe, run along a plan.
#include <fmt/format.h>

#include "base/json.hpp"
#include "base/shell.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/cli/wizardry.hpp"

namespace migrator::cli {
namespace {

using base::Result;

struct WizardCommand {
  WizardOptions wizard;
  std::string state = "sidestep-wizard", events;
};

// How it went, after what was told meanwhile.
std::string closing(const wizard::Report& report, bool only_extract) {
  if (!report.complete) return "";
  std::string out = "All steps are done.\n";
  if (only_extract)
    for (const auto& set : report.sets())
      out += fmt::format(
          "Next: sidestep-migrator import --files {} --to maildir:PATH\n"
          "      or the same command without --only-extract, for the wizard's own import\n",
          base::shell_word(set.string()));
  return out;
}

Result<Outcome> drive_wizard(const WizardCommand& options, const std::string& format) {
  auto report = run_wizard(options.wizard, settled(options.state), format, options.events);
  if (!report) return std::move(report).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(wizard::to_json(*report)));
  else
    fmt::print("{}", closing(*report, options.wizard.only_extract));
  return Outcome{report->exit_code(), report->stopped};
}

constexpr const char* kWizardFooter =
    "On Windows Mailmig.exe is started directly, elsewhere through --wine. A set with faults is "
    "not\n"
    "imported. A finished step is not run again; an extraction that was broken off begins anew, "
    "in\n"
    "a folder of its own. The password reaches Mailmig.exe as /P:, the only way that it takes "
    "one.\n"
    "Exit codes: 0 all done, 1 done with warnings, 2 errors of the wizard's, or a bad set, 3 "
    "refused.\n"
    "Examples:\n"
    "  sidestep check Bin --control job.txt --plan plan.json\n"
    "  sidestep-migrator wizard --plan plan.json --control job.txt --bin Bin --wine wine\n"
    "  sidestep-migrator wizard --plan plan.json --control job.txt --bin Bin --wine wine \\\n"
    "    --password-file po.txt --repair --only-extract";

}  // namespace

void add_wizard(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<WizardCommand>();
  CLI::App* command = app.add_subcommand("wizard", "Run a real Mailmig.exe along a plan");
  command->add_option("--plan", options->wizard.plan, "The plan of `sidestep check --plan`")
      ->required();
  command
      ->add_option("--control", options->wizard.control,
                   "The control file that the plan was made from")
      ->required();
  add_wizard_options(*command, options->wizard);
  command->get_option("--bin")->required();
  command->add_option("--state", options->state,
                      "Folder of the journal, the control files and the set [sidestep-wizard]");
  command->add_flag("--only-extract", options->wizard.only_extract,
                    "Stop when the set is written and verified");
  command->add_flag("--accept-loss", options->wizard.accept_loss,
                    "Run a plan that leaves content out");
  command->add_flag("--import-again", options->wizard.import_again,
                    "Start an import again that was broken off: what has arrived arrives again");
  command->add_option("--events", options->events, "Write events to standard error: ndjson")
      ->check(CLI::IsMember({"ndjson"}));
  add_format(*command, chosen);
  command->footer(kWizardFooter);
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] { return drive_wizard(*options, chosen.format); };
  });
}

}  // namespace migrator::cli
