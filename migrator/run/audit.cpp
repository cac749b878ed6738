#include "migrator/run/audit.hpp"

#include <map>

#include "migrator/destination/open_delivered.hpp"
#include "migrator/mime/delivered.hpp"
#include "migrator/mime/draft.hpp"
#include "migrator/run/desk.hpp"
#include "migrator/run/options.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using ledger::ItemKind;
using ledger::Row;
using ledger::State;

class Auditor {
 public:
  Auditor(const AuditRequest& request, ledger::Ledger& ledger, Source& source,
          mime::Options options, Audit& audit)
      : ledger_(ledger),
        source_(source),
        options_(std::move(options)),
        reader_(request.format, request.root),
        audit_(audit) {}

  Result<void> run();

 private:
  struct Owned {
    ledger::Owner owner;
    const std::string& name;
    std::optional<ledger::Ledger::OwnerId> id;
    ledger::Tally tally;
    std::map<ItemKind, std::uint64_t> seen;  // of each kind, how many the source holds
  };
  Result<Owned> owned(ledger::Owner owner, const std::string& name);
  Result<void> account(const Account& account);
  Result<void> directory();
  Result<void> finish(Owned& owned);
  Result<std::optional<Row>> row_of(Owned& owned, ItemKind kind, std::uint64_t sequence,
                                    const Place& place, bool damaged);
  Result<void> message(Owned& owned, const Item& item);
  void say(const Owned& owned, ItemKind kind, std::uint64_t sequence, const Place& place,
           const Row& row, std::string what);

  ledger::Ledger& ledger_;
  Source& source_;
  mime::Options options_;
  destination::DeliveredReader reader_;
  Audit& audit_;
};

Result<void> Auditor::run() {
  for (const Account& one : source_.catalogue().accounts)
    if (auto done = account(one); !done)
      return std::move(done).error().during(words({owner_of(one.kind), one.name}));
  return directory();
}

Result<Auditor::Owned> Auditor::owned(ledger::Owner owner, const std::string& name) {
  auto id = ledger_.find_owner(owner, name);
  if (!id) return std::move(id).error();
  Owned out{owner, name, *id, {}, {}};
  out.tally.owner = owner;
  out.tally.name = name;
  if (!*id)
    audit_.add(
        {owner, name, ItemKind::message, 0, "", {}, "the ledger does not have this account"});
  return out;
}

Result<void> Auditor::account(const Account& account) {
  auto own = owned(owner_of(account.kind), account.name);
  if (!own) return std::move(own).error();
  if (account.kind == AccountKind::mailbox) {
    auto lists = source_.lists(account);
    if (!lists) return std::move(lists).error();
    std::uint64_t sequence = 0;
    for (const PersonalList& list : *lists)
      if (auto row = row_of(*own, ItemKind::list, ++sequence, list.place, list.damage.has_value());
          !row)
        return std::move(row).error();
  }
  auto items = source_.open(account);
  if (!items) return std::move(items).error();
  for (;;) {
    auto next = (*items)->next();
    if (!next) return std::move(next).error();
    if (!*next) return finish(*own);
    if (auto done = message(*own, **next); !done)
      return std::move(done).error().during("item " + std::to_string((*next)->sequence));
  }
}

Result<void> Auditor::directory() {
  static const std::string kNone;
  auto own = owned(ledger::Owner::directory, kNone);
  if (!own) return std::move(own).error();
  std::uint64_t sequence = 0;
  const auto take = [&](const Place& place, bool damaged) -> Result<void> {
    auto row = row_of(*own, ItemKind::directory_entry, ++sequence, place, damaged);
    if (!row) return std::move(row).error();
    return {};
  };
  auto read =
      source_.directory([&](const DirectoryEntry& entry) { return take(entry.place, false); },
                        [&](const Place& place, const Damage&) { return take(place, true); });
  if (!read) return std::move(read).error().during("directory");
  return finish(*own);
}

// Rows are numbered as the source is read, so what the source no longer has stands at the end.
Result<void> Auditor::finish(Owned& own) {
  audit_.tallies.push_back(own.tally);
  if (!own.id) return {};
  for (const ItemKind kind : {ItemKind::message, ItemKind::list, ItemKind::directory_entry}) {
    auto has = ledger_.rows(*own.id, kind);
    if (!has) return std::move(has).error();
    if (*has <= own.seen[kind]) continue;
    audit_.add({own.owner,
                own.name,
                kind,
                0,
                "",
                {},
                "the ledger has " + std::to_string(*has) + ", and the source " +
                    std::to_string(own.seen[kind])});
  }
  return {};
}

void Auditor::say(const Owned& own, ItemKind kind, std::uint64_t sequence, const Place& place,
                  const Row& row, std::string what) {
  audit_.add({own.owner, own.name, kind, sequence, row.target, place, std::move(what)});
}

// The row of an item that was delivered; nullopt for one that was not, with what is wrong about it.
Result<std::optional<Row>> Auditor::row_of(Owned& own, ItemKind kind, std::uint64_t sequence,
                                           const Place& place, bool damaged) {
  using Found = std::optional<Row>;
  ++own.tally.read;
  ++own.seen[kind];
  if (!own.id) return Found();
  auto row = ledger_.find(*own.id, kind, sequence);
  if (!row) return std::move(row).error();
  if (!*row) {
    say(own, kind, sequence, place, {}, "the source has it, and the ledger does not");
    return Found();
  }
  switch ((*row)->state) {
    case State::delivered:
      ++own.tally.delivered;
      if (!damaged) return std::move(*row);
      say(own, kind, sequence, place, **row, "was delivered, and the source has no readable item");
      return Found();
    case State::filtered:
      ++own.tally.filtered;
      return Found();
    case State::rejected:
      ++own.tally.rejected;
      return Found();
    case State::extracted:
      ++own.tally.pending;
      say(own, kind, sequence, place, **row, "was extracted and is not delivered yet");
  }
  return Found();
}

Result<void> Auditor::message(Owned& own, const Item& item) {
  auto row = row_of(own, ItemKind::message, item.sequence, item.place, !item.message);
  if (!row) return std::move(row).error();
  if (!*row) return {};
  const auto differs = [&](std::string what) {
    say(own, ItemKind::message, item.sequence, item.place, **row, std::move(what));
  };
  auto draft = mime::make_draft(*item.message, options_);
  if (!draft) return std::move(draft).error();
  if (draft->rendered.hash != (*row)->hash)
    differs("the ledger's hash is not that of the source's message");
  auto file = reader_.open((*row)->target, (*row)->target_id);
  auto seen = file ? mime::read_delivered(**file) : Result<mime::Content>(file.error());
  if (!seen) {
    differs((file ? "cannot be read as a message: " : "") + seen.error().message);
    return {};
  }
  ++audit_.compared;
  if (mime::content_hash(*seen) == draft->rendered.hash) return {};
  auto sentences = mime::differences(mime::expected(*draft), *seen);
  if (sentences.empty()) sentences = {"its content has another hash than the source's message"};
  for (std::string& sentence : sentences) differs(std::move(sentence));
  return {};
}

// What the run was told stands beside the mail; the ledger says to whom it belongs.
Result<mime::Options> options_of_run(const AuditRequest& request, const Catalogue& catalogue) {
  const fs::path file = request.root / ".sidestep/destination.json";
  auto json = base::read_json(file);
  if (!json) return std::move(json).error().during("the destination's binding");
  const auto text = [&](const char* key) {
    const auto value = json->is_object() ? json->value(key, base::Json()) : base::Json();
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  Request run;
  run.time_zone = text("time_zone");
  run.domain = text("domain");
  run.address_map = request.address_map;
  Catalogue seen = catalogue;
  if (!run.time_zone.empty()) seen.time_zone = run.time_zone;
  auto options = options_of(seen, run);
  if (!options) return options;
  if (auto read = read_address_map(run, *options); !read) return std::move(read).error();
  if (run.address_map_digest != text("addresses"))
    return Error{Errc::conflict,
                 text("addresses").empty() ? "the run had no address map"
                 : request.address_map.empty()
                     ? "the run had an address map"
                     : request.address_map.string() + ": is not the address map of the run",
                 "give the --address-map of the run, as it was"};
  return options;
}

Result<void> check_binding(const AuditRequest& request, ledger::Ledger& ledger) {
  auto binding = ledger.binding();
  if (!binding) return std::move(binding).error();
  auto print = fingerprint(request.origin);
  if (!print) return std::move(print).error();
  if (binding->destination != request.destination)
    return Error{Errc::conflict,
                 "the ledger in " + request.state.string() + " is of the destination " +
                     binding->destination + ", not of " + request.destination,
                 "give the --to and --state of one run"};
  if (binding->fingerprint != *print)
    return Error{Errc::conflict,
                 binding->source == request.origin.path.string()
                     ? "the source " + binding->source + " is not what it was when the run began"
                     : "the ledger in " + request.state.string() + " is of the source " +
                           binding->source + ", not of " + request.origin.path.string(),
                 "give the --source and --state of one run"};
  return {};
}

}  // namespace

void Audit::add(Difference difference) {
  ++difference_count;
  if (differences.size() < kMost) differences.push_back(std::move(difference));
}

Result<Audit> audit(const AuditRequest& request) {
  auto ledger = ledger::Ledger::read(request.state / "ledger.sqlite");
  if (!ledger) return std::move(ledger).error();
  if (auto fits = check_binding(request, *ledger); !fits) return std::move(fits).error();
  auto source = open_source(request.origin);
  if (!source) return std::move(source).error();
  auto options = options_of_run(request, (*source)->catalogue());
  if (!options) return std::move(options).error();
  Audit out;
  if (auto done = Auditor(request, *ledger, **source, std::move(*options), out).run(); !done)
    return std::move(done).error();
  for (const ledger::Tally& one : out.tallies) {
    out.total.read += one.read;
    out.total.delivered += one.delivered;
    out.total.filtered += one.filtered;
    out.total.rejected += one.rejected;
    out.total.pending += one.pending;
  }
  if (auto done = check_cards(request, *ledger, out); !done) return std::move(done).error();
  if (auto done = find_strangers(request, *ledger, out); !done) return std::move(done).error();
  return out;
}

base::Json to_json(const Audit& audit) {
  base::Json out = {{"equal", audit.equal()},
                    {"compared", audit.compared},
                    {"difference_count", audit.difference_count},
                    {"differences", base::Json::array()}};
  for (const Difference& one : audit.differences)
    out["differences"].push_back(
        {{"kind", ledger::to_string(one.owner)},
         {"name", one.name},
         {"item", ledger::to_string(one.kind)},
         {"sequence", one.sequence},
         {"file", one.file},
         {"source",
          {{"file", one.place.file}, {"offset", one.place.offset}, {"length", one.place.length}}},
         {"what", one.what}});
  out.update(tallies_json(audit.tallies, audit.total));
  out["notes"] = audit.notes;
  return out;
}

}  // namespace migrator::run
