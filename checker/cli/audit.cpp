#include "checker/cli/chain.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"

namespace checker::cli {
namespace {

struct AuditOptions {
  std::string file, expect, format = "text";
};

}  // namespace

void add_audit(CLI::App& app, int& code) {
  auto options = std::make_shared<AuditOptions>();
  auto* command = app.add_subcommand("audit", "Whether an audit log is whole");
  command->add_option("FILE", options->file, "The log that --audit wrote")->required();
  command->add_option("--expect", options->expect,
                      "HASH of a record, noted elsewhere, that must be in the log");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "Exit codes: 0 whole, 1 whole but for a line at the end that was cut short, 2 broken, 3 "
      "unusable "
      "input.\n"
      "Example: sidestep check Exchsrvr/Bin --control job.txt --audit audit.log; sidestep audit "
      "audit.log");
  command->callback([options, &code] {
    code = show_chain(options->file, options->expect, options->format == "json");
  });
}

}  // namespace checker::cli
