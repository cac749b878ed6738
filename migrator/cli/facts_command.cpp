// facts: what a source tells about the operation, for `sidestep check --source`.
#include <fmt/format.h>

#include "migrator/ccmail/export_set.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/run/fingerprint.hpp"

namespace migrator::cli {
namespace {

base::Result<Outcome> facts(const std::string& source) {
  auto origin = run::origin_of(source);
  if (!origin) return std::move(origin).error();
  contract::Facts out;  // a set of migration files no longer tells anything about its post office
  if (origin->kind == run::Origin::Kind::export_set) {
    auto measured = ccmail::measure(origin->path);
    if (!measured) return std::move(measured).error();
    out = std::move(*measured);
  }
  fmt::print("{}\n", base::dump(contract::to_json(out)));
  return Outcome{};
}

}  // namespace

void add_facts(CLI::App& app, Chosen& chosen) {
  auto source = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("facts", "What SRC tells about the operation, as facts in JSON");
  command->add_option("--source", *source, "SRC")->required();
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator facts --source export/");
  command->callback([source, &chosen] { chosen.command = [source] { return facts(*source); }; });
}

}  // namespace migrator::cli
