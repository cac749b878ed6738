#pragma once
// A run from beginning to end: what may not be done is refused before anything
// is written, and a run that was broken off goes on where its ledger stands.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/files.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/run/desk.hpp"
#include "migrator/run/fingerprint.hpp"
#include "migrator/run/report.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::run {

struct Request {
  Selection selection;
  Job job;
  Origin origin;
  std::string destination;                 // what the ledger is bound to: "maildir:/srv/mail"
  std::filesystem::path destination_root;  // the folder that targets are relative to, if any
  bool remote = false;  // messages are on a server, and only cards below the root
  std::filesystem::path state;
  std::filesystem::path set_folder;         // of an extraction; empty: `files` in the state
  std::string time_zone;                    // IANA name; empty: the source's own
  std::string domain;                       // empty: "<post office>.invalid"
  bool accept_faults = false;               // import a set of migration files though it has faults
  std::filesystem::path address_map;        // CSV (mime::AddressMap); empty: none
  std::string address_map_digest = {};      // of its bytes; filled in by migrate()
  std::optional<std::uint64_t> max_errors;  // rejected items above which a run stops
  bool dry_run = false;                     // everything is read and judged, nothing is written
  bool check_space = true;                  // refuse what the disk has no room for
  std::filesystem::path items;              // one row for each item is written there; empty: none
};

/// Where a run gets its source and its destination from, and through what it writes.
struct Doors {
  base::Files& files;
  std::function<base::Result<std::unique_ptr<Source>>(const Origin&)> open_source;
  std::function<base::Result<std::unique_ptr<destination::Destination>>(const Catalogue&,
                                                                        const mime::Options&)>
      open_destination;  // empty for an extraction
  /// Refuses what open_destination would refuse, and with extents what resume() would, and writes
  /// nothing; for a dry run. May be empty.
  std::function<base::Result<void>(const Catalogue&, const mime::Options&,
                                   const destination::Extents*)>
      check_destination = {};
  ledger::Clock clock = ledger::system_clock;
  /// Bytes that are free where a folder stands; empty: what the disk says.
  std::function<std::optional<std::uint64_t>(const std::filesystem::path&)> free_bytes = {};
};

/// Opens an export set or a set of migration files.
base::Result<std::unique_ptr<Source>> open_source(const Origin& origin);

/// Does the job, or what is left of it. An Error means that nothing was begun; what goes wrong
/// later is in Report::stopped, beside what was done until then.
base::Result<Report> migrate(const Request& request, const Doors& doors, const Watch& watch);

}  // namespace migrator::run
