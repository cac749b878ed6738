#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/cli/trail.hpp"
#include "checker/report/check_report.hpp"
#include "contract/control_dates.hpp"
#include "contract/control_file.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::PlanStatus;

struct MigrateOptions {
  Request request;
  std::string to, state, time_zone, domain, format = "text", audit;
  bool dry_run = false, accept_loss = false, accept_faults = false;
  bool by_wizard = false;  // it extracts, and we import; there is no source to measure before
  std::vector<std::string> passed;  // options that are the migrator's business alone
};

// What the migrator is told as it is typed here.
struct Passed {
  const char *option, *what;
};
constexpr Passed kPassed[] = {
    {"--address-map", "CSV of people and their Internet addresses: name,address"},
    {"--since", "Only messages of this day or later: YYYY-MM-DD"},
    {"--until", "Only messages of this day or earlier: YYYY-MM-DD"},
    {"--mailbox", "Only this mailbox, and no board that is not named; may be repeated"},
    {"--board", "Only this bulletin board, and no mailbox that is not named; may be repeated"},
    {"--folder", "Of mailboxes only this folder and those in it; may be repeated"},
    {"--items", "Also write one row for each item, to FILE.csv or FILE.ndjson"},
    {"--max-errors", "Stop when more than this many items are rejected [never]"},
    {"--events", "Write events to standard error: ndjson"},
    {"--accounts", "CSV of who logs in at an IMAP server: mailbox,login,secret_env,secret_file"},
    {"--master", "A master user of the IMAP server, who logs in for everybody"},
    {"--master-secret-file", "File whose first line is the master user's secret"},
    {"--ca", "Certificates to trust, PEM [those of this system]"},
    {"--boards-login", "Login that owns the bulletin boards [of the first row of --accounts]"},
    {"--boards-prefix", "What stands before boards' names [the server's shared namespace]"},
    {"--board-permissions", "Rights of everybody on boards: None, Author or PubEditor"},
    {"--connections", "Connections to an IMAP server at a time [2]"},
    {"--rate-limit", "Send at most so many bytes a second"},
    {"--wine", "With --source wizard: the program that runs Mailmig.exe where Windows does not"},
    {"--password-file", "With --source wizard: a file with the post office's password"},
    {"--password-env", "With --source wizard: an environment variable that holds it"}};
constexpr Passed kPassedFlags[] = {
    {"--no-space-check", "Begin though the disk may be too small"},
    {"--starttls", "Encrypt also with an IMAP server on this computer"},
    {"--rehearse", "Read and judge everything along the plan, write nothing"},
    {"--repair", "With --source wizard: mend a copy of a set that has faults, and go on with it"}};

// The word of --source for a set that the installed Mailmig.exe extracts now.
constexpr std::string_view kWizard = "wizard";

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

// "1998-06-02", or 14 digits as a control file has them.
bool is_day(std::string text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-')
    text = text.substr(0, 4) + text.substr(5, 2) + text.substr(8) + "000000";
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return text.size() == 14 && digits && !contract::impossible_part(text);
}

std::optional<Error> refusal(const contract::Plan& plan, const MigrateOptions& options) {
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

// What the migrator would refuse anyway, before a plan is shown for it.
std::optional<Error> misgiven(const MigrateOptions& options) {
  const auto colon = options.to.find(':');
  const std::string kind = base::lower(options.to.substr(0, colon));
  const bool server = kind == "imap" || kind == "imaps";
  const bool known = kind == "maildir" || kind == "mbox" || kind == "eml" || server;
  if (!known || colon == std::string::npos || colon + 1 == options.to.size())
    return Error{Errc::usage, "--to " + options.to + ": is not a destination",
                 "give maildir:PATH, mbox:PATH, eml:PATH, imap://HOST:PORT or imaps://HOST:PORT"};
  if (server && options.state.empty())
    return Error{Errc::usage, "--state is missing: a server keeps no ledger",
                 "give --state a folder of this run, the same each time"};
  if (options.by_wizard && (options.request.paths.size() != 1 || options.request.control.empty()))
    return Error{
        Errc::usage, "--source wizard: give one PATH and --control",
        "PATH is the folder of Mailmig.exe and Mlmig32.dll; a folder of yours that is called "
        "wizard is ./wizard"};
  for (const std::string& word : options.passed) {
    const std::string day = word.substr(word.find('=') + 1);
    const bool dated = word.starts_with("--since=") || word.starts_with("--until=");
    if (dated && !is_day(day))
      return Error{Errc::usage, word.substr(0, 7) + " " + day + ": is no day",
                   "write it as YYYY-MM-DD, for instance 1998-06-02"};
  }
  return std::nullopt;
}

// Of the second step alone the set may lie beside the control file, where the migrator finds it.
Result<void> check_source_given(const Request& request) {
  if (!request.source.empty()) return {};
  const Error missing{Errc::usage, "--source is missing",
                      "give --source SRC: the cc:Mail export set, or a .PKL"};
  if (request.control.empty()) return missing;
  auto control = contract::read_control_file(request.control);
  if (!control) return std::move(control).error();
  if (control->function == "IMPORT" && control->find("File") != nullptr) return {};
  return missing;
}

std::vector<std::string> command_line(const MigrateOptions& options, const std::string& plan_file) {
  std::vector<std::string> out = {migrator_program(), "run",      "--plan",      plan_file, "--to",
                                  options.to,         "--format", options.format};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.insert(out.end(), {name, value});
  };
  add("--source", options.by_wizard ? std::string(kWizard) : options.request.source);
  if (options.by_wizard) add("--bin", options.request.paths.front());
  add("--state", options.state);
  add("--time-zone", options.time_zone);
  add("--domain", options.domain);
  if (options.accept_loss) out.push_back("--accept-loss");
  add("--control", options.request.control);  // whose mail of which days; the plan says the rest
  if (options.accept_faults) out.push_back("--accept-faults");
  out.insert(out.end(), options.passed.begin(), options.passed.end());
  return out;
}

// What the run delivered, from its ledger; null where that cannot be had.
base::Json account(const MigrateOptions& options) {
  const bool folder = !options.to.starts_with("imap");
  const std::string state = !options.state.empty() ? options.state
                            : folder ? options.to.substr(options.to.find(':') + 1) + "/.sidestep"
                                     : "";
  auto printed =
      base::capture({migrator_program(), "status", "--state", state, "--format", "json"});
  if (!printed || printed->code != 0) return nullptr;
  auto json = base::parse_json(printed->text, "sidestep-migrator status");
  if (!json || !json->is_object() || !json->contains("total")) return nullptr;
  return json->at("total");
}

// One JSON document of both programs' answers.
Result<int> run_json(const report::CheckReport& report, const std::vector<std::string>& command) {
  base::Json out = report::to_json(report);
  auto printed = base::capture(command);
  if (!printed) return std::move(printed).error();
  auto run = base::parse_json(printed->text, "sidestep-migrator run");
  out["run"] = run ? *run : base::Json(nullptr);
  if (auto done = print(base::dump(out) + "\n", ""); !done) return std::move(done).error();
  return printed->code;
}

// The run itself, between two records of the audit log.
int run(const MigrateOptions& options, const Answer& a, Trail& trail) {
  const bool json = options.format == "json";
  if (auto noted = trail.begin(a); !noted) return fail(noted.error(), json);
  auto file = PlanFile::write(a.planned.plan);
  const auto command = command_line(options, file ? file->path() : "");
  Result<int> code = kUnusable;
  if (!file) {
    code = std::move(file).error();
  } else if (json) {
    code = run_json(a.report(), command);
  } else {
    (void)print("\nThe run\n", "");
    code = base::run(command);
  }
  const int exit = code ? *code : kUnusable;
  // A run that was refused has no account: the ledger's is that of another one.
  const bool ran = code && exit != kUnusable;
  const auto noted =
      trail.end(&a, {"end", exit, code ? nullptr : &code.error(),
                     ran && trail.is_kept() ? account(options) : base::Json(nullptr)});
  if (!code) return fail(code.error(), json);
  return noted ? exit : fail(noted.error(), false);
}

Result<void> print_report(const MigrateOptions& options, const Answer& a, bool in_full) {
  const report::CheckReport report = a.report();
  const std::string text = options.format == "json" ? base::dump(report::to_json(report)) + "\n"
                           : in_full                ? report::to_text(report, wants_colour())
                                                    : report::to_brief_text(report, wants_colour());
  return print(text, "");
}

int migrate(MigrateOptions options) {
  options.by_wizard = options.request.source == kWizard;
  if (options.by_wizard) options.request.source.clear();
  const bool json = options.format == "json";
  base::Json also = {{"to", options.to}};
  if (options.accept_loss) also["accept_loss"] = true;
  if (options.accept_faults) also["accept_faults"] = true;
  if (options.by_wizard) also["source"] = kWizard;
  if (!options.passed.empty()) also["passed"] = options.passed;
  Trail trail(options.audit, "migrate", options.request, std::move(also));
  const auto end = [&](const Answer* a, const std::string& stage, int exit, const Error* error) {
    auto noted = trail.end(a, {stage, exit, error, nullptr});
    if (error != nullptr) fail(*error, a == nullptr && json);
    return noted ? exit : fail(noted.error(), false);
  };
  if (auto ready = trail.ready(); !ready) return fail(ready.error(), json);
  if (const auto wrong = misgiven(options)) return end(nullptr, "refused", kUnusable, &*wrong);
  if (auto given = check_source_given(options.request); !given && !options.by_wizard)
    return end(nullptr, "refused", kUnusable, &given.error());
  auto answered = answer(options.request, {.native_destination = true});
  if (!answered) return end(nullptr, "refused", kUnusable, &answered.error());
  const Answer& a = **answered;
  const auto stop = refusal(a.planned.plan, options);
  if (!json || options.dry_run || stop) {
    const bool in_full = options.dry_run || stop;  // what stops a run is worth its reasons
    auto done = print_report(options, a, in_full);
    if (!done) return end(&a, "refused", kUnusable, &done.error());
  }
  if (stop)
    return end(&a, "refused", a.planned.plan.status == PlanStatus::blocked ? 2 : kUnusable, &*stop);
  if (options.dry_run) return end(&a, "dry-run", static_cast<int>(a.planned.plan.status), nullptr);
  return run(options, a, trail);
}

// Each option of the migrator, kept as the words that it is called with.
void add_passed(CLI::App& command, std::vector<std::string>& passed) {
  for (const Passed& one : kPassed)
    command
        .add_option_function<std::vector<std::string>>(
            one.option,
            [&passed, &one](const std::vector<std::string>& values) {
              for (const std::string& value : values)
                passed.push_back(std::string(one.option) + "=" + value);
            },
            one.what)
        ->allow_extra_args(false);
  for (const Passed& one : kPassedFlags)
    command.add_flag_callback(
        one.option,
        [&passed, &one] {
          const std::string_view word = one.option;
          passed.emplace_back(word == "--rehearse" ? "--dry-run" : word);
        },
        one.what);
}

}  // namespace

void add_migrate(CLI::App& app, int& code) {
  auto options = std::make_shared<MigrateOptions>();
  auto* command = app.add_subcommand("migrate", "Check, plan, and migrate along the plan");
  add_request_options(*command, options->request);
  command->get_option("--source")
      ->description(
          "The cc:Mail export set, or a .PKL; or the word wizard: the Mailmig.exe in PATH extracts "
          "a set now. Needed unless --control is of an import whose .PKL lies beside it");
  command
      ->add_option("--to", options->to,
                   "Where the mail goes: maildir:PATH, mbox:PATH, eml:PATH, imap://HOST:PORT or "
                   "imaps://HOST:PORT")
      ->required();
  command->add_option("--state", options->state,
                      "Folder of the ledger (default: PATH/.sidestep; needed with a server)");
  command->add_option("--time-zone", options->time_zone,
                      "Zone of the source's clock, such as Europe/Oslo");
  command->add_option("--domain", options->domain,
                      "Internet domain (default: <post office>.invalid)");
  command->add_option("--accept", options->request.accepted,
                      "RULE whose risk you take (may be repeated)");
  command->add_flag("--accept-loss", options->accept_loss, "Run a plan that leaves content out");
  command->add_flag("--accept-faults", options->accept_faults,
                    "Import a set of migration files (.PKL) though it has faults");
  command->add_flag("--dry-run", options->dry_run, "Stop after the plan");
  add_passed(*command, options->passed);
  add_audit_option(*command, options->audit);
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "The reasons of the verdict stand in `sidestep check`, and here with --dry-run.\n"
      "Exit codes: 0 all delivered, 1 delivered with warnings, 2 some items rejected, or blocked,\n"
      "3 refused, unknown or unusable input.\n"
      "Example:\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source export/ --to maildir:mail/\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source export/ --to mbox:mail/ \\\n"
      "    --since 1998-01-01 --mailbox \"Quill, Nora\"\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source wizard --wine wine \\\n"
      "    --to maildir:mail/");
  command->callback([options, &code] { code = migrate(*options); });
}

}  // namespace checker::cli
