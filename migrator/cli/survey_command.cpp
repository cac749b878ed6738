// survey: what is left of a post office, file by file, and the set.json that it would need.
#include <fmt/format.h>

#include "base/new_file.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/cli/console.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/survey/report.hpp"

namespace migrator::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

struct SurveyOptions {
  std::string folder, draft;
  survey::Options looking;
};

// A file that stands there may be somebody's work: it is never replaced.
Result<void> write_draft(const base::Json& description, const std::string& path) {
  auto written = base::write_new(path, base::dump(description) + "\n");
  if (!written) return std::move(written).error().during("--draft");
  return {};
}

Result<Outcome> look(const SurveyOptions& options, const std::string& format) {
  auto seen = survey::survey(options.folder, options.looking);
  if (!seen) return std::move(seen).error();
  const survey::Draft draft = survey::draft(*seen, options.looking);
  const bool wanted = !options.draft.empty();
  if (wanted && draft.description.is_null())
    return Error{Errc::usage,
                 options.folder + ": holds no messages or lists that a set.json could describe",
                 "leave --draft out to see what its files are"};
  if (wanted)
    if (auto written = write_draft(draft.description, options.draft); !written)
      return std::move(written).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(survey::to_json(*seen, draft)));
  else
    fmt::print("{}", survey::to_text(*seen, draft, options.draft));
  return Outcome{};
}

}  // namespace

void add_survey(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<SurveyOptions>();
  CLI::App* command =
      app.add_subcommand("survey", "Say what each file of a folder is, and draft its set.json");
  command->add_option("DIR", options->folder, "Whatever is left of a post office")->required();
  command->add_option("--draft", options->draft, "Write the drafted set.json to this new FILE")
      ->type_name("FILE");
  command
      ->add_option("--profile", options->looking.profile,
                   "Profile of keyword spellings [the one that came with the program]")
      ->type_name("FILE");
  add_format(*command, chosen);
  command->footer(
      "Nothing is written but the draft. A file that cannot be read is a line.\n"
      "Exit codes: 0 everything was looked at, 3 DIR is missing or cannot be read. Examples:\n"
      "  sidestep-migrator survey leftovers/\n"
      "  sidestep-migrator survey leftovers/ --draft leftovers/set.json");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] { return look(*options, chosen.format); };
  });
}

}  // namespace migrator::cli
