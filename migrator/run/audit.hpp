#pragma once
// The audit of a migration: source, ledger and destination are read again and
// held against each other. It shares no step with the run that it judges but
// the reading of the source and the rules of what a message says.
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/remote.hpp"
#include "migrator/ledger/ledger.hpp"
#include "migrator/run/fingerprint.hpp"

namespace migrator::run {

struct AuditRequest {
  Origin origin;
  std::string destination;  // as the ledger is bound to it: "maildir:/srv/mail"
  destination::Format format = destination::Format::maildir;
  std::filesystem::path root;
  std::filesystem::path state;
  std::filesystem::path address_map;  // that the run had; empty: none
  /// Where the messages are, if not below `root`; then only cards are there.
  destination::Remote* remote = nullptr;
};

/// Something that is not as it should be: of an item, or of a file (sequence 0).
struct Difference {
  ledger::Owner owner = ledger::Owner::mailbox;
  std::string name;  // of the account
  ledger::ItemKind kind = ledger::ItemKind::message;
  std::uint64_t sequence = 0;
  std::string file;    // where in the destination; empty: nowhere
  Place place;         // where in the source
  std::string what{};  // in words
};

struct Audit {
  /// Differences are named up to this many, and counted all.
  static constexpr std::size_t kMost = 1000;

  std::vector<Difference> differences;
  std::uint64_t difference_count = 0;
  std::uint64_t compared = 0;  // delivered items whose content was held against the source's
  std::vector<ledger::Tally> tallies;  // of what the source holds, by the ledger's states
  ledger::Tally total;
  std::vector<std::string> notes;

  bool equal() const { return difference_count == 0; }
  void add(Difference difference);
};

/// Reads everything again. Errc::conflict when source, destination and ledger do not belong
/// together or the address map is not the run's; Errc::io when one of them cannot be read.
base::Result<Audit> audit(const AuditRequest& request);

/// {"equal", "compared", "difference_count", "differences": [{kind, name, item, sequence, file,
/// source: {file, offset, length}, what}], "mailboxes": […], "boards": […], "directory", "total",
/// "notes"}
base::Json to_json(const Audit& audit);

}  // namespace migrator::run
