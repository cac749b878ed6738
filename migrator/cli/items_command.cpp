// items: one row for each item of a ledger.
#include <cstdio>

#include "migrator/cli/commands.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/run/items.hpp"

namespace migrator::cli {
namespace {

class StandardOutput : public base::ByteSink {
 public:
  base::Result<void> write(base::Bytes bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
    return base::Error{base::Errc::io, "standard output: cannot be written"};
  }
};

// What was asked for, or what the name of the file says; both when they agree.
base::Result<run::ItemsFormat> wanted_format(const std::string& format, const std::string& output) {
  const auto wanted = format == "ndjson" ? run::ItemsFormat::ndjson : run::ItemsFormat::csv;
  if (output.empty()) return wanted;
  auto named = run::items_format_of(output);
  if (format.empty()) return named;
  if (!named || *named == wanted) return wanted;  // a name that says nothing is no contradiction
  return base::Error{base::Errc::usage, output + ": --format says " + format,
                     "leave --format out, or give a name that ends in ." + format};
}

base::Result<Outcome> items(const std::string& state, const std::string& format,
                            const std::string& output) {
  auto wanted = wanted_format(format, output);
  if (!wanted) return std::move(wanted).error();
  auto ledger = ledger::Ledger::read(std::filesystem::path(state) / "ledger.sqlite");
  if (!ledger) return std::move(ledger).error();
  if (output.empty()) {
    StandardOutput out;
    if (auto done = run::write_items(*ledger, *wanted, out); !done) return std::move(done).error();
    return Outcome{};
  }
  base::PosixFiles files;
  auto done = run::write_items(files, *ledger, *wanted, settled(output));
  if (!done) return std::move(done).error();
  return Outcome{};
}

}  // namespace

void add_items(CLI::App& app, Chosen& chosen) {
  auto state = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>();
  auto output = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("items", "One row for each item, and what became of it");
  command->add_option("--state", *state, "The state folder of a run")->required();
  command->add_option("--format", *format, "csv or ndjson [what the name of -o says, or csv]")
      ->check(CLI::IsMember({"csv", "ndjson"}));
  command->add_option("-o,--output", *output, "Write to this file [standard output]");
  command->footer("Example:\n  sidestep-migrator items --state out/.sidestep -o items.csv");
  command->callback([state, format, output, &chosen] {
    chosen.command = [state, format, output] { return items(*state, *format, *output); };
  });
}

}  // namespace migrator::cli
