// import: a set of migration files, ours or anybody's, to a destination.
#include "migrator/cli/work.hpp"

namespace migrator::cli {

void add_import(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<WorkOptions>();
  CLI::App* command = app.add_subcommand("import", "Deliver a set of migration files to DEST");
  command->add_option("--files", options->source, "The .PKL of the set, or a recovery set")
      ->required();
  add_delivery_options(*command, *options);
  add_work_options(*command, *options);
  add_accept_faults(*command, *options);
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator import --files set/HARBOR.PKL --to maildir:out");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] {
      return deliver_to(run::import_job(), *options, chosen.format);
    };
  });
}

}  // namespace migrator::cli
