// facts: what a source tells about the operation, for `sidestep check --source`.
#include <fmt/format.h>

#include "migrator/ccmail/export_set.hpp"
#include "migrator/cli/work.hpp"

namespace migrator::cli {
namespace {

// What was measured by a draft does not stand in any set.json.
void say_drafted(contract::Facts& facts) {
  const contract::Facts measured = facts;
  for (const auto& [name, fact] : measured)
    if (fact.from.starts_with("set.json")) facts.set(name, {fact.value, "drafted " + fact.from});
}

base::Result<Outcome> facts(const std::string& source, const std::string& profile) {
  auto origin = origin_of(source, profile);
  if (!origin) return std::move(origin).error();
  contract::Facts out;  // a set of migration files no longer tells anything about its post office
  if (origin->kind == run::Origin::Kind::export_set) {
    auto measured = ccmail::measure(origin->path, origin->choice);
    if (!measured) return std::move(measured).error();
    out = std::move(*measured);
    if (origin->choice.description) say_drafted(out);
  }
  fmt::print("{}\n", base::dump(contract::to_json(out)));
  return Outcome{};
}

}  // namespace

void add_facts(CLI::App& app, Chosen& chosen) {
  struct Options {
    std::string source, profile;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("facts", "What SRC tells about the operation, as facts in JSON");
  command->add_option("--source", options->source, "SRC")->required();
  add_profile_option(*command, options->profile);
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator facts --source export/");
  command->callback([options, &chosen] {
    chosen.command = [options] { return facts(options->source, options->profile); };
  });
}

}  // namespace migrator::cli
