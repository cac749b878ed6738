#include "migrator/run/checks.hpp"

#include "base/shell.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::run {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

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

namespace {
constexpr std::size_t kNamedFaults = 5;  // in a refusal; verify names them all
}

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

}  // namespace migrator::run
