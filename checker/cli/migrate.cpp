#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/report/check_report.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::PlanStatus;

struct Options {
  Request request;
  std::string to, state, time_zone, domain, format = "text";
  bool dry_run = false, accept_loss = false;
};

// The plan on its way to the migrator: a file of our own that goes when we do. It does not stand in
// the destination, whose emptiness the migrator has still to judge.
class PlanFile {
 public:
  static Result<PlanFile> write(const contract::Plan& plan) {
    std::string path = base::temporary_folder() + "/sidestep-plan-XXXXXX";
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) return Error{Errc::io, path + ": cannot be made"};
    ::close(descriptor);
    PlanFile out(path);
    base::PosixFiles files;
    auto done = base::write_whole(files, path, base::dump(contract::to_json(plan)));
    if (!done) return done.error();
    return out;
  }
  ~PlanFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  PlanFile(PlanFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PlanFile& operator=(PlanFile&&) = delete;
  const std::string& path() const { return path_; }

 private:
  explicit PlanFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::optional<Error> refusal(const contract::Plan& plan, const Options& options) {
  if (plan.status == PlanStatus::blocked)
    return Error{Errc::conflict, "nothing was run: the plan is blocked",
                 "see the report above for the rules that block it, and their ways out"};
  if (plan.status == PlanStatus::unknown)
    return Error{Errc::conflict, "nothing was run: too little is known to call a plan safe",
                 "answer the questions above with --set, or take a rule's risk with --accept RULE"};
  if (!plan.left_out.empty() && !options.accept_loss)
    return Error{
        Errc::conflict,
        fmt::format("nothing was run: the plan leaves out {}", fmt::join(plan.left_out, ", ")),
        "run again with --accept-loss if that is meant, or without --pin"};
  if (plan.passes.empty())
    return Error{Errc::usage, "nothing was run: no migration was described",
                 "give --control FILE, --operation FILE, or --set migration.steps=one …"};
  return std::nullopt;
}

std::vector<std::string> command_line(const Options& options, const std::string& plan_file) {
  std::vector<std::string> out = {
      migrator_program(),     "run",  "--plan",   plan_file,  "--source",
      options.request.source, "--to", options.to, "--format", options.format};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.insert(out.end(), {name, value});
  };
  add("--state", options.state);
  add("--time-zone", options.time_zone);
  add("--domain", options.domain);
  if (options.accept_loss) out.push_back("--accept-loss");
  return out;
}

// One JSON document of both programs' answers.
int run_json(const report::CheckReport& report, const std::vector<std::string>& command) {
  base::Json out = report::to_json(report);
  auto printed = base::capture(command);
  if (!printed) return fail(printed.error(), true);
  auto run = base::parse_json(printed->text, "sidestep-migrator run");
  out["run"] = run ? *run : base::Json(nullptr);
  if (auto done = print(base::dump(out) + "\n", ""); !done) return fail(done.error(), false);
  return printed->code;
}

int migrate(const Options& options) {
  const bool json = options.format == "json";
  auto answered = answer(options.request, {.native_destination = true});
  if (!answered) return fail(answered.error(), json);
  const Answer& a = **answered;
  const report::CheckReport report{a.evidence(), a.planned, a.warnings};
  const auto stop = refusal(a.planned.plan, options);
  if (!json || options.dry_run || stop) {
    const bool in_full = options.dry_run || stop;  // what stops a run is worth its reasons
    const std::string text = json      ? base::dump(report::to_json(report)) + "\n"
                             : in_full ? report::to_text(report)
                                       : report::to_brief_text(report);
    if (auto done = print(text, ""); !done) return fail(done.error(), false);
  }
  if (stop) {
    fail(*stop, false);
    return a.planned.plan.status == PlanStatus::blocked ? 2 : 3;
  }
  if (options.dry_run) return static_cast<int>(a.planned.plan.status);
  auto file = PlanFile::write(a.planned.plan);
  if (!file) return fail(file.error(), json);
  const auto command = command_line(options, file->path());
  if (json) return run_json(report, command);
  (void)print("\nThe run\n", "");
  auto code = base::run(command);
  if (!code) return fail(code.error(), json);
  return *code;
}

}  // namespace

void add_migrate(CLI::App& app, int& code) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("migrate", "Check, plan, and migrate along the plan");
  add_request_options(*command, options->request);
  command->get_option("--source")->required()->description("The cc:Mail export set, or a .PKL");
  command->add_option("--to", options->to, "Where the mail goes: maildir:PATH")->required();
  command->add_option("--state", options->state, "Folder of the ledger (default: PATH/.sidestep)");
  command->add_option("--time-zone", options->time_zone,
                      "Zone of the source's clock, such as Europe/Oslo");
  command->add_option("--domain", options->domain,
                      "Internet domain (default: <post office>.invalid)");
  command->add_option("--accept", options->request.accepted,
                      "RULE whose risk you take (may be repeated)");
  command->add_flag("--accept-loss", options->accept_loss, "Run a plan that leaves content out");
  command->add_flag("--dry-run", options->dry_run, "Stop after the plan");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "The reasons of the verdict stand in `sidestep check`, and here with --dry-run.\n"
      "Exit codes: 0 all delivered, 1 delivered with warnings, 2 some items rejected, or blocked,\n"
      "3 refused, unknown or unusable input.\n"
      "Example:\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source export/ --to maildir:mail/");
  command->callback([options, &code] { code = migrate(*options); });
}

}  // namespace checker::cli
