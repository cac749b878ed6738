// survey: what is left of a post office. The migrator reads its files, so the migrator answers.
#include "base/process.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"

namespace checker::cli {
namespace {

struct SurveyOptions {
  std::string folder, draft, profile, format = "text";
};

int survey(const SurveyOptions& options) {
  std::vector<std::string> command = {migrator_program(), "survey"};
  for (const auto& [name, value] :
       {std::pair<const char*, const std::string&>{"--draft", options.draft},
        {"--profile", options.profile},
        {"--format", options.format}})
    if (!value.empty()) command.insert(command.end(), {name, value});
  command.insert(command.end(), {"--", options.folder});  // a folder may begin with a dash
  auto code = base::run(command);
  return code ? *code : fail(code.error(), options.format == "json");
}

}  // namespace

void add_survey(CLI::App& app, int& code) {
  auto options = std::make_shared<SurveyOptions>();
  auto* command =
      app.add_subcommand("survey", "What each file of a folder of old mail is, and its set.json");
  command->add_option("DIR", options->folder, "Whatever is left of a post office")->required();
  command->add_option("--draft", options->draft, "Write the drafted set.json to this new FILE");
  command->add_option("--profile", options->profile,
                      "Profile of keyword spellings [the one that came with the program]");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "Exit codes: 0 everything was looked at, 3 DIR is missing or cannot be read.\n"
      "Example: sidestep survey leftovers --draft leftovers/set.json");
  command->callback([options, &code] { code = survey(*options); });
}

}  // namespace checker::cli
