#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/report/check_report.hpp"

namespace checker::cli {
namespace {

struct Options {
  Request request;
  std::string format = "text", output, plan_file;
};

int check(const Options& options) {
  const bool json = options.format == "json";
  auto answered = answer(options.request, {});
  if (!answered) return fail(answered.error(), json);
  const Answer& a = **answered;
  const report::CheckReport report{a.evidence(), a.planned, a.warnings};
  const std::string text =
      json ? base::dump(report::to_json(report)) + "\n" : report::to_text(report);
  if (auto done = print(text, options.output); !done) return fail(done.error(), json);
  if (!options.plan_file.empty()) {
    const std::string plan = base::dump(contract::to_json(a.planned.plan)) + "\n";
    if (auto done = print(plan, options.plan_file); !done) return fail(done.error(), json);
  }
  return static_cast<int>(a.planned.plan.status);
}

}  // namespace

void add_check(CLI::App& app, int& code) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("check", "What would go wrong here, and the safest way to do it all");
  add_request_options(*command, options->request);
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options->output, "Write the report to this file");
  command->add_option("--plan", options->plan_file,
                      "Write the plan to this file, for sidestep-migrator");
  command->footer(
      "Exit codes: 0 clear, 1 safe with a change or a warning, 2 blocked, 3 unknown or unusable "
      "input.\n"
      "Examples:\n"
      "  sidestep check Exchsrvr/Bin --control job.txt\n"
      "  sidestep check bin.zip --set migration.source=cc:mail --set migration.steps=one\n"
      "  sidestep check Exchsrvr/Bin --control job.txt --plan plan.json --format json");
  command->callback([options, &code] { code = check(*options); });
}

}  // namespace checker::cli
