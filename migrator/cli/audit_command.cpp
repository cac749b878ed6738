// audit: source, ledger and destination are read again and compared.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "migrator/cli/work.hpp"
#include "migrator/destination/imap/reader.hpp"
#include "migrator/run/audit.hpp"

namespace migrator::cli {
namespace {

using base::Result;

constexpr std::size_t kNamed = 50;  // differences on the page; --format json has up to 1,000

std::string place_of(const run::Difference& one) {
  std::string out(ledger::to_string(one.owner));
  if (!one.name.empty()) out += " " + base::printable(one.name);
  if (one.sequence > 0) out += fmt::format(", {} {}", ledger::to_string(one.kind), one.sequence);
  if (!one.place.file.empty())
    out += fmt::format(" ({} byte {})", base::printable(one.place.file), one.place.offset);
  return one.name.empty() && one.sequence == 0 && !one.file.empty() ? "" : out + ": ";
}

void print(const run::Audit& audit) {
  fmt::print("{}\n",
             audit.equal()
                 ? "Equal: the destination has what the source has, and the ledger knows it all."
                 : fmt::format("Different: {} {} not as it should be.", audit.difference_count,
                               audit.difference_count == 1 ? "thing is" : "things are"));
  fmt::print(
      "Read {}: {} delivered, {} filtered, {} rejected, {} pending. Compared {} by "
      "content.\n",
      audit.total.read, audit.total.delivered, audit.total.filtered, audit.total.rejected,
      audit.total.pending, audit.compared);
  for (std::size_t i = 0; i < std::min(kNamed, audit.differences.size()); ++i) {
    const run::Difference& one = audit.differences[i];
    fmt::print("  {}{}{}{}\n", place_of(one), base::printable(one.file),
               one.file.empty() ? "" : ": ", base::printable(one.what));
  }
  if (audit.difference_count > kNamed)
    fmt::print("  and {} more\n", audit.difference_count - kNamed);
  for (const std::string& note : audit.notes) fmt::print("note: {}\n", base::printable(note));
}

Result<Outcome> audit(const WorkOptions& options, const std::string& format) {
  auto to = parse_destination(options.to);
  if (!to) return std::move(to).error();
  auto origin = origin_of(settled(options.source), options.profile);
  if (!origin) return std::move(origin).error();
  run::AuditRequest request{std::move(*origin), to->text, to->format, to->path, {}, {}, nullptr};
  request.state = options.state.empty() ? to->path / ".sidestep" : settled(options.state);
  std::unique_ptr<destination::Remote> remote;
  if (to->server) {
    if (options.state.empty())
      return base::Error{base::Errc::usage, "--state is missing: a server keeps no ledger",
                         "give the --state of the run"};
    auto target = target_of(*to->server, options.imap, request.state);
    if (!target) return std::move(target).error();
    request.root = request.state;
    remote = imap::open_reader(std::move(*target));
    request.remote = remote.get();
  }
  if (!options.address_map.empty()) request.address_map = settled(options.address_map);
  auto done = run::audit(request);
  if (!done) return std::move(done).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(run::to_json(*done)));
  else
    print(*done);
  return Outcome{done->equal() ? 0 : 2};
}

}  // namespace

void add_audit(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<WorkOptions>();
  CLI::App* command = app.add_subcommand(
      "audit", "Read source and destination again and compare every item by content");
  command->add_option("--source", options->source, "SRC that was migrated")->required();
  command->add_option("--to", options->to, "DEST that the run had")->required();
  add_login_options(*command, options->imap);
  command->add_option("--state", options->state,
                      "The state folder of the run [.sidestep in the destination]");
  command->add_option("--address-map", options->address_map, "The address map that the run had");
  add_profile_option(*command, options->profile);
  add_format(*command, chosen);
  command->footer(
      "Example:\n  sidestep-migrator audit --source export/ --to maildir:out\n\n"
      "Exit codes: 0 equal, 2 different, 3 unusable arguments or input.");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] { return audit(*options, chosen.format); };
  });
}

}  // namespace migrator::cli
