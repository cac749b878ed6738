// run: the whole migration along a plan.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "migrator/cli/choice.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/cli/wizardry.hpp"
#include "migrator/cli/work.hpp"
#include "migrator/run/job.hpp"

namespace migrator::cli {
namespace {

using base::Result;

struct RunOptions {
  WorkOptions work;
  WizardOptions wizard;
  std::string plan, control;
  bool accept_loss = false;
};

constexpr const char* kSource =
    "give --source SRC: a folder with set.json, a folder of what EXPORT wrote, or a .PKL";

bool by_wizard(const RunOptions& options) { return options.work.source == kWizardSource; }

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

// Where the wizard's journal and its set are kept.
Result<std::filesystem::path> wizard_state(const WorkOptions& work) {
  auto to = parse_destination(work.to);  // refused before anything is extracted
  if (!to) return std::move(to).error();
  if (to->server && work.state.empty())
    return base::Error{base::Errc::usage, "--state is missing: a server keeps no ledger",
                       "give --state a folder of this run, the same each time"};
  return (work.state.empty() ? to->path / ".sidestep" : settled(work.state)) / "wizard";
}

Result<void> check_wizard(const RunOptions& options) {
  const auto wrong = [](const char* what, const char* hint) {
    return base::Error{base::Errc::usage, what, hint};
  };
  if (!by_wizard(options)) {
    if (!options.wizard.given()) return {};
    return wrong("--bin, --wine, --repair and --password-… belong to --source wizard", "");
  }
  if (options.plan.empty() || options.control.empty())
    return wrong("--source wizard: --plan and --control are needed, both",
                 "the control file is the one that the plan was made from");
  if (options.wizard.bin.empty())
    return wrong("--source wizard: --bin is missing", "give the folder of Mailmig.exe");
  if (options.work.dry_run)
    return wrong("--source wizard: a dry run starts no wizard",
                 "extract first: sidestep-migrator wizard --only-extract");
  if (!options.work.profile.empty())
    return wrong("--profile: a set of migration files has no keywords to spell", "");
  return {};
}

// Extracted by Microsoft's wizard, imported by us.
Result<Outcome> run_hybrid(const RunOptions& options, const std::string& format) {
  auto state = wizard_state(options.work);
  if (!state) return std::move(state).error();
  WizardOptions wizard = options.wizard;
  wizard.plan = options.plan;
  wizard.control = options.control;
  wizard.only_extract = true;
  wizard.accept_loss = options.accept_loss;
  auto plan = contract::read_plan(options.plan);
  if (!plan) return std::move(plan).error();
  if (plan->passes.size() > 1)
    return base::Error{base::Errc::unsupported,
                       "--source wizard: the plan has several runs, each with a set of its own",
                       "extract with `sidestep-migrator wizard --only-extract`, then import each "
                       ".PKL"};
  auto extracted = run_wizard(wizard, *state, format, options.work.events);
  if (!extracted) return std::move(extracted).error();
  if (extracted->stopped) {
    if (format == "json") fmt::print("{}\n", base::dump(wizard::to_json(*extracted)));
    return Outcome{extracted->exit_code(), extracted->stopped};
  }
  WorkOptions work = options.work;
  work.source = extracted->sets().front().string();
  if (format != "json") fmt::print("\n");
  auto outcome = deliver_to(run::import_job(), work, format);
  if (outcome) outcome->code = std::max(outcome->code, extracted->exit_code());
  return outcome;
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
                      "SRC, or the word wizard: a set that Mailmig.exe extracts now; needed unless "
                      "--control names a .PKL that lies beside it");
  add_wizard_options(*command, options->wizard);
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
      "  sidestep-migrator run --control job.txt --source export/ --to eml:out --dry-run\n"
      "  sidestep-migrator run --plan plan.json --control job.txt --source wizard --bin Bin \\\n"
      "    --wine wine --to maildir:out");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen]() -> Result<Outcome> {
      if (options->plan.empty() && options->control.empty())
        return base::Error{base::Errc::usage, "run: --plan or --control is missing",
                           "make a plan with `sidestep check --plan FILE`"};
      if (auto fits = check_wizard(*options); !fits) return std::move(fits).error();
      return by_wizard(*options) ? run_hybrid(*options, chosen.format)
                                 : run_along(*options, chosen.format);
    };
  });
}

}  // namespace migrator::cli
