#include "checker/patch/planning/package_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/judge/measured.hpp"

namespace checker::patch::planning {
namespace {

using base::Json;
using version::to_string;

bool names(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::any_of(ids,
                             [&](const std::string& one) { return base::equals_fold(one, id); });
}

// A record may have been written by hand: what is not as expected says nothing.
std::string text_at(const Json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_string() ? at->get<std::string>() : "";
}

const Json& array_at(const Json& json, const char* key) {
  static const Json kNone = Json::array();
  if (!json.is_object()) return kNone;
  const auto at = json.find(key);
  return at != json.end() && at->is_array() ? *at : kNone;
}

std::vector<std::string> texts_at(const Json& json, const char* key) {
  std::vector<std::string> out;
  for (const Json& one : array_at(json, key))
    if (one.is_string()) out.push_back(one.get<std::string>());
  return out;
}

// Empty: it is met.
std::string unmet(const package::Requirement& required, const inventory::Index& then) {
  const auto files = judge::files_of(then, required.component);
  const std::string wanted =
      fmt::format("{} {} or later", required.component, to_string(required.at_least));
  if (files.empty()) return "it requires " + wanted + ", which is not installed here";
  for (const inventory::FileRecord* file : files)
    if (!file->file_version || *file->file_version < required.at_least)
      return fmt::format("it requires {}; here it is {}", wanted,
                         file->file_version ? to_string(*file->file_version) : "without a version");
  return "";
}

}  // namespace

std::vector<InPlace> packages_in_place(const std::vector<transaction::Applied>& applied) {
  std::vector<InPlace> out;
  for (const transaction::Applied& one : applied) {
    const auto plan = one.note.is_object() ? one.note.find("plan") : one.note.end();
    if (plan == one.note.end()) continue;
    for (const Json& package : array_at(*plan, "packages"))
      if (package.is_object())
        out.push_back({text_at(package, "id"), one.id, texts_at(package, "supersedes"),
                       texts_at(package, "conflicts")});
  }
  return out;
}

void mark_superseded(std::vector<Source>& sources, const std::vector<InPlace>& in_place) {
  for (Source& one : sources) {
    const std::string& id = one.manifest.id;
    for (const Source& other : sources)
      if (&other != &one && names(other.manifest.supersedes, id)) {
        one.superseded_by = other.manifest.id;
        if (names(one.manifest.supersedes, other.manifest.id))
          one.problems.push_back(id + ": it and " + other.manifest.id +
                                 " say that they supersede each other");
      }
    for (const InPlace& other : in_place)
      if (names(other.supersedes, id)) one.superseded_by = other.id + ", which is in place";
  }
}

void hold_package_rules(std::vector<Source>& sources, const std::vector<InPlace>& in_place,
                        const inventory::Index& then) {
  for (Source& one : sources) {
    if (!one.superseded_by.empty()) continue;
    const std::string& id = one.manifest.id;
    const auto object = [&](const std::string& why) { one.problems.push_back(id + ": " + why); };
    for (const Source& other : sources)
      if (&other != &one && other.superseded_by.empty() &&
          names(one.manifest.conflicts, other.manifest.id))
        object("it must not be installed with " + other.manifest.id);
    for (const InPlace& other : in_place)
      if (names(one.manifest.conflicts, other.id) || names(other.conflicts, id))
        object(fmt::format("it must not be installed with {}, which is in place (patch {})",
                           other.id, other.transaction));
    for (const package::Requirement& required : one.manifest.requirements)
      if (const std::string why = unmet(required, then); !why.empty()) object(why);
  }
}

}  // namespace checker::patch::planning
