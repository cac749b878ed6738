// extract: an export set into a set of migration files, verified at the end.
#include "migrator/cli/work.hpp"

namespace migrator::cli {

void add_extract(CLI::App& app, Chosen& chosen) {
  struct Options {
    WorkOptions work;
    std::string files;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("extract", "Write an export set as a set of migration files, and verify");
  command
      ->add_option("--source", options->work.source,
                   "A folder with set.json, or with what EXPORT wrote")
      ->required();
  command->add_option("--files", options->files, "A new or empty folder for the set")->required();
  add_profile_option(*command, options->work.profile);
  add_choice_options(*command, options->work);
  add_work_options(*command, options->work, ".sidestep in the folder of --files");
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator extract --source export/ --files set/");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] {
      return extract_into(options->files, options->work, chosen.format);
    };
  });
}

}  // namespace migrator::cli
