#include "migrator/run/run.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "migrator/ccmail/export_set.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/run/deliver.hpp"
#include "migrator/run/extract.hpp"
#include "migrator/run/filter.hpp"
#include "migrator/run/options.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kComplete = "complete";

// A job and a source that do not belong together.
Result<void> check_source(const Request& request, bool recovery) {
  const bool set = request.origin.kind == Origin::Kind::packing_list;
  if (!set && !request.job.source.empty() && request.job.source != "cc:mail")
    return Error{Errc::conflict,
                 "the plan is for " + request.job.source + ", and " + request.origin.path.string() +
                     " is an export set of cc:Mail",
                 "plan again with `sidestep check`"};
  if (request.job.phase == Phase::import && !set && !recovery)
    return Error{
        Errc::usage,
        request.origin.path.string() +
            ": only the second step was asked for, and this is not a set of migration files",
        "give the .PKL that the first step has written"};
  if (request.job.phase == Phase::extract && set)
    return Error{
        Errc::usage,
        request.origin.path.string() + ": is extracted already; only the first step was asked for",
        "use `sidestep-migrator import`, or give the export set"};
  return {};
}

constexpr std::size_t kNamedFaults = 5;  // in a refusal; verify names them all

// A set that anyone may have made is looked at before anything is written.
Result<void> check_faults(const Request& request) {
  if (request.origin.kind != Origin::Kind::packing_list || request.accept_faults) return {};
  auto verification = migration::verify(request.origin.path);
  if (!verification) return std::move(verification).error().during("verify");
  if (verification->good()) return {};
  std::string message =
      request.origin.path.string() + ": the set has " + std::to_string(verification->faults) +
      (verification->faults == 1 ? " fault" : " faults") + ", so import would lose something:";
  std::size_t named = 0;
  for (const migration::Finding& one : verification->findings) {
    if (one.kind != migration::Finding::Kind::fault || named == kNamedFaults) continue;
    ++named;
    message += "\n  " + one.file + (one.line > 0 ? " line " + std::to_string(one.line) : "") +
               ": " + one.message;
  }
  if (verification->faults > named)
    message += "\n  and " + std::to_string(verification->faults - named) + " more";
  return Error{Errc::conflict, std::move(message),
               "`sidestep-migrator repair --files " +
                   base::shell_word(request.origin.path.string()) +
                   " -o DIR` writes a mended copy; --accept-faults imports the set as it is: what "
                   "cannot be read is rejected and kept"};
}

// Rows that say "delivered" while the mail is gone would turn a new run into a lie.
Result<void> check_delivered(const Request& request, ledger::Ledger& ledger) {
  if (request.destination_root.empty()) return {};
  auto targets = ledger.some_targets();
  if (!targets) return std::move(targets).error();
  for (const std::string& target : *targets) {
    std::error_code ignored;
    const fs::path folder = (request.destination_root / target).parent_path();
    if (!fs::exists(folder, ignored))
      return Error{Errc::conflict,
                   folder.string() + ": is gone, though the ledger in " + request.state.string() +
                       " has mail that was delivered there",
                   "to deliver everything again, remove " + request.state.string()};
  }
  return {};
}

constexpr const char* kBindingSchema = "sidestep-destination/1";

bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

bool is_one_of(const base::Json& binding, const std::vector<std::string>& sources) {
  const auto source = binding.is_object() ? binding.value("source", base::Json()) : base::Json();
  return source.is_string() && std::ranges::count(sources, source.get<std::string>()) > 0;
}

// Whatever ledger a run has, a destination takes one source, in one zone, under one domain: file
// names are made of these, and a second run of another kind would put every message beside itself.
// A recovery set belongs to the source that it was made from.
Result<void> bind_destination(const Request& request, base::Files& files,
                              const Provenance& provenance, const mime::Options& options) {
  if (request.destination_root.empty()) return {};
  const fs::path path = request.destination_root / ".sidestep/destination.json";
  const base::Json now = {{"schema", kBindingSchema},
                          {"source", provenance.sources.front()},
                          {"time_zone", options.time_zone},
                          {"domain", options.domain}};
  if (!fs::exists(path)) {
    if (auto made = files.make_directories(path.parent_path()); !made) return made;
    return base::write_whole(files, path, base::dump(now) + "\n");
  }
  auto before = base::read_json(path);
  if (!before) return std::move(before).error();
  const bool own_set = lies_in(request.origin.path, path.parent_path());
  for (const char* key : {"schema", "time_zone", "domain", "source"}) {
    if (std::string_view(key) == "source" && own_set) continue;
    if (before->is_object() && before->contains(key) && before->at(key) == now.at(key)) continue;
    if (std::string_view(key) == "source" && is_one_of(*before, provenance.sources)) continue;
    return Error{Errc::conflict,
                 request.destination_root.string() + ": holds mail of another run (" + key +
                     " differs: see .sidestep/destination.json)",
                 "give an empty folder, or the source, --time-zone and --domain of that run"};
  }
  return {};
}

fs::path packing_list_in(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (base::lower(it->path().extension().string()) == ".pkl") return it->path();
  return {};
}

class Runner {
 public:
  Runner(const Request& request, Desk& desk, Source& source, const Catalogue& catalogue,
         const Provenance& provenance, destination::Destination* destination, Report& report)
      : request_(request),
        desk_(desk),
        source_(source),
        catalogue_(catalogue),
        provenance_(provenance),
        destination_(destination),
        report_(report) {}

  /// Everything; false when the watch stopped it.
  Result<bool> run();
  fs::path set_folder(std::size_t pass) const;

 private:
  Result<bool> pass(std::size_t number);
  Result<bool> two_steps(std::size_t number, const std::string& name);
  Result<void> verify(const fs::path& packing_list);
  Result<bool> deliver_from(Source& source, std::size_t number, const std::string& step,
                            bool extracted);
  Result<void> finish();

  const Request& request_;
  Desk& desk_;
  Source& source_;
  const Catalogue& catalogue_;
  const Provenance& provenance_;
  destination::Destination* destination_;
  Report& report_;
};

Result<bool> Runner::run() {
  if (auto done = desk_.enter(source_.catalogue()); !done) return std::move(done).error();
  auto counted = count_left_out(desk_, source_);
  if (!counted || !*counted) return counted;
  for (std::size_t number = 0; number < desk_.job.passes.size(); ++number) {
    auto done = pass(number);
    if (!done || !*done) return done;
  }
  if (auto done = finish(); !done) return std::move(done).error();
  return true;
}

Result<bool> Runner::pass(std::size_t number) {
  const std::string name = "pass " + std::to_string(number + 1);
  const bool set = request_.origin.kind == Origin::Kind::packing_list;
  // An import of a recovery set has nothing to extract, whatever the set is.
  const bool two = desk_.job.passes[number].steps == Steps::two && desk_.job.phase != Phase::import;
  if (!set && (two || desk_.job.phase == Phase::extract)) return two_steps(number, name);
  return deliver_from(source_, number, name + " deliver", false);
}

// The set of the first pass has the name that everybody knows.
fs::path Runner::set_folder(std::size_t pass) const {
  const std::string last = pass == 0 ? "" : "-" + std::to_string(pass + 1);
  if (request_.set_folder.empty()) return request_.state / ("files" + last);
  return pass == 0 ? request_.set_folder : request_.set_folder / ("pass" + last);
}

Result<bool> Runner::two_steps(std::size_t number, const std::string& name) {
  auto packing_list =
      extract(desk_, source_, catalogue_, set_folder(number),
              {desk_.job.passes[number], name + " extract", desk_.job.brings_directory(number)});
  if (!packing_list) return std::move(packing_list).error().during("extract");
  if (!*packing_list) return false;
  report_.set = **packing_list;
  if (auto good = verify(**packing_list); !good) return std::move(good).error();
  if (desk_.job.phase == Phase::extract) return true;
  auto set = migration::open_set(**packing_list);
  if (!set) return std::move(set).error().during("import");
  return deliver_from(**set, number, name + " import", true);
}

Result<void> Runner::verify(const fs::path& packing_list) {
  desk_.watch.say({{"event", "step"}, {"step", "verify"}});
  auto verification = migration::verify(packing_list);
  if (!verification) return std::move(verification).error().during("verify");
  report_.verification = std::move(*verification);
  if (report_.verification->good()) return {};
  return Error{Errc::malformed,
               "verify: the extracted set has faults, so nothing of it was imported: " +
                   packing_list.string(),
               "the set stays where it is; `sidestep-migrator verify --files " +
                   packing_list.string() + "` lists its faults"};
}

Result<bool> Runner::deliver_from(Source& source, std::size_t number, const std::string& step,
                                  bool extracted) {
  auto done =
      deliver(desk_, source, *destination_,
              {desk_.job.passes[number], step, desk_.job.brings_directory(number), extracted});
  if (!done) return std::move(done).error().during(extracted ? "import" : "deliver");
  if (!*done) return false;
  if (auto finished = destination_->finish(); !finished) return std::move(finished).error();
  return true;
}

// The recovery set is made before the run calls itself complete: both or neither.
Result<void> Runner::finish() {
  Provenance provenance = provenance_;
  if (report_.extracted_only && report_.set) {  // the recovery set goes where this set is imported
    auto print =
        fingerprint({Origin::Kind::packing_list, *report_.set, report_.set->parent_path(), {}});
    if (!print) return std::move(print).error();
    provenance.sources.push_back(std::move(*print));
  }
  auto kept = keep_rejected(
      {desk_.files, desk_.ledger, request_.origin, source_, catalogue_, std::move(provenance),
       request_.destination_root.empty() ? "" : request_.destination},
      recovery_folder(request_.state));
  if (!kept) return std::move(kept).error().during("recovery set");
  if (auto marked = desk_.ledger.mark(kComplete); !marked) return marked;
  return desk_.ledger.commit();
}

// The run itself, once everything is open. Its errors are part of the report.
void work(const Request& request, Desk& desk, Source& source, const Catalogue& catalogue,
          const Provenance& provenance, destination::Destination* destination, Report& report) {
  auto complete = desk.ledger.marked(kComplete);
  Runner runner(request, desk, source, catalogue, provenance, destination, report);
  if (complete && *complete) {
    report.complete = true;
  } else {
    Result<bool> done = complete ? runner.run() : std::move(complete);
    report.complete = done && *done;
    report.interrupted = done && !*done;
    if (!done) report.stopped = std::move(done).error();
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

Result<Report> migrate(const Request& request, const Doors& doors, const Watch& watch) {
  auto recovered = provenance_of(request.origin);
  if (!recovered) return std::move(recovered).error();
  if (auto fits = check_source(request, recovered->has_value()); !fits)
    return std::move(fits).error();
  if (auto good = check_faults(request); !good) return std::move(good).error();
  auto source = doors.open_source(request.origin);
  if (!source) return std::move(source).error();
  auto catalogue = catalogue_of((*source)->catalogue(), request);
  if (!catalogue) return std::move(catalogue).error();
  auto options = options_of(*catalogue, request);
  if (!options) return std::move(options).error();
  auto print = fingerprint(request.origin);
  if (!print) return std::move(print).error();
  const Provenance provenance{*recovered ? (*recovered)->sources : std::vector<std::string>{*print},
                              options->time_zone, options->domain};

  // Before the state, which may lie inside: a destination that holds another's files is refused.
  std::unique_ptr<destination::Destination> destination;
  if (doors.open_destination) {
    auto opened = doors.open_destination(*catalogue, *options);
    if (!opened) return std::move(opened).error();
    destination = std::move(*opened);
  }
  if (auto bound = bind_destination(request, doors.files, provenance, *options); !bound)
    return std::move(bound).error();
  if (auto made = doors.files.make_directories(request.state); !made)
    return std::move(made).error();
  auto lock = base::Lock::take(request.state / "lock");
  if (!lock) return std::move(lock).error();
  const std::string job =
      to_string(request.job) + "; zone " + options->time_zone + "; domain " + options->domain;
  auto ledger =
      ledger::Ledger::open(request.state / "ledger.sqlite",
                           {request.origin.path.string(), *print, request.destination, job});
  if (!ledger) return std::move(ledger).error();
  if (auto there = check_delivered(request, *ledger); !there) return std::move(there).error();

  Report report;
  report.job = to_string(request.job);
  report.destination = request.destination;
  report.state = request.state;
  report.extracted_only = request.job.phase == Phase::extract;
  if (request.origin.choice.description) report.drafted = request.origin.path;
  report.left_out = request.origin.left_out;
  Desk desk{doors.files, *ledger, request.job, watch};
  work(request, desk, **source, *catalogue, provenance, destination.get(), report);
  if (auto counted = count(*ledger, report); !counted) return std::move(counted).error();
  if (report.total.rejected > 0) {
    report.recovery = recovery_folder(request.state);
    report.recovery_set = recovery_set(request.origin, *report.recovery);
  }
  return report;
}

}  // namespace migrator::run
