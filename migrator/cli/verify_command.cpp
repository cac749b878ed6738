// verify: what is wrong with a set of migration files.
#include <fmt/format.h>

#include "base/json.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/cli/page.hpp"
#include "migrator/run/report.hpp"

namespace migrator::cli {
namespace {

base::Result<Outcome> verify(const std::string& files, const std::string& format) {
  auto verification = migration::verify(files);
  if (!verification) return std::move(verification).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(run::to_json(*verification)));
  else
    fmt::print("{}", findings(*verification));
  return Outcome{verification->good() ? 0 : 2};
}

}  // namespace

void add_verify(CLI::App& app, Chosen& chosen) {
  auto files = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("verify", "List the faults of a set of migration files: 0 none, 2 some");
  command->add_option("--files", *files, "The .PKL of the set")->required();
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator verify --files set/HARBOR.PKL");
  command->callback([files, &chosen] {
    chosen.command = [files, &chosen] { return verify(*files, chosen.format); };
  });
}

}  // namespace migrator::cli
