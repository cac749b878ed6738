#include "migrator/cli/work.hpp"

#include <fmt/format.h>

#include "migrator/cli/console.hpp"
#include "migrator/cli/page.hpp"
#include "migrator/run/provenance.hpp"

namespace migrator::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

Result<Outcome> carry_out(const run::Request& request, const run::Doors& doors,
                          const WorkOptions& options, const std::string& format) {
  catch_signals();
  Result<run::Report> report = [&] {
    const run::Watch watch = make_watch(options.events);  // its line of progress ends with it
    return run::migrate(request, doors, watch);
  }();
  if (!report) return std::move(report).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(run::to_json(*report)));
  else
    fmt::print("{}", page(*report));
  Outcome outcome{report->exit_code(), report->stopped};
  if (report->interrupted && !outcome.error)
    outcome.error = Error{Errc::io, "interrupted, in good order",
                          "run the same command again: it goes on where it stopped"};
  return outcome;
}

run::Request request_for(const run::Job& job, run::Origin origin, const WorkOptions& options) {
  run::Request request;
  request.job = job;
  request.origin = std::move(origin);
  request.time_zone = options.time_zone;
  request.domain = options.domain;
  request.accept_faults = options.accept_faults;
  return request;
}

// The state of a run that names none. A set that an earlier run left in the destination's state has
// the ledger of its extraction beside it; its import gets one of its own.
// A recovery set has it beside itself.
Result<fs::path> default_state(const fs::path& destination, const run::Origin& origin,
                               bool recovery) {
  if (recovery) return run::recovery_state(origin);
  const fs::path state = destination / ".sidestep";
  const fs::path from = origin.path.lexically_relative(state);
  const bool inside = !from.empty() && *from.begin() != ".." && *from.begin() != ".";
  return inside ? state / "import" : state;
}

// An extraction writes into an empty folder or goes on in its own.
Result<void> check_folder(const fs::path& folder, const fs::path& state) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error))
    return Error{Errc::usage, folder.string() + ": is not a folder"};
  if (fs::exists(state / "ledger.sqlite", error)) return {};
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (settled(it->path()) != state)
      return Error{Errc::conflict, folder.string() + ": is not empty",
                   "give --files a new or empty folder"};
  if (error) return Error{Errc::io, folder.string() + ": " + error.message()};
  return {};
}

}  // namespace

void add_work_options(CLI::App& command, WorkOptions& options) {
  command.add_option("--state", options.state,
                     "Folder of the ledger, the lock and the recovery set [.sidestep in the "
                     "destination]");
  command.add_option("--time-zone", options.time_zone,
                     "IANA name of the zone of the source's clock [what the source says, or UTC]");
  command.add_option("--domain", options.domain,
                     "Domain that completes addresses [<post office>.invalid]");
  command.add_option("--events", options.events, "Write events to standard error: ndjson")
      ->check(CLI::IsMember({"ndjson"}));
}

void add_profile_option(CLI::App& command, std::string& profile) {
  command.add_option(
      "--profile", profile,
      "Keyword spellings of the export files [what set.json names, or the standard]");
}

Result<run::Origin> origin_of(const fs::path& path, const std::string& profile) {
  auto origin = run::origin_of(path, profile);
  if (!origin || profile.empty()) return origin;
  if (origin->kind != run::Origin::Kind::export_set)
    return Error{Errc::usage, "--profile: a set of migration files has no keywords to spell",
                 "leave --profile out"};
  origin->choice.profile = settled(profile);
  return origin;
}

void add_accept_faults(CLI::App& command, WorkOptions& options) {
  command.add_flag("--accept-faults", options.accept_faults,
                   "Import a set of migration files though `verify` finds faults in it");
}

void add_format(CLI::App& command, Chosen& chosen) {
  command.add_option("--format", chosen.format, "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
}

Result<Outcome> deliver_to(const run::Job& job, const WorkOptions& options,
                           const std::string& format) {
  auto to = parse_destination(options.to);
  if (!to) return std::move(to).error();
  auto origin = origin_of(settled(options.source), options.profile);
  if (!origin) return std::move(origin).error();
  auto recovered = run::provenance_of(*origin);
  if (!recovered) return std::move(recovered).error();
  const bool adds = recovered->has_value();
  run::Request request = request_for(job, std::move(*origin), options);
  request.destination = to->text;
  request.destination_root = to->path;
  if (adds && request.time_zone.empty()) request.time_zone = (*recovered)->time_zone;
  if (adds && request.domain.empty()) request.domain = (*recovered)->domain;
  auto state = options.state.empty() ? default_state(to->path, request.origin, adds)
                                     : Result<fs::path>(settled(options.state));
  if (!state) return std::move(state).error();
  request.state = std::move(*state);
  const auto files = make_files();
  const run::Doors doors{
      *files, run::open_source, [&](const Catalogue& catalogue, const mime::Options& rendering) {
        return destination::open_maildir(*files, to->path, catalogue, rendering, adds);
      }};
  return carry_out(request, doors, options, format);
}

Result<Outcome> extract_into(const std::string& files_option, const WorkOptions& options,
                             const std::string& format) {
  auto origin = origin_of(settled(options.source), options.profile);
  if (!origin) return std::move(origin).error();
  run::Request request = request_for(run::extract_job(), std::move(*origin), options);
  request.set_folder = settled(files_option);
  request.destination = "files:" + request.set_folder.string();
  request.state = options.state.empty() ? request.set_folder / ".sidestep" : settled(options.state);
  if (auto empty = check_folder(request.set_folder, request.state); !empty)
    return std::move(empty).error();
  const auto files = make_files();
  return carry_out(request, {*files, run::open_source, {}}, options, format);
}

}  // namespace migrator::cli
