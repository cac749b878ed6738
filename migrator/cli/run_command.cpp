// run: the whole migration along a plan.
#include "contract/control_file.hpp"
#include "migrator/cli/work.hpp"
#include "migrator/run/job.hpp"

namespace migrator::cli {
namespace {

using base::Result;

struct Options {
  WorkOptions work;
  std::string plan, control;
  bool accept_loss = false;
};

Result<run::Job> job_of(const Options& options) {
  if (options.plan.empty()) {
    auto control = contract::read_control_file(options.control);
    if (!control) return std::move(control).error();
    return run::job_of(control->facts);
  }
  auto plan = contract::read_plan(options.plan);
  if (!plan) return std::move(plan).error();
  auto job = run::job_of(*plan, options.accept_loss);
  if (!job) return std::move(job).error().during(options.plan);
  return job;
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "Migrate SRC to DEST along a plan");
  auto* plan = command->add_option("--plan", options->plan, "The plan of `sidestep check --plan`");
  auto* control =
      command->add_option("--control", options->control, "A control file of Mailmig.exe, no plan");
  plan->excludes(control);
  command->add_option("--source", options->work.source, "SRC")->required();
  command->add_option("--to", options->work.to, "DEST: maildir:PATH")->required();
  add_profile_option(*command, options->work.profile);
  add_work_options(*command, options->work);
  add_accept_faults(*command, options->work);
  command->add_flag("--accept-loss", options->accept_loss, "Run a plan that leaves content out");
  add_format(*command, chosen);
  command->footer(
      "A run that was broken off goes on when the same command is given again. Examples:\n"
      "  sidestep-migrator run --plan plan.json --source export/ --to maildir:out\n"
      "  sidestep-migrator run --control job.txt --source export/ --to maildir:out");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen]() -> Result<Outcome> {
      if (options->plan.empty() && options->control.empty())
        return base::Error{base::Errc::usage, "run: --plan or --control is missing",
                           "make a plan with `sidestep check --plan FILE`"};
      auto job = job_of(*options);
      if (!job) return std::move(job).error();
      return deliver_to(*job, options->work, chosen.format);
    };
  });
}

}  // namespace migrator::cli
