#include <algorithm>

#include "checker/report/columns.hpp"
#include "checker/report/manifest_report.hpp"

namespace checker::report {
namespace {

using base::Json;
using manifest::Rule;

struct Listed {
  const Rule* rule;
  const manifest::Manifest* manifest;
};

std::vector<Listed> rules_of(const manifest::Library& library) {
  std::vector<Listed> out;
  for (const auto& each : library.manifests)
    if (!each.context)
      for (const Rule& rule : each.manifest.rules) out.push_back({&rule, &each.manifest});
  std::ranges::sort(out, {}, [](const Listed& l) -> const std::string& { return l.rule->id; });
  return out;
}

Json row(const Listed& listed) {
  const Rule& r = *listed.rule;
  Json out = {{"id", r.id},
              {"title", r.title},
              {"kind", to_string(r.kind)},
              {"severity", to_string(r.severity)},
              {"concerns", to_string(r.concern)},
              {"operation", r.operation},
              {"wizard_only", r.wizard_only},
              {"basis", to_string(r.basis)},
              {"affects", r.affects},
              {"events", r.events},
              {"codes", r.codes},
              {"related", r.related}};
  if (!r.fixed_in.empty()) out["fixed_in"] = r.fixed_in;
  if (!r.confidence.empty()) out["confidence"] = r.confidence;
  out["source"] = r.source;
  out["manifest"] = listed.manifest->used.id;
  return out;
}

}  // namespace

std::string list_text(const manifest::Library& library) {
  std::string out;
  AlignedTable table({"RULE", "SEVERITY", "KIND", "CONCERNS", "TITLE"});
  for (const Listed& listed : rules_of(library)) {
    const Rule& r = *listed.rule;
    table.add({r.id, std::string(to_string(r.severity)), std::string(to_string(r.kind)),
               std::string(to_string(r.concern)), r.title},
              out);
  }
  table.finish(out);
  return out;
}

Json list_json(const manifest::Library& library) {
  Json rules = Json::array();
  for (const Listed& listed : rules_of(library)) rules.push_back(row(listed));
  Json manifests = Json::array();
  for (const auto& each : library.manifests)
    if (!each.context)
      manifests.push_back({{"id", each.manifest.used.id},
                           {"version", each.manifest.used.version},
                           {"file", each.manifest.name},
                           {"sha256", each.manifest.used.sha256}});
  return {{"rules", std::move(rules)}, {"manifests", std::move(manifests)}};
}

}  // namespace checker::report
