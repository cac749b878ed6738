#include "checker/cli/patch_trail.hpp"

#include "checker/audit/log.hpp"
#include "checker/cli/trail.hpp"

namespace checker::cli {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

fs::path patch_log(const fs::path& target) { return target / ".sidestep" / "patch.log"; }

Result<std::string> PatchTrail::append(const std::string& stage, Json more) const {
  const fs::path log = patch_log(target_);
  if (auto done = files_.make_directories(log.parent_path()); !done) return std::move(done).error();
  Json record = stamped(command_, stage);
  if (!asked_.is_null()) record["asked"] = asked_;
  record.update(more);
  auto hash = audit::append(files_, log, std::move(record));
  if (hash || hash.error().code != base::Errc::malformed) return hash;
  base::Error error = std::move(hash).error();
  error.hint = "sidestep patch log --verify says more; move the file away to begin a new log";
  return error;
}

Result<void> PatchTrail::begin(const std::string& id, Json files) {
  auto hash = append("begin", {{"id", id}, {"files", std::move(files)}});
  if (!hash) return std::move(hash).error();
  asked_ = nullptr;
  begun_ = std::move(*hash);
  return {};
}

Result<void> PatchTrail::end(Json outcome) const {
  Json more = {{"outcome", std::move(outcome)}};
  if (!begun_.empty()) more["begin"] = begun_;
  auto hash = append("end", std::move(more));
  if (!hash) return std::move(hash).error();
  return {};
}

}  // namespace checker::cli
