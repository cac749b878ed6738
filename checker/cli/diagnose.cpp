#include <filesystem>

#include "base/system.hpp"
#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/report/diagnosis_report.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using symptoms::Symptoms;

struct DiagnoseOptions {
  std::vector<std::string> events, codes, logs;
  Request request;
  std::string format = "text", output;

  bool has_operation() const {
    return !request.control.empty() || !request.operation.empty() || !request.sets.empty();
  }
  bool judges() const { return !request.paths.empty() || has_operation(); }
};

Result<Symptoms> given(const DiagnoseOptions& options) {
  Symptoms out;
  for (const std::string& text : options.events) {
    auto event = symptoms::parse_event(text);
    if (!event) return std::move(event).error();
    add(out, std::move(*event));
  }
  for (const std::string& text : options.codes) {
    const auto code = symptoms::parse_code(text);
    if (!code)
      return Error{Errc::usage, "--code " + text + ": that is no error code",
                   "a code is hexadecimal (0x80040108, 80040108), a negative number (-1018), or a "
                   "decimal one of ten figures (2147746056)"};
    add_code(out, *code);
    // "80040108" needs no echo beside 0x80040108; "-2147221240" does.
    if (!base::equals_fold(text.starts_with("0") ? text : "0x" + text, symptoms::code_text(*code)))
      out.typed.emplace(*code, text);
  }
  return out;
}

// Whether a log before the one at `place` is the same file, by whatever name.
bool was_given(const std::vector<std::string>& logs, std::size_t place) {
  for (std::size_t i = 0; i < place; ++i) {
    std::error_code unknown;
    if (std::filesystem::equivalent(logs[i], logs[place], unknown)) return true;
  }
  return false;
}

// "diagnose 8030": an event's number where a PATH should stand.
Result<void> look_at_paths(const DiagnoseOptions& options) {
  for (const std::string& path : options.request.paths) {
    std::error_code unknown;
    const auto number = symptoms::whole<std::uint32_t>(path);
    if (number && !std::filesystem::exists(path, unknown))
      return Error{Errc::usage, "diagnose: there is no file " + path,
                   "did you mean --event " + path + "?"};
  }
  return {};
}

// What logs say joins what was given.
Result<std::vector<events::EventLog>> read_logs(const DiagnoseOptions& options,
                                                const manifest::Knowledge& knowledge,
                                                Symptoms& symptoms,
                                                std::vector<std::string>& warnings) {
  const events::Wanted wanted{diagnose::EventLore(knowledge).sources(),
                              diagnose::known_codes(knowledge)};
  std::vector<events::EventLog> out;
  for (std::size_t i = 0; i < options.logs.size(); ++i) {
    const std::string& path = options.logs[i];
    if (was_given(options.logs, i)) {
      warnings.push_back("--log " + path + " was given before; it is read once");
      continue;
    }
    auto log = events::read_log(path, wanted);
    if (!log) return std::move(log).error();
    for (const auto& event : log->symptoms.events) add(symptoms, event);
    for (const std::uint32_t code : log->symptoms.codes) add_code(symptoms, code);
    out.push_back(std::move(*log));
  }
  return out;
}

int run(const DiagnoseOptions& options) {
  const bool json = options.format == "json";
  if (auto fine = look_at_paths(options); !fine) return fail(fine.error(), json);
  if (options.events.empty() && options.codes.empty() && options.logs.empty())
    return fail({Errc::usage, "diagnose: there is nothing to diagnose",
                 "say what was seen with --event, --code or --log"},
                json);
  auto symptoms = given(options);
  if (!symptoms) return fail(symptoms.error(), json);
  std::vector<std::string> warnings;
  const auto knowledge = load_knowledge(options.request.shelves, warnings);
  if (!knowledge) return fail(knowledge.error(), json);
  std::vector<std::string> said;
  auto logs = read_logs(options, *knowledge, *symptoms, said);
  if (!logs) return fail(logs.error(), json);

  std::unique_ptr<Answer> answered;
  if (options.judges()) {
    auto made = answer(options.request, {});
    if (!made) return fail(made.error(), json);
    answered = std::move(*made);
    warnings = answered->warnings;
  }
  warnings.insert(warnings.end(), said.begin(), said.end());
  const manifest::Knowledge& known = answered ? answered->knowledge : *knowledge;
  const std::vector<judge::Finding> none;
  const auto diagnosis =
      diagnose::diagnose(*symptoms, known, answered ? answered->planned.meant : none);
  const report::DiagnosisReport report{known,
                                       *symptoms,
                                       diagnosis,
                                       std::move(*logs),
                                       !options.request.paths.empty(),
                                       options.has_operation(),
                                       std::move(warnings),
                                       {SIDESTEP_VERSION, base::utc_now()}};
  const std::string text =
      json ? base::dump(report::to_json(report)) + "\n" : report::to_text(report);
  if (auto done = print(text, options.output); !done) return fail(done.error(), json);
  if (!diagnosis.candidates.empty()) return 0;
  // "None fits" is not known of a log whose end nobody has read.
  return report::is_incomplete(report) ? kUnusable : 1;
}

}  // namespace

void add_diagnose(CLI::App& app, int& code) {
  auto options = std::make_shared<DiagnoseOptions>();
  auto* command = app.add_subcommand("diagnose", "Which known problems fit these events");
  const auto one = [&](const char* name, std::vector<std::string>& to, const char* what,
                       const char* type) {
    command->add_option(name, to, what)->type_name(type)->allow_extra_args(false);
  };
  one("--event", options->events, "An event that was logged: 8092 or MSExchangeMig:8092", "EVENT");
  one("--code", options->codes, "An error code that was shown: 0x80040108 (may be repeated)",
      "HEX");
  one("--log", options->logs, "An application log: text, CSV, .evt or .evtx (may be repeated)",
      "FILE");
  Request& request = options->request;
  command->add_option("PATH", request.paths,
                      "The machine's component files: which of the problems can it have?");
  auto* control =
      command->add_option("--control", request.control, "The control file of the run that failed");
  command->add_option("--operation", request.operation, "The operation as a JSON file of facts")
      ->excludes(control);
  one("--set", request.sets, "FACT=VALUE of the operation (may be repeated)", "FACT=VALUE");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options->output, "Write the report to this file");
  add_shelves_options(*command, request.shelves);
  command->footer(
      "Exit codes: 0 at least one known problem fits, 1 none does, 3 unusable arguments or input,\n"
      "or none does and a log was not read to its end.\n"
      "Examples:\n"
      "  sidestep diagnose --event 8092 --code 0x80040108\n"
      "  sidestep diagnose --event MSExchangeMig:8030 --event 8002 Exchsrvr/Bin\n"
      "  sidestep diagnose --log application.evt Exchsrvr/Bin --control job.txt");
  command->callback([options, &code] { code = run(*options); });
}

}  // namespace checker::cli
