#pragma once
// The desk at which every step of a run works: its ledger, its owners, and who
// is watching. One step at a time sits here.
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"
#include "migrator/ledger/ledger.hpp"
#include "migrator/run/job.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::run {

struct Watch {
  /// Asked before every item; true ends the run in good order, to be resumed later.
  std::function<bool()> stop;
  /// Is told what happens: {"event": "step" | "account" | "progress" | "rejected" | "warning", …}.
  std::function<void(const base::Json&)> tell;

  bool stopping() const { return stop && stop(); }
  void say(const base::Json& event) const {
    if (tell) tell(event);
  }
};

/// Whose an item is: an account or the directory.
struct Holder {
  ledger::Owner kind = ledger::Owner::directory;
  std::string name;
  ledger::Ledger::OwnerId id = 0;
};

struct Desk {
  base::Files& files;
  ledger::Ledger& ledger;
  const Job& job;
  const Selection& selection;
  const Watch& watch;
  std::optional<std::uint64_t> max_errors = {};  // rejected items above which the run stops
  std::uint64_t recorded = 0;                    // rows since progress was told last
  std::uint64_t entered = 0;                     // owners so far: their order in reports

  /// Whether the run is to end in good order: the watch wants it, or too much was rejected.
  bool stopping() const { return too_many() || watch.stopping(); }
  bool too_many() const { return max_errors && rejected > *max_errors; }

  /// Enters every account, also the empty ones, and the directory into the ledger.
  base::Result<void> enter(const Catalogue& catalogue);
  base::Result<Holder> holder(const Account& account);
  base::Result<Holder> directory();

  /// Writes the row of an item together with its warnings, and tells the watch.
  base::Result<void> record(const Holder& holder, const ledger::Row& row,
                            const std::vector<std::string>& warnings = {});

  /// Tells that what was recorded is safe: {"event": "progress", "items", and `more`}.
  void progress(base::Json more = base::Json::object());

  /// Selection::filtered, and remembers in the ledger which of the chosen folders there are.
  base::Result<std::optional<ledger::Reason>> judge(const Account& account, const Item& item);
  /// Warns of chosen folders that no mailbox had, once everything was read.
  base::Result<void> warn_missing_folders();

  base::Result<void> warn_unread(const Unread& unread);
  std::set<std::string> met = {};   // chosen folders that there are
  std::set<std::string> seen = {};  // some folders that were not chosen
  std::uint64_t rejected = 0;       // as the ledger has them; counted only where there is a limit
};

/// The owner that an account is in the ledger.
ledger::Owner owner_of(AccountKind kind);

/// A row with nothing more to say.
ledger::Row row_of(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                   ledger::State state, ledger::Reason reason = ledger::Reason::none);
/// A row for an item that cannot go on.
ledger::Row rejected(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason, std::string message);
/// A row for an item that the operator does not want.
ledger::Row filtered(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason);
ledger::Row damaged(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                    const Damage& damage);

/// Whether an error says something about the item that was handed over (the run goes on with the
/// next), rather than about the disk or the run (which ends).
bool concerns_item(const base::Error& error);

/// The bytes of an item's parts.
std::uint64_t weight(const Item& item);

/// "mailbox Quill, Nora"
std::string words(const Holder& holder);

}  // namespace migrator::run
