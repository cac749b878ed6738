// sidestep patch plan and describe: packages and target are read, nothing is written.
#include "checker/report/patch_plan.hpp"

#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/patch.hpp"
#include "checker/cli/request.hpp"

namespace checker::cli {
namespace {

using base::Result;
namespace package = patch::package;

struct DescribeOptions {
  std::string package, output;
};

Result<void> show(const PatchOptions& options) {
  auto found = planned(options);
  if (!found) return std::move(found).error();
  patch::execution::look_ahead(*(*found)->plan, patch::transaction::Swap::files);
  return show_plan(*(*found)->plan, options);
}

Result<void> describe(const DescribeOptions& options) {
  const package::Reader reader;
  auto draft = reader.describe(options.package);
  if (!draft) return std::move(draft).error();
  for (const auto& left : draft->left_out)
    std::fprintf(stderr, "left out: %s: %s\n", base::printable(left.path).c_str(),
                 base::printable(left.why).c_str());
  return print(package::write(draft->manifest), options.output);
}

void add_describe(CLI::App& patch, int& code) {
  auto options = std::make_shared<DescribeOptions>();
  auto* command = patch.add_subcommand(
      "describe", "Draft a package manifest, for a person to look through and sign");
  command->add_option("PACKAGE", options->package, "Folder, archive or self-extracting program")
      ->required();
  command
      ->add_option("-o,--output", options->output, "Write it to this file (PACKAGE.sidestep.json)")
      ->check(not_empty());
  command->footer(
      "Exit codes: 0 drafted, 3 unusable input.\n"
      "Example:\n"
      "  sidestep patch describe q214836.exe -o q214836.exe.sidestep.json");
  command->callback([options, &code] {
    const auto done = describe(*options);
    code = done ? 0 : fail(done.error(), false);
  });
}

void add_plan(CLI::App& patch, int& code) {
  auto options = std::make_shared<PatchOptions>();
  auto* command = patch.add_subcommand("plan", "What a patch would do, file by file, and why");
  add_patch_options(*command, *options);
  command->footer(
      "Nothing is written. Exit codes: 0 planned, also what apply would refuse; 3 unusable input.\n"
      "Example:\n"
      "  sidestep patch plan Exchsrvr/bin --from q214836.exe");
  command->callback([options, &code] {
    const auto done = show(*options);
    code = done ? 0 : fail(done.error(), options->json());
  });
}

}  // namespace

report::Command apply_command(const patch::planning::Plan& plan, const PatchOptions& options) {
  report::Command out = {"sidestep patch apply", report::shell_quoted(options.target)};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out.push_back(name + " " + report::shell_quoted(value));
  };
  const auto flag = [&](const char* name, bool given) {
    if (given) out.emplace_back(name);
  };
  bool drafted = false;
  for (const auto& source : plan.sources) {
    add("--from", source.path.string());
    drafted = drafted || source.manifest_at.empty();
  }
  add("--for", options.rule);
  add("--key", options.key);
  add("--feeds", options.feeds);
  for (const std::string& fact : options.facts) add("--set", fact);
  for (const std::string& folder : options.shelves.folders) add("--manifests", folder);
  flag("--require-signature", options.require_signature);
  flag("--keep-newer", options.wishes.keep_newer);
  flag("--allow-downgrade --reason TEXT", options.wishes.allow_downgrade);
  flag("--yes", drafted);
  return out;
}

Result<void> show_plan(const patch::planning::Plan& plan, const PatchOptions& options) {
  return print(options.json() ? base::dump(report::to_json(plan)) + "\n"
                              : report::to_text(plan, apply_command(plan, options),
                                                report::Paint(wants_colour())),
               "");
}

void add_patch(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("patch", "Put newer files in place, and take them back");
  command->require_subcommand(1);
  add_plan(*command, code);
  add_describe(*command, code);
  add_patch_apply(*command, code);
  add_patch_back(*command, code);
  add_patch_log(*command, code);
}

}  // namespace checker::cli
