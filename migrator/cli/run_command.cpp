// run: the whole migration along a plan.
#include "migrator/cli/choice.hpp"
#include "migrator/cli/work.hpp"
#include "migrator/run/job.hpp"

namespace migrator::cli {
namespace {

using base::Result;

struct RunOptions {
  WorkOptions work;
  std::string plan, control;
  bool accept_loss = false;
};

constexpr const char* kSource =
    "give --source SRC: a folder with set.json, a folder of what EXPORT wrote, or a .PKL";

Result<run::Job> job_of(const RunOptions& options) {
  auto plan = contract::read_plan(options.plan);
  if (!plan) {
    base::Error error = std::move(plan).error();
    if (error.hint.empty())
      error.hint =
          "a plan is the JSON that `sidestep check --plan FILE` writes; a control file of "
          "Mailmig.exe is given with --control";
    return error;
  }
  auto job = run::job_of(*plan, options.accept_loss);
  if (!job) return std::move(job).error().during(options.plan);
  return job;
}

// Only a job that Q214836 may strike needs to know what the source holds.
Result<void> check_unplanned(const run::Job& job, const WorkOptions& work) {
  if (!job.both_in_one_step()) return {};
  auto origin = origin_of(settled(work.source), work.profile);
  if (!origin) return std::move(origin).error();
  auto source = run::open_source(*origin);
  if (!source) return std::move(source).error();
  return run::check_one_step(job, **source);
}

// What is done comes from the plan, or else from the control file; whose mail, and of the second
// step the source, from the control file in any case.
Result<Outcome> run_along(const RunOptions& options, const std::string& format) {
  const bool planned = !options.plan.empty();
  run::Control control;
  if (!options.control.empty()) {
    auto read = run::read_control(options.control, planned);
    if (!read) return std::move(read).error();
    control = std::move(*read);
  }
  auto job = planned ? job_of(options) : Result<run::Job>(control.job);
  if (!job) return std::move(job).error();
  WorkOptions work = options.work;
  if (work.source.empty() && control.source) work.source = control.source->string();
  if (work.source.empty())
    return base::Error{
        base::Errc::usage,
        "run: --source is missing" +
            (control.name.empty() ? ""
                                  : ", and " + control.name +
                                        " names no set of migration files that lies beside it"),
        kSource};
  if (auto fits = check_choice(work, *job); !fits) return std::move(fits).error();
  if (!planned)
    if (auto safe = check_unplanned(*job, work); !safe)
      return std::move(safe).error().during(control.name);
  return deliver_to(*job, work, format, control);
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Migrate SRC to DEST along a plan");
  command->add_option("--plan", options->plan, "The plan of `sidestep check --plan`");
  command->add_option("--control", options->control,
                      "A control file of Mailmig.exe: what is done, unless a plan says it, and "
                      "whose mail of which days (Accounts, EmailStart, EmailEnd)");
  command->add_option("--source", options->work.source,
                      "SRC; needed unless --control names a .PKL that lies beside it");
  add_delivery_options(*command, options->work);
  add_profile_option(*command, options->work.profile);
  add_work_options(*command, options->work);
  add_accept_faults(*command, options->work);
  command->add_flag("--accept-loss", options->accept_loss, "Run a plan that leaves content out");
  add_format(*command, chosen);
  command->footer(
      "A run that was broken off goes on when the same command is given again. Examples:\n"
      "  sidestep-migrator run --plan plan.json --source export/ --to maildir:out\n"
      "  sidestep-migrator run --plan plan.json --source export/ --to mbox:out --since 1998-06-02\n"
      "  sidestep-migrator run --control job.txt --source export/ --to eml:out --dry-run");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen]() -> Result<Outcome> {
      if (options->plan.empty() && options->control.empty())
        return base::Error{base::Errc::usage, "run: --plan or --control is missing",
                           "make a plan with `sidestep check --plan FILE`"};
      return run_along(*options, chosen.format);
    };
  });
}

}  // namespace migrator::cli
