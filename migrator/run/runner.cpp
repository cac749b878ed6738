#include "migrator/run/runner.hpp"

#include "base/text.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/run/checks.hpp"
#include "migrator/run/deliver.hpp"
#include "migrator/run/extract.hpp"
#include "migrator/run/filter.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

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
  // Nothing may be written, so there is no set: what would be in it is judged as it is read.
  if (request_.dry_run) return deliver_from(source_, number, name + " dry run", false);
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
  if (auto same = check_unchanged(request_, desk_.ledger); !same) return same;
  if (auto warned = desk_.warn_missing_folders(); !warned) return warned;
  if (request_.dry_run) return desk_.ledger.commit();
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

}  // namespace migrator::run
