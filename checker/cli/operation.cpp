#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/rewrite.hpp"
#include "checker/report/control_lint.hpp"
#include "contract/control_lint.hpp"

namespace checker::cli {
namespace {

constexpr int kClean = 0, kWarnings = 1, kErrors = 2;

struct LintOptions {
  std::string file, format = "text";
};

int exit_code(const std::vector<contract::ControlProblem>& problems) {
  using Kind = contract::ControlProblem::Kind;
  const auto worst = contract::worst_of(problems);
  if (worst == Kind::error) return kErrors;
  return worst == Kind::warning ? kWarnings : kClean;
}

int lint(const LintOptions& options) {
  const bool json = options.format == "json";
  const std::filesystem::path file = options.file;
  auto text = contract::read_control_text(file);
  if (!text) return fail(text.error(), json);
  const std::string name = file.filename().string();
  const auto problems = contract::lint_control_file(*text, name);
  const report::ControlLint lint{options.file, contract::parse_control_file(*text, name).marked,
                                 problems};
  const std::string out = json ? base::dump(to_json(lint)) + "\n" : to_text(lint);
  if (auto done = print(out, ""); !done) return fail(done.error(), json);
  return exit_code(problems);
}

CLI::Option* add_format(CLI::App& command, std::string& format) {
  return command.add_option("--format", format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

void add_lint(CLI::App& operation, int& code) {
  auto options = std::make_shared<LintOptions>();
  auto* command =
      operation.add_subcommand("lint", "What is wrong with a control file of Mailmig.exe");
  command->add_option("FILE", options->file, "The control file")->required();
  add_format(*command, options->format);
  command->footer(
      "Exit codes: 0 clean (notes may be there), 1 warnings, 2 errors, 3 unusable input.\n"
      "Example:\n"
      "  sidestep operation lint job.txt");
  command->callback([options, &code] { code = lint(*options); });
}

void add_rewrite(CLI::App& operation, int& code) {
  auto options = std::make_shared<RewriteOptions>();
  auto* command = operation.add_subcommand(
      "rewrite", "Write the safe plan as control files, and fill in the set of step one");
  command->add_option("FILE", options->file, "The control file as it was meant");
  command
      ->add_option("--target", options->request.paths,
                   "Folder, container, file or inventory with the components (may be repeated)")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command
      ->add_option("-o,--output", options->output,
                   "Folder for the control files; without it they are shown")
      ->type_name("DIR");
  command
      ->add_option("--after", options->after,
                   "Step one has ended: the folder with its files, as this machine sees it")
      ->type_name("DIR");
  command->add_option("--accept", options->request.accepted,
                      "RULE whose risk you take (may be repeated)");
  add_planning_options(*command, options->request);
  add_format(*command, options->format);
  command->footer(
      "Exit codes: 0 written, 1 written with steps left to do by hand, 2 blocked or the set has\n"
      "faults, 3 unknown or unusable input.\n"
      "Examples:\n"
      "  sidestep operation rewrite job.txt --target Exchsrvr/Bin -o out\n"
      "  sidestep operation rewrite -o out --after /mnt/nt/MIGRATE");
  command->callback([options, &code] { code = rewrite_control_file(*options); });
}

}  // namespace

void add_operation(CLI::App& app, int& code) {
  auto* operation = app.add_subcommand("operation", "Control files: lint and rewrite");
  operation->require_subcommand(1);
  add_lint(*operation, code);
  add_rewrite(*operation, code);
}

}  // namespace checker::cli
