#include "migrator/run/run.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "migrator/ccmail/export_set.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/run/binding.hpp"
#include "migrator/run/checks.hpp"
#include "migrator/run/items.hpp"
#include "migrator/run/options.hpp"
#include "migrator/run/orders.hpp"
#include "migrator/run/recovery.hpp"
#include "migrator/run/rehearsal.hpp"
#include "migrator/run/runner.hpp"
#include "migrator/run/space.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

fs::path packing_list_in(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (base::lower(it->path().extension().string()) == ".pkl") return it->path();
  return {};
}

Error too_many_errors(std::uint64_t most) {
  return {Errc::limit,
          "stopped, in good order: more than " + std::to_string(most) +
              (most == 1 ? " item was" : " items were") + " rejected",
          "see what they are; the same command with a higher --max-errors, or without it, goes on "
          "where this stopped"};
}

// The run itself, once everything is open. Its errors are part of the report.
void work(const Request& request, Desk& desk, Source& source, const Catalogue& catalogue,
          const Provenance& provenance, destination::Destination* destination, Report& report) {
  auto complete = desk.ledger.marked(kComplete);
  Runner runner(request, desk, source, catalogue, provenance, destination, report);
  if (complete && *complete) {
    report.complete = report.nothing_new = true;
  } else {
    Result<bool> done = complete ? runner.run() : std::move(complete);
    report.complete = done && *done;
    report.interrupted = done && !*done && !desk.too_many();
    if (!done) report.stopped = std::move(done).error();
    if (!report.complete && !report.stopped && desk.too_many())
      report.stopped = too_many_errors(*desk.max_errors);
    // What was staged and not flushed is done again by the next run.
    if (auto undone = desk.ledger.rollback(); !undone && !report.stopped)
      report.stopped = undone.error();
  }
  const fs::path set = packing_list_in(runner.set_folder(0));
  if (!report.set && !set.empty()) report.set = set;
}

}  // namespace

Result<std::unique_ptr<Source>> open_source(const Origin& origin) {
  if (origin.kind == Origin::Kind::packing_list) return migration::open_set(origin.path);
  return ccmail::open_export_set(origin.path, origin.choice);
}

namespace {

// What a run stands on once it may begin.
struct Ground {
  const Request& request;
  const Doors& doors;
  const Watch& watch;
  Source& source;
  const Catalogue& catalogue;
  const mime::Options& options;
  const Provenance& provenance;
  ledger::Binding binding;
};

// Says what became of the source: all counts are made from the ledger.
Result<void> tell(const Ground& ground, base::Files& files, ledger::Ledger& ledger,
                  Report& report) {
  if (auto counted = count(ledger, report); !counted) return counted;
  // A run that was stopped has none yet, or that of its last end.
  const fs::path kept = recovery_folder(ground.request.state);
  std::error_code absent;
  if (report.total.rejected > 0 && !report.dry_run &&
      fs::exists(kept / "rejected.ndjson", absent)) {
    report.recovery = kept;
    report.recovery_set = recovery_set(ground.request.origin, *report.recovery);
  }
  if (ground.request.items.empty()) return {};
  auto format = items_format_of(ground.request.items);
  if (!format) return std::move(format).error();
  // The mail is where it belongs all the same, and the report says so.
  auto written = write_items(files, ledger, *format, ground.request.items);
  if (!written && !report.stopped) report.stopped = std::move(written).error();
  return {};
}

Report begin_report(const Request& request) {
  Report report;
  report.job = to_string(request.job);
  report.destination = request.destination;
  report.state = request.state;
  report.dry_run = request.dry_run;
  report.remote = request.remote;
  const bool two = std::ranges::any_of(request.job.passes,
                                       [](const Pass& pass) { return pass.steps == Steps::two; });
  if (request.dry_run && two) report.job += " (judged in one step)";
  report.extracted_only = request.job.phase == Phase::extract;
  if (request.origin.choice.description) report.drafted = request.origin.path;
  report.left_out = request.origin.left_out;
  return report;
}

// With the ledger and the destination open, whatever they are.
Result<Report> carry_out(const Ground& ground, base::Files& files, const fs::path& state,
                         destination::Destination* destination) {
  const Request& request = ground.request;
  auto ledger = ledger::Ledger::open(state / "ledger.sqlite", ground.binding,
                                     request.dry_run ? ledger::Clock() : ground.doors.clock);
  if (!ledger) return std::move(ledger).error();
  if (auto there = check_delivered(request, *ledger); !there) return std::move(there).error();
  auto complete = ledger->marked(kComplete);
  if (!complete) return std::move(complete).error();
  if (destination != nullptr && !*complete) {
    auto extents = ledger->extents();
    if (!extents) return std::move(extents).error();
    if (auto resumed = destination->resume(*extents); !resumed) return std::move(resumed).error();
    auto sums = ledger->sums();
    if (!sums) return std::move(sums).error();
    if (sums->total.delivered == 0) destination->begins_anew();
    for (const Account& account : ground.catalogue.accounts)
      if (request.selection.chosen(account))
        if (auto good = destination->check(account); !good) return std::move(good).error();
  }
  Report report = begin_report(request);
  Desk desk{files, *ledger, request.job, request.selection, ground.watch, request.max_errors};
  work(request, desk, ground.source, ground.catalogue, ground.provenance, destination, report);
  if (auto told = tell(ground, ground.doors.files, *ledger, report); !told)
    return std::move(told).error();
  return report;
}

// Everything but writing: the ledger is a copy that goes, and the destination keeps nothing.
Result<Report> rehearse(const Ground& ground) {
  const auto check = [&](const destination::Extents* extents) -> Result<void> {
    if (!ground.doors.check_destination) return {};
    return ground.doors.check_destination(ground.catalogue, ground.options, extents);
  };
  if (auto fits = check(nullptr); !fits) return std::move(fits).error();
  auto scratch = ScratchFolder::make();
  if (!scratch) return std::move(scratch).error();
  if (auto copied = copy_ledger(ground.request.state, scratch->path()); !copied)
    return std::move(copied).error();
  auto destination =
      rehearsal_destination(scratch->path(), ground.options,
                            [&](const destination::Extents& extents) { return check(&extents); });
  base::FailingFiles nothing(ground.doors.files, 0);
  return carry_out(ground, nothing, scratch->path(), destination.get());
}

Result<Report> perform(const Ground& ground) {
  const Request& request = ground.request;
  base::Files& files = ground.doors.files;
  // Before the state, which may lie inside: a destination that holds another's files is refused.
  std::unique_ptr<destination::Destination> destination;
  if (ground.doors.open_destination) {
    auto opened = ground.doors.open_destination(ground.catalogue, ground.options);
    if (!opened) return std::move(opened).error();
    destination = std::move(*opened);
  }
  if (auto bound = bind_destination(request, files, ground.provenance, ground.options); !bound)
    return std::move(bound).error();
  if (auto made = files.make_directories(request.state); !made) return std::move(made).error();
  auto lock = base::Lock::take(request.state / "lock");
  if (!lock) return std::move(lock).error();
  return carry_out(ground, files, request.state, destination.get());
}

}  // namespace

Result<Report> migrate(const Request& given, const Doors& doors, const Watch& watch) {
  auto recovered = provenance_of(given.origin);
  if (!recovered) return std::move(recovered).error();
  if (auto fits = check_items(given); !fits) return std::move(fits).error();
  if (auto fits = check_source(given, recovered->has_value()); !fits)
    return std::move(fits).error();
  if (auto good = check_faults(given); !good) return std::move(good).error();
  auto source = doors.open_source(given.origin);
  if (!source) return std::move(source).error();
  Request request = given;
  auto selection = settled(given.selection, (*source)->catalogue());
  if (!selection) return std::move(selection).error();
  request.selection = std::move(*selection);
  auto catalogue = catalogue_of((*source)->catalogue(), request);
  if (!catalogue) return std::move(catalogue).error();
  auto options = options_of(*catalogue, request);
  if (!options) return std::move(options).error();
  if (auto read = read_address_map(request, *options); !read) return std::move(read).error();
  auto print = fingerprint(request.origin);
  if (!print) return std::move(print).error();
  const Provenance provenance{*recovered ? (*recovered)->sources : std::vector<std::string>{*print},
                              options->time_zone, options->domain};
  const ledger::Binding binding{request.origin.path.string(),
                                *print,
                                request.destination,
                                job_words(request, *options),
                                to_text({request.job, request.selection}),
                                recovered->has_value()};
  // What the ledger of this run says of its source is nearer than what stands in the destination.
  if (auto fits = check_ledger(request, binding); !fits) return std::move(fits).error();
  if (auto fits = check_destination(request, provenance, *options); !fits)
    return std::move(fits).error();
  if (auto room = check_space(request, doors); !room) return std::move(room).error();
  const Ground ground{request, doors, watch, **source, *catalogue, *options, provenance, binding};
  return request.dry_run ? rehearse(ground) : perform(ground);
}

}  // namespace migrator::run
