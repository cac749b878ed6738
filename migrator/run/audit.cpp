#include "migrator/run/audit.hpp"

#include "migrator/run/audit_parts.hpp"
#include "migrator/run/report.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Result<void> check_binding(const AuditRequest& request, const ledger::Binding& binding) {
  auto print = fingerprint(request.origin);
  if (!print) return std::move(print).error();
  if (binding.destination != request.destination)
    return Error{Errc::conflict,
                 "the ledger in " + request.state.string() + " is of the destination " +
                     binding.destination + ", not of " + request.destination,
                 "give the --to and --state of one run"};
  if (binding.fingerprint != *print)
    return Error{Errc::conflict,
                 binding.source == request.origin.path.string()
                     ? "the source " + binding.source + " is not what it was when the run began"
                     : "the ledger in " + request.state.string() + " is of the source " +
                           binding.source + ", not of " + request.origin.path.string(),
                 "give the --source and --state of one run"};
  return {};
}

void add(ledger::Tally& total, const ledger::Tally& one) {
  total.read += one.read;
  total.delivered += one.delivered;
  total.filtered += one.filtered;
  total.rejected += one.rejected;
  total.pending += one.pending;
}

}  // namespace

void Audit::add(Difference difference) {
  ++difference_count;
  if (differences.size() < kMost) differences.push_back(std::move(difference));
}

Result<Audit> audit(const AuditRequest& request) {
  auto ledger = ledger::Ledger::read(request.state / "ledger.sqlite");
  if (!ledger) return std::move(ledger).error();
  auto binding = ledger->binding();
  if (!binding) return std::move(binding).error();
  if (auto fits = check_binding(request, *binding); !fits) return std::move(fits).error();
  auto source = open_source(request.origin);
  if (!source) return std::move(source).error();
  auto told = told_of(request, *binding, (*source)->catalogue());
  if (!told) return std::move(told).error();
  Audit out;
  auto known = request.remote != nullptr ? Known() : known_of(request, *ledger, out);
  if (!known) return std::move(known).error();
  std::error_code error;
  const bool recovery = std::filesystem::exists(request.origin.folder / "recovery.json", error);
  auto book = AuditBook::open(request, *told, recovery || known->added, out);
  if (!book) return std::move(book).error();
  if (auto done = check_items(request, *ledger, **source, *told, **book, out); !done)
    return std::move(done).error();
  for (const ledger::Tally& one : out.tallies) add(out.total, one);
  if (auto done = (*book)->finish(); !done) return std::move(done).error();
  if (auto done = check_cards(request, *ledger, out); !done) return std::move(done).error();
  if (request.remote != nullptr) {
    if (auto done = check_remote(request, *ledger, out); !done) return std::move(done).error();
    return out;
  }
  if (recovery) {
    out.notes.push_back(
        "a recovery set comes to mail of another run, so nothing was said of what else stands "
        "there");
    return out;
  }
  auto looked = find_strangers(request, std::move(*known), **book, out);
  if (!looked) return std::move(looked).error();
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
