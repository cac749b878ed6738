#include "checker/report/patch_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "checker/report/columns.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using patch::Action;
using patch::Decision;
using patch::planning::Plan;
using patch::planning::Source;
using version::to_string;

std::string version_of(const std::optional<Version>& version) {
  return version ? to_string(*version) : "-";
}

// A version, and the beginning of the hash: enough to tell two files of one version apart.
std::string measured(const std::optional<Version>& version, const std::string& sha256) {
  return version_of(version) + " " + sha256.substr(0, 8);
}

std::string now_of(const Decision& one) {
  return one.now == nullptr ? "none" : measured(one.now->file_version, one.now->sha256);
}

std::string verdict(const Plan& plan, const Paint& paint) {
  if (const auto objections = plan.objections(); !objections.empty()) {
    std::string out = paint.bad("REFUSED") + ":\n";
    for (const std::string& why : objections) out += paragraph("  - ", why + ".");
    return out;
  }
  if (plan.refuses()) return paint.bad("REFUSED") + ": a file must not be replaced as it is.\n";
  if (plan.changes()) return paint.good("READY") + ": nothing was written yet.\n";
  if (!plan.manual().empty())
    return paint.care("BY HAND") + ": what is offered is for the vendor's setup.\n";
  return "NOTHING TO DO: no file would change.\n";
}

// Each reason once, with the files that it is of.
std::string reasons(const Plan& plan) {
  std::map<std::pair<Action, std::string>, std::vector<std::string>> files;
  for (const Decision& one : plan.decisions) files[{one.action, one.because}].push_back(one.path);
  std::string out;
  for (const auto& [key, paths] : files)
    out += paragraph("  " + std::string(patch::to_string(key.first)) + ": ",
                     listed(paths) + ": " + key.second + ".");
  return out;
}

std::string packages(const Plan& plan) {
  std::string out;
  for (const Source& source : plan.sources) {
    if (!source.manifest_at.empty())
      out += paragraph("Package  ", source.path.string() + ", by " + source.manifest_at + ", " +
                                        source.signature);
    else
      out += paragraph("Package  ", source.path.string() +
                                        ", read as it stands: it has no manifest (sidestep patch "
                                        "describe drafts one to look through)");
    if (!source.superseded_by.empty())
      out +=
          paragraph("         ", "nothing is taken from it: superseded by " + source.superseded_by);
    for (const auto& left : source.left_out)
      out += paragraph("         left out: ", left.path + ": " + left.why);
  }
  return out;
}

bool has(const Plan& plan, Action action, patch::Ground ground) {
  return std::ranges::any_of(plan.decisions, [&](const Decision& one) {
    return one.action == action && one.ground == ground;
  });
}

std::string next_step(const Plan& plan, const Command& apply) {
  if (plan.refuses())
    return has(plan, Action::refuse, patch::Ground::downgrade)
               ? paragraph("",
                           "A file that is higher here is left as it is with --keep-newer; "
                           "--allow-downgrade with --reason TEXT puts the lower one in its place.")
               : "";
  return plan.changes() ? "To do it:\n" + broken(apply, 2) : "";
}

Json strings(const std::vector<std::string>& words) { return Json(words); }

Json of_decision(const Decision& one, const Plan& plan) {
  Json out = {{"path", one.path},
              {"action", patch::to_string(one.action)},
              {"reason", patch::to_string(one.ground)},
              {"because", one.because},
              {"set", one.set.empty() ? Json(nullptr) : Json(one.set)}};
  Json now = nullptr;
  if (one.now != nullptr)
    now = {{"version", one.now->file_version ? Json(to_string(*one.now->file_version)) : Json()},
           {"language", one.now->language ? Json(*one.now->language) : Json()},
           {"sha256", one.now->sha256},
           {"size", one.now->size}};
  out["now"] = std::move(now);
  out["offered"] = {
      {"package", plan.sources[one.offered.package].path.string()},
      {"member", one.offered.member},
      {"version", one.offered.version ? Json(to_string(*one.offered.version)) : Json()},
      {"language", one.offered.language ? Json(*one.offered.language) : Json()},
      {"sha256", one.offered.sha256},
      {"size", one.offered.size}};
  return out;
}

}  // namespace

std::string to_text(const Plan& plan, const Command& apply, const Paint& paint) {
  std::string out = verdict(plan, paint);
  out += "\n" + packages(plan) + "\n";
  if (!plan.decisions.empty()) {
    AlignedTable table({"ACTION", "FILE", "NOW", "PACKAGE"});
    for (const Decision& one : plan.decisions)
      table.add({std::string(patch::to_string(one.action)), base::printable(one.path), now_of(one),
                 measured(one.offered.version, one.offered.sha256)},
                out);
    table.finish(out);
    out += "\nWhy\n" + reasons(plan) + "\n";
  }
  const patch::Effect& effect = plan.effect;
  out += paragraph("Clears   ",
                   effect.clears.empty() ? "nothing that is known" : listed(effect.clears));
  out += paragraph("Brings   ",
                   effect.brings.empty() ? "nothing that is known" : listed(effect.brings));
  if (plan.space)
    out += fmt::format("Space    {} bytes needed, {} free\n", plan.space->needed, plan.space->free);
  const std::string next = next_step(plan, apply);
  return next.empty() ? out : out + "\n" + next;
}

Json to_json(const Plan& plan) {
  Json sources = Json::array(), decisions = Json::array();
  for (const Source& source : plan.sources) {
    Json left_out = Json::array();
    for (const auto& left : source.left_out)
      left_out.push_back({{"path", left.path}, {"why", left.why}});
    sources.push_back(
        {{"path", source.path.string()},
         {"id", source.manifest.id},
         {"manifest", source.manifest_at.empty() ? Json(nullptr) : Json(source.manifest_at)},
         {"signed_by", source.signed_by ? Json(source.signed_by->key_id) : Json(nullptr)},
         {"supersedes", source.manifest.supersedes},
         {"conflicts", source.manifest.conflicts},
         {"superseded_by",
          source.superseded_by.empty() ? Json(nullptr) : Json(source.superseded_by)},
         {"left_out", std::move(left_out)}});
  }
  for (const Decision& one : plan.decisions) decisions.push_back(of_decision(one, plan));
  return {{"target", plan.target.string()},
          {"status", plan.refuses()          ? "refused"
                     : plan.changes()        ? "ready"
                     : plan.manual().empty() ? "nothing-to-do"
                                             : "manual"},
          {"objections", strings(plan.objections())},
          {"packages", std::move(sources)},
          {"files", std::move(decisions)},
          {"clears", strings(plan.effect.clears)},
          {"brings", strings(plan.effect.brings)},
          {"bytes_needed", plan.space ? Json(plan.space->needed) : Json(nullptr)},
          {"bytes_free", plan.space ? Json(plan.space->free) : Json(nullptr)}};
}

}  // namespace checker::report
