#include "migrator/cli/wizardry.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "contract/control_file.hpp"
#include "migrator/cli/console.hpp"
#include "migrator/cli/endpoints.hpp"

namespace migrator::cli {
namespace {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;

std::string text_of(const Json& event, const char* key) {
  return base::printable(event.value(key, std::string()));
}

// An event in words; "" for what is said elsewhere.
std::string line_of(const Json& event) {
  const std::string kind = event.at("event").get<std::string>();
  if (kind == "wizard-begin")
    return text_of(event, "components") + ": the files that the plan was made for.\n";
  if (kind == "wizard-notice") return "Note: " + text_of(event, "message") + ".\n";
  if (kind == "wizard-warning") return "Warning: " + text_of(event, "message") + ".\n";
  if (kind == "wizard-step")
    return text_of(event, "step") + ": " +
           (event.at("before").get<bool>() ? "done by an earlier run" : text_of(event, "command")) +
           "\n";
  if (kind == "wizard-ended") return "  " + text_of(event, "message") + "\n";
  if (kind == "wizard-passwords")
    return "  the users' new cc:Mail passwords: " + text_of(event, "file") + "\n";
  if (kind == "wizard-repaired")
    return fmt::format("  mended copy: {} (changes: {})\n", text_of(event, "set"),
                       event.at("changes").get<std::uint64_t>());
  if (kind == "wizard-verified")
    return fmt::format(
        "  verified: {}\n"
        "    faults: {}, notes: {}; messages: {}, lists: {}, directory entries: {}\n",
        text_of(event, "set"), event.at("faults").get<std::uint64_t>(),
        event.at("notes").get<std::uint64_t>(), event.at("messages").get<std::uint64_t>(),
        event.at("lists").get<std::uint64_t>(), event.at("directory_entries").get<std::uint64_t>());
  return "";
}

// Called as things happen: a run of the wizard's may take hours.
void tell(const Json& event, bool in_words, bool as_events) {
  if (as_events) say_event(base::dump(event, -1) + "\n");
  if (!in_words) return;
  fmt::print("{}", line_of(event));
  std::fflush(stdout);
}

Result<wizard::Password> password_of(const WizardOptions& options) {
  if (!options.password_file.empty() && !options.password_env.empty())
    return Error{Errc::usage, "--password-file and --password-env: only one of them can be meant",
                 ""};
  if (!options.password_file.empty()) return wizard::Password::from_file(options.password_file);
  if (!options.password_env.empty())
    return wizard::Password::from_environment(options.password_env);
  return wizard::Password();
}

Result<wizard::Request> request_of(const WizardOptions& options,
                                   const std::filesystem::path& state) {
  wizard::Request out;
  auto plan = contract::read_plan(options.plan);
  if (!plan) return std::move(plan).error();
  auto text = contract::read_control_text(options.control);
  if (!text) return std::move(text).error();
  if (!options.wine.empty()) {
    auto wine = wizard::find_program(options.wine);
    if (!wine) return std::move(wine).error().during("--wine");
    out.wine = std::move(*wine);
  }
  auto password = password_of(options);
  if (!password) return std::move(password).error();
  out.plan = std::move(*plan);
  out.control_text = std::move(*text);
  out.bin = settled(options.bin);
  out.state = state;
  out.password = std::move(*password);
  out.repair = options.repair;
  out.only_extract = options.only_extract;
  out.accept_loss = options.accept_loss;
  out.import_again = options.import_again;
  return out;
}

}  // namespace

bool WizardOptions::given() const {
  return !bin.empty() || !wine.empty() || !password_file.empty() || !password_env.empty() || repair;
}

void add_wizard_options(CLI::App& command, WizardOptions& options) {
  command.add_option("--bin", options.bin,
                     "Folder of the Mailmig.exe and Mlmig32.dll that the plan was made for");
  command.add_option("--wine", options.wine,
                     "Program that runs Mailmig.exe where Windows does not: wine, or its path");
  command.add_option("--password-file", options.password_file,
                     "File whose first line is the post office's password");
  command.add_option("--password-env", options.password_env,
                     "Environment variable that holds the post office's password");
  command.add_flag("--repair", options.repair,
                   "Mend a copy of a set that has faults, and go on with that");
}

Result<wizard::Report> run_wizard(const WizardOptions& options, const std::filesystem::path& state,
                                  const std::string& format, const std::string& events) {
  auto request = request_of(options, state);
  if (!request) return std::move(request).error();
  const auto files = make_files();
  const wizard::Doors doors{
      *files, [](const std::vector<std::string>& words) { return base::run_apart(words); },
      [&](const Json& event) { tell(event, format != "json", !events.empty()); }};
  return wizard::drive(*request, doors);
}

}  // namespace migrator::cli
