#include <cstdio>

#include "base/text.hpp"
#include "checker/cli/apart.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/refusal.hpp"
#include "checker/cli/request.hpp"
#include "checker/cli/trail.hpp"

namespace checker::cli {
namespace {

using base::Result;
using report::Format;

struct CheckOptions {
  Request request;
  std::string format = "text", output, plan_file, audit;
};

void tell_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings)
    std::fprintf(stderr, "warning: %s\n", base::printable(warning).c_str());
}

Result<void> write(const Answer& answer, Format format, const CheckOptions& options) {
  const Request& asked = options.request;
  std::vector<NamedFile> inputs = {{"--control", asked.control}, {"--operation", asked.operation}};
  for (const std::string& path : asked.paths) inputs.push_back({"PATH", path});
  auto apart = keep_apart(
      {{"-o", options.output}, {"--plan", options.plan_file}, {"--audit", options.audit}}, inputs,
      answer.inventory);
  if (!apart) return apart;
  const report::CheckReport report = answer.report();
  if (report::leaves_out_warnings(format)) tell_warnings(report.warnings);
  if (!options.plan_file.empty()) {
    const std::string plan = base::dump(contract::to_json(report.planned.plan)) + "\n";
    if (auto done = print(plan, options.plan_file); !done) return done;
  }
  const bool to_terminal = options.output.empty() || options.output == "-";
  return print(report::written(report, format, to_terminal && wants_colour()), options.output);
}

int check(const CheckOptions& options) {
  const Format format = report::format_named(options.format).value_or(Format::text);
  const Trail trail(options.audit, "check", options.request);
  if (auto ready = trail.ready(); !ready) return refuse(ready.error(), format);
  auto answered = answer(options.request, {});
  const Answer* const a = answered ? answered->get() : nullptr;
  const auto done =
      a == nullptr ? Result<void>(std::move(answered).error()) : write(*a, format, options);
  const int exit = done ? static_cast<int>(a->planned.plan.status) : kUnusable;
  const auto noted = trail.end(a, {"end", exit, done ? nullptr : &done.error(), nullptr});
  if (!done) return refuse(done.error(), format);
  return noted ? exit : fail(noted.error(), false);  // the report stands already
}

}  // namespace

void add_check(CLI::App& app, int& code) {
  auto options = std::make_shared<CheckOptions>();
  auto* command =
      app.add_subcommand("check", "What would go wrong here, and the safest way to do it all");
  add_request_options(*command, options->request);
  command->add_option("--format", options->format, "How the report is written (docs/reports.md)")
      ->check(CLI::IsMember(report::format_names()));
  command
      ->add_option("-o,--output", options->output,
                   "Write the report to this file, replaced when it is whole")
      ->check(not_empty());
  command
      ->add_option("--plan", options->plan_file,
                   "Write the plan to this file, for sidestep-migrator")
      ->check(not_empty());
  add_audit_option(*command, options->audit);
  command->footer(
      "Exit codes: 0 clear, 1 safe with a change or a warning, 2 blocked, 3 unknown or unusable "
      "input.\n"
      "Examples:\n"
      "  sidestep check Exchsrvr/Bin --control job.txt\n"
      "  sidestep check bin.zip --set migration.source=cc:mail --set migration.steps=one\n"
      "  sidestep check Exchsrvr/Bin --control job.txt --plan plan.json --format json\n"
      "  sidestep check Exchsrvr/Bin --control job.txt --format sarif -o sidestep.sarif");
  command->callback([options, &code] { code = check(*options); });
}

}  // namespace checker::cli
