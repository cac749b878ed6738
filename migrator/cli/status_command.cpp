// status: what a ledger says, also of a run that is under way.
#include <fmt/format.h>

#include <filesystem>

#include "base/json.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/cli/page.hpp"
#include "migrator/run/report.hpp"

namespace migrator::cli {
namespace {

base::Result<Outcome> status(const std::string& state, const std::string& format) {
  auto ledger = ledger::Ledger::read(std::filesystem::path(state) / "ledger.sqlite");
  if (!ledger) return std::move(ledger).error();
  auto tallies = ledger->tallies();
  if (!tallies) return std::move(tallies).error();
  auto sums = ledger->sums();
  if (!sums) return std::move(sums).error();
  base::Json out = run::tallies_json(*tallies, sums->total);
  out.update(run::extras_json(sums->extras));
  if (format == "json")
    fmt::print("{}\n", base::dump(out));
  else
    fmt::print("{}", table(*tallies, sums->total));
  return Outcome{};
}

}  // namespace

void add_status(CLI::App& app, Chosen& chosen) {
  auto state = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("status", "What was read, delivered, filtered and rejected so far");
  command->add_option("--state", *state, "The state folder of a run")->required();
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator status --state out/.sidestep --format json");
  command->callback([state, &chosen] {
    chosen.command = [state, &chosen] { return status(*state, chosen.format); };
  });
}

}  // namespace migrator::cli
