#include "migrator/cli/work.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "migrator/cli/choice.hpp"
#include "migrator/cli/console.hpp"
#include "migrator/cli/events.hpp"
#include "migrator/cli/monitor.hpp"
#include "migrator/cli/page.hpp"
#include "migrator/run/provenance.hpp"

namespace migrator::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

// What happens between the first event and the page: the doors get the eyes of whoever watches.
Result<run::Report> watched(const run::Request& request, run::Doors doors, Monitor& monitor,
                            const run::Control& control) {
  doors.open_source = [&](const run::Origin& origin) -> Result<std::unique_ptr<Source>> {
    auto source = run::open_source(origin);
    if (!source) return source;
    return monitor.counted(std::move(*source), origin);
  };
  const run::Watch watch = monitor.watch();
  tell_begin(run::to_string(request.job), request.origin.path.string(), request.destination,
             control.name, control.notes, watch.tell);
  auto report = run::migrate(request, doors, watch);
  if (!report) return report;
  report->source = request.origin.path;
  report->control_name = control.name;
  report->control = control.notes;
  tell_end(*report, watch.tell);
  return report;
}

Result<Outcome> carry_out(const run::Request& request, const run::Doors& doors,
                          const WorkOptions& options, const std::string& format,
                          const run::Control& control = {}) {
  catch_signals();
  Result<run::Report> report = [&] {
    Monitor monitor(options.events);  // its line of progress ends with it
    return watched(request, doors, monitor, control);
  }();
  if (!report) return std::move(report).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(run::to_json(*report)));
  else
    fmt::print("{}", page(*report));
  Outcome outcome{report->exit_code(), report->stopped};
  if (report->interrupted && !outcome.error)
    outcome.error =
        Error{Errc::io, "interrupted, in good order",
              report->dry_run ? "nothing was written; a dry run begins anew each time"
                              : "run the same command again: it goes on where it stopped"};
  return outcome;
}

run::Request request_for(const run::Job& job, run::Origin origin, const WorkOptions& options) {
  run::Request request;
  request.job = job;
  request.origin = std::move(origin);
  request.time_zone = options.time_zone;
  request.domain = options.domain;
  request.accept_faults = options.accept_faults;
  request.max_errors = options.max_errors;
  request.dry_run = options.dry_run;
  request.check_space = !options.no_space_check;
  if (!options.address_map.empty()) request.address_map = settled(options.address_map);
  if (!options.items.empty()) request.items = settled(options.items);
  return request;
}

// What is not there yet has to be made where something stands.
Result<void> check_place(fs::path root) {
  std::error_code error;
  while (!fs::exists(root, error) && root.has_relative_path()) root = root.parent_path();
  if (!fs::is_directory(root, error))
    return Error{Errc::io, root.string() + ": is a file, so no folder can be made in it"};
  if (::access(root.c_str(), W_OK | X_OK) == 0) return {};
  return Error{Errc::io, root.string() + ": " + std::strerror(errno)};
}

// What opening the destination, or going on there, would refuse. It may write before it finds out
// everything, so it gets a disk that takes nothing: where that ended it, nothing was refused.
Result<void> check_destination(base::Files& files, const Endpoint& to, const Catalogue& catalogue,
                               const mime::Options& rendering, destination::Opening opening,
                               const destination::Extents* extents) {
  if (auto fits = check_place(to.path); !fits) return fits;
  bool wrote = false;
  base::FailingFiles nothing(files, 0, [&] { wrote = true; });
  opening.looks = true;
  auto opened =
      destination::open_folder(nothing, to.format, to.path, catalogue, rendering, opening);
  if (!opened) return wrote ? Result<void>() : std::move(opened).error();
  if (extents == nullptr) return {};
  auto resumed = (*opened)->resume(*extents);
  return wrote ? Result<void>() : resumed;
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

// How the destination knows the run again, also after both were moved together.
std::string name_of_run(const fs::path& destination, const fs::path& state) {
  const fs::path inside = state.lexically_relative(destination);
  const bool below = !inside.empty() && *inside.begin() != "..";
  return (below ? inside : state).string();
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

namespace {

// Mail goes to the server, and what IMAP has no place for into the state. A recovery set has a
// ledger of its own beside itself, and comes to the state of the run that it is of.
Result<Outcome> deliver_to_server(run::Request request, const imap::Server& server, bool adds,
                                  const WorkOptions& options, const std::string& format,
                                  const run::Control& control) {
  if (options.state.empty())
    return Error{Errc::usage, "--state is missing: a server keeps no ledger",
                 "give --state a folder of this run, the same each time"};
  const fs::path state = settled(options.state);
  request.remote = true;
  request.destination_root = state;
  request.state = state;
  if (adds) {
    auto own = run::recovery_state(request.origin);
    if (!own) return std::move(own).error();
    request.state = std::move(*own);
  }
  auto target = target_of(server, options.imap, state, control.permissions);
  if (!target) return std::move(target).error();
  target->adds = adds;
  const auto files = make_files();
  const auto wanted = [&](const Account& account) {
    return request.job.carries(account) && request.selection.chosen(account);
  };
  const auto open = [&](base::Files& disk, const Catalogue& catalogue,
                        const mime::Options& rendering) {
    return imap::open_imap(disk, *target, catalogue, rendering, wanted);
  };
  const run::Doors doors{*files, run::open_source,
                         [&](const Catalogue& catalogue, const mime::Options& rendering) {
                           return open(*files, catalogue, rendering);
                         },
                         [&](const Catalogue& catalogue, const mime::Options& rendering,
                             const destination::Extents*) -> Result<void> {
                           base::FailingFiles nothing(*files, 0);
                           auto opened = open(nothing, catalogue, rendering);
                           return opened ? Result<void>() : std::move(opened).error();
                         }};
  return carry_out(request, doors, options, format, control);
}

}  // namespace

void add_work_options(CLI::App& command, WorkOptions& options, const std::string& state) {
  command.add_option("--state", options.state,
                     "Folder of the ledger, the lock and the recovery set [" + state + "]");
  command.add_option("--time-zone", options.time_zone,
                     "IANA name of the zone of the source's clock [what the source says, or UTC]");
  command
      .add_option("--domain", options.domain,
                  "Domain that completes addresses [<post office>.invalid]")
      ->check([](const std::string& domain) {
        return std::string(domain.empty() ? "an empty text is not a domain" : "");
      });
  command.add_option("--events", options.events, "Write events to standard error: ndjson")
      ->check(CLI::IsMember({"ndjson"}));
}

void add_choice_options(CLI::App& command, WorkOptions& options) {
  command.add_option("--since", options.since, "Only messages of this day or later: YYYY-MM-DD");
  command.add_option("--until", options.until, "Only messages of this day or earlier: YYYY-MM-DD");
  command.add_option("--mailbox", options.mailboxes,
                     "Only this mailbox, and no board that is not named; may be repeated");
  command.add_option("--board", options.boards,
                     "Only this bulletin board, and no mailbox that is not named; may be repeated");
  command.add_option("--folder", options.folders,
                     "Of mailboxes only this folder and those in it; may be repeated");
  command.add_option("--items", options.items,
                     "Also write one row for each item, to FILE.csv or FILE.ndjson");
  // As text a number below zero would wrap around to one that is never reached.
  command
      .add_option("--max-errors", options.max_errors,
                  "Stop when more than this many items are rejected [never]")
      ->check(CLI::NonNegativeNumber);
  command.add_flag("--no-space-check", options.no_space_check,
                   "Begin though the disk may be too small");
}

void add_delivery_options(CLI::App& command, WorkOptions& options) {
  command
      .add_option("--to", options.to,
                  "DEST: maildir:PATH, mbox:PATH, eml:PATH, imap://HOST:PORT or imaps://HOST:PORT")
      ->required();
  add_login_options(command, options.imap);
  add_append_options(command, options.imap);
  command.add_option("--address-map", options.address_map,
                     "CSV of people and their Internet addresses: name,address");
  add_choice_options(command, options);
  command.add_flag("--dry-run", options.dry_run,
                   "Read and judge everything, write nothing, and report what would happen");
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
                           const std::string& format, const run::Control& control) {
  auto to = parse_destination(options.to);
  if (!to) return std::move(to).error();
  auto selection = selection_of(options, control);
  if (!selection) return std::move(selection).error();
  auto origin = origin_of(settled(options.source), options.profile);
  if (!origin) return std::move(origin).error();
  auto recovered = run::provenance_of(*origin);
  if (!recovered) return std::move(recovered).error();
  const bool adds = recovered->has_value();
  run::Request request = request_for(job, std::move(*origin), options);
  request.selection = std::move(*selection);
  request.destination = to->text;
  if (adds && request.time_zone.empty()) request.time_zone = (*recovered)->time_zone;
  if (adds && request.domain.empty()) request.domain = (*recovered)->domain;
  if (to->server)
    return deliver_to_server(std::move(request), *to->server, adds, options, format, control);
  if (options.imap.given())
    return Error{Errc::usage,
                 "--to " + to->text + ": is a folder, and takes no options of a server",
                 "leave --accounts and the other options of IMAP out"};
  request.destination_root = to->path;
  auto state = options.state.empty() ? default_state(to->path, request.origin, adds)
                                     : Result<fs::path>(settled(options.state));
  if (!state) return std::move(state).error();
  request.state = std::move(*state);
  const auto files = make_files();
  const destination::Opening opening{adds, name_of_run(to->path, request.state)};
  const run::Doors doors{*files, run::open_source,
                         [&](const Catalogue& catalogue, const mime::Options& rendering) {
                           return destination::open_folder(*files, to->format, to->path, catalogue,
                                                           rendering, opening);
                         },
                         [&](const Catalogue& catalogue, const mime::Options& rendering,
                             const destination::Extents* extents) {
                           return check_destination(*files, *to, catalogue, rendering, opening,
                                                    extents);
                         }};
  return carry_out(request, doors, options, format, control);
}

Result<Outcome> extract_into(const std::string& files_option, const WorkOptions& options,
                             const std::string& format) {
  auto origin = origin_of(settled(options.source), options.profile);
  if (!origin) return std::move(origin).error();
  auto selection = selection_of(options, {});
  if (!selection) return std::move(selection).error();
  run::Request request = request_for(run::extract_job(), std::move(*origin), options);
  request.selection = std::move(*selection);
  request.set_folder = settled(files_option);
  request.destination = "files:" + request.set_folder.string();
  request.state = options.state.empty() ? request.set_folder / ".sidestep" : settled(options.state);
  if (auto empty = check_folder(request.set_folder, request.state); !empty)
    return std::move(empty).error();
  const auto files = make_files();
  return carry_out(request, {*files, run::open_source, {}}, options, format);
}

}  // namespace migrator::cli
