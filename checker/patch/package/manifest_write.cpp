#include "checker/patch/package/manifest.hpp"
#include "checker/patch/package/utc.hpp"

namespace checker::patch::package {
namespace {

using base::Json;

Json json_of(const File& file) {
  Json out = {{"member", file.member}, {"component", file.component}};
  if (!file.folder.empty()) out["folder"] = file.folder;
  out["size"] = file.size;
  out["sha256"] = file.sha256;
  if (file.version) out["version"] = version::to_string(*file.version);
  if (file.language) out["language"] = *file.language;
  if (file.machine) out["machine"] = *file.machine;
  if (file.create) out["create"] = true;
  if (file.rebuild) out["rebuild"] = true;
  if (!file.replaces.empty()) out["replaces"] = Json{{"sha256", file.replaces}};
  return out;
}

}  // namespace

std::string write(const Manifest& manifest) {
  Json out = {{"schema", kSchema},
              {"id", manifest.id},
              {"family", manifest.family},
              {"sequence", manifest.sequence}};
  if (!manifest.supersedes.empty()) out["supersedes"] = manifest.supersedes;
  for (const Requirement& each : manifest.requirements)
    out["requires"].push_back(
        Json{{"component", each.component}, {"at_least", version::to_string(each.at_least)}});
  if (!manifest.conflicts.empty()) out["conflicts"] = manifest.conflicts;
  if (manifest.package)
    out["package"] = Json{{"name", manifest.package->name},
                          {"size", manifest.package->size},
                          {"sha256", manifest.package->sha256}};
  out["files"] = Json::array();
  for (const File& file : manifest.files) out["files"].push_back(json_of(file));
  if (!manifest.sets.empty()) out["sets"] = manifest.sets;
  if (manifest.feed)
    out["feed"] = Json{{"id", manifest.feed->id},
                       {"version", manifest.feed->version},
                       {"issued", to_utc(manifest.feed->issued)},
                       {"expires", to_utc(manifest.feed->expires)}};
  return base::dump(out) + "\n";
}

}  // namespace checker::patch::package
