#include "checker/patch/planning/undoing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "checker/judge/judge.hpp"

namespace checker::patch::planning {
namespace {

using base::Json;
using base::Result;
using inventory::FileRecord;

// What the plan in a record's note says of its files; somebody may have written it by hand.
std::vector<Json> files_of_note(const transaction::Applied& applied) {
  const Json::json_pointer files("/plan/files");
  std::vector<Json> out;
  if (!applied.note.contains(files) || !applied.note[files].is_array()) return out;
  for (const Json& one : applied.note[files])
    if (one.is_object() && one.contains("path") && one["path"].is_string()) out.push_back(one);
  return out;
}

// By path below the target: the version before the patch; nullopt where it had none. Of what the
// record does not tell, or tells otherwise, no version is known.
std::map<std::string, std::optional<Version>> versions_before(const transaction::Applied& applied) {
  const Json::json_pointer version("/now/version");
  std::map<std::string, std::optional<Version>> out;
  for (const auto& file : applied.files) out[file.path];
  for (const Json& one : files_of_note(applied)) {
    const auto place = out.find(one["path"].get<std::string>());
    if (place == out.end() || !one.contains(version) || !one[version].is_string()) continue;
    place->second = version::parse(one[version].get<std::string>());
  }
  return out;
}

// The sets of which a patch has changed files.
std::set<std::string> sets_of(const transaction::Applied& applied) {
  std::set<std::string> changed, out;
  for (const auto& file : applied.files) changed.insert(file.path);
  for (const Json& one : files_of_note(applied))
    if (changed.contains(one["path"].get<std::string>()) && one.contains("set") &&
        one["set"].is_string())
      out.insert(one["set"].get<std::string>());
  return out;
}

// Last in, first out, where sets overlap (Q184305).
std::vector<std::string> later_ones(const std::vector<transaction::Applied>& in_place,
                                    const transaction::Applied& applied) {
  std::vector<std::string> out;
  const auto sets = sets_of(applied);
  for (const auto& later : in_place) {
    if (later.sequence <= applied.sequence) continue;
    for (const std::string& set : sets_of(later))
      if (sets.contains(set))
        out.push_back("patch " + later.id + " changed files of the same set (" + set +
                      ") later, and is to be taken back first");
  }
  return out;
}

Inventory with_old_files(const Inventory& now, const std::string& root,
                         const transaction::Applied& applied) {
  Inventory out = now;
  const auto before = versions_before(applied);
  const auto record_of = [&](const std::string& path) {
    return std::ranges::find(out.files, root + "/" + path, &FileRecord::path);
  };
  for (const auto& file : applied.files) {
    const auto record = record_of(file.path);
    if (record == out.files.end()) continue;
    if (file.before_sha256.empty()) {
      out.files.erase(record);
      continue;
    }
    record->file_version = before.at(file.path);
    record->version_state = record->file_version ? inventory::VersionState::present
                                                 : inventory::VersionState::unreadable;
    record->sha256 = file.before_sha256;
  }
  return out;
}

std::string name_of(const std::string& path) {
  return base::lower(path.substr(path.rfind('/') + 1));
}

// What somebody would have to know, in words for --set.
std::string what_to_tell(const judge::Finding& finding) {
  std::string out;
  for (const std::string& fact : finding.open_facts)
    out += (out.empty() ? ": say --set " : ", ") + fact + "=VALUE";
  return out;
}

}  // namespace

std::vector<std::string> closed_ways(const std::vector<std::string>& lowered,
                                     const inventory::Index& then,
                                     const manifest::Knowledge& knowledge,
                                     const contract::Facts& facts) {
  std::vector<std::string> out;
  const judge::Measured measured(knowledge, then);
  for (const manifest::Rule& rule : knowledge.rules) {
    if (!rule.data_moves_on) continue;
    const auto asked = knowledge.components_asked(rule);
    const auto concerned = std::ranges::find_if(asked, [&](const std::string& name) {
      return std::ranges::find(lowered, base::lower(name)) != lowered.end();
    });
    if (concerned == asked.end()) continue;
    const judge::Finding finding = judge::judge(rule, {measured, facts}, {});
    if (finding.verdict == judge::Verdict::applies)
      out.push_back(*concerned + ": " + rule.id + ": " + rule.title);
    else if (finding.verdict == judge::Verdict::unknown)
      out.push_back(*concerned + ": " + rule.id + " may apply (" + rule.title + ")" +
                    what_to_tell(finding));
  }
  return out;
}

Result<Undoing> plan_undo(const std::filesystem::path& target,
                          const std::vector<transaction::Applied>& in_place,
                          const transaction::Applied& applied, const manifest::Knowledge& knowledge,
                          const contract::Facts& facts) {
  auto roots = inventory::roots_of(target);
  if (!roots) return std::move(roots).error();
  auto now = inventory::scan(target, scan_options(target));
  if (!now) return std::move(now).error();
  const Inventory then = with_old_files(*now, roots->empty() ? "" : roots->front(), applied);
  std::vector<std::string> lowered;
  for (const auto& file : applied.files) lowered.push_back(name_of(file.path));
  Undoing out{effect(*now, then, knowledge), later_ones(in_place, applied)};
  const inventory::Index index(then);
  for (std::string& closed : closed_ways(lowered, index, knowledge, facts))
    out.problems.push_back(std::move(closed));
  return out;
}

}  // namespace checker::patch::planning
