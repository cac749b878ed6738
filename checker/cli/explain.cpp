#include "checker/report/explain.hpp"

#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"

namespace checker::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> names;
  Shelves shelves;
  std::string format = "text", output;
};

int explain(const ExplainOptions& options) {
  const bool json = options.format == "json";
  std::vector<std::string> warnings;
  const auto knowledge = load_knowledge(options.shelves, warnings);
  if (!knowledge) return fail(knowledge.error(), json);
  for (const std::string& warning : warnings)
    (void)std::fprintf(stderr, "warning: %s\n", base::printable(warning).c_str());
  std::string text;
  base::Json all = base::Json::array();
  for (const std::string& name : options.names) {
    const auto found = report::find_explained(name, *knowledge);
    if (!found) return fail(found.error(), json);
    text += (text.empty() ? "" : "\n") + report::to_text(*found, *knowledge);
    all.push_back(report::to_json(*found, *knowledge));
  }
  if (json) text = base::dump({{"explained", std::move(all)}}) + "\n";
  if (auto done = print(text, options.output); !done) return fail(done.error(), json);
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, int& code) {
  auto options = std::make_shared<ExplainOptions>();
  auto* command = app.add_subcommand("explain", "One known problem, in words");
  command
      ->add_option("RULE", options->names, "A rule, or the number of an article: Q214836, 214836")
      ->required();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options->output, "Write the report to this file");
  add_shelves_options(*command, options->shelves);
  command->footer(
      "Exit codes: 0 explained, 3 unknown name or unusable arguments.\n"
      "Examples:\n"
      "  sidestep explain Q214836\n"
      "  sidestep explain 156063 --format json");
  command->callback([options, &code] { code = explain(*options); });
}

}  // namespace checker::cli
