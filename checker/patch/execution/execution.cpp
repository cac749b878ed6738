#include "checker/patch/execution/execution.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <chrono>

#include "checker/patch/execution/members.hpp"

namespace checker::patch::execution {
namespace {

using base::Result;
namespace fs = std::filesystem;

transaction::Change change_of(const Decision& one) {
  transaction::Change out;
  out.path = one.path;
  if (one.now != nullptr) out.before_sha256 = one.now->sha256;
  out.after_sha256 = one.offered.sha256;
  out.size = one.offered.size;
  out.verify = [&one](const fs::path& file) { return check_new_file(file, one); };
  return out;
}

transaction::Request request_of(const planning::Plan& plan,
                                const std::vector<const Decision*>& to_do, const std::string& id,
                                transaction::Swap swap) {
  transaction::Request out;
  out.root = plan.target;
  out.id = id;
  out.swap = swap;
  for (const Decision* one : to_do) out.changes.push_back(change_of(*one));
  return out;
}

}  // namespace

std::string new_id() {
  using namespace std::chrono;
  const auto now = system_clock::now().time_since_epoch();
  const auto part = duration_cast<milliseconds>(now).count() % 1000;
  return fmt::format("{:%Y%m%dT%H%M%S}.{:03}Z", fmt::gmtime(duration_cast<seconds>(now).count()),
                     part);
}

void look_ahead(planning::Plan& plan, transaction::Swap swap) {
  const auto to_do = plan.to_do();
  if (to_do.empty()) return;
  auto request = request_of(plan, to_do, "plan", swap);
  request.fill = [](transaction::Staging&) { return Result<void>(); };
  auto space = transaction::check(request);
  if (space)
    plan.space = *space;
  else
    plan.problems.push_back(space.error().message +
                            (space.error().hint.empty() ? "" : ": " + space.error().hint));
}

Result<transaction::Applied> apply(base::Files& files, const planning::Plan& plan,
                                   const package::Reader& reader, const Options& options) {
  const auto to_do = plan.to_do();
  auto request = request_of(plan, to_do, options.id, options.swap);
  request.note = options.note;
  request.fill = [&](transaction::Staging& to) { return hand_over(plan, to_do, reader, to); };
  return transaction::apply(files, request);
}

Result<Proof> judge_again(const planning::Plan& plan, const manifest::Knowledge& knowledge) {
  auto found = inventory::scan(plan.target, planning::scan_options(plan.target));
  if (!found) return std::move(found).error();
  Proof out;
  out.effect = effect(plan.now, *found, knowledge);
  out.manual = plan.manual();
  out.left = out.effect.brings;
  for (const std::string& rule : plan.effect.clears)
    if (std::ranges::find(out.effect.clears, rule) == out.effect.clears.end())
      out.left.push_back(rule);
  return out;
}

}  // namespace checker::patch::execution
