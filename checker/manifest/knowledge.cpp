#include "checker/manifest/knowledge.hpp"

#include <unordered_set>

#include "base/text.hpp"

namespace checker::manifest {

std::string_view to_string(FactDeclaration::Type type) {
  using enum FactDeclaration::Type;
  switch (type) {
    case word:
      return "word";
    case flag:
      return "flag";
    case set:
      return "set";
    case number:
      return "number";
    case text:
      return "text";
  }
  return "text";
}

std::vector<std::string> Knowledge::fact_names() const {
  std::vector<std::string> out;
  for (const FactDeclaration& f : facts) out.push_back(f.name);
  return out;
}

std::vector<std::string> Knowledge::components() const {
  std::vector<std::string> out;
  std::unordered_set<std::string> seen;
  const auto add = [&](const std::string& name) {
    if (seen.insert(base::lower(name)).second) out.push_back(name);
  };
  for (const Product& p : products)
    for (const std::string& c : p.components) add(c);
  for (const Range& r : ranges) {
    add(r.component);
    if (r.recognised_by) add(r.recognised_by->component);
  }
  for (const Rule& r : rules)
    for (const std::string& c : components_in(r.trigger)) add(c);
  return out;
}

std::vector<std::string> Knowledge::components_asked(const Rule& rule) const {
  std::vector<std::string> out;
  std::vector<std::string> asked = rule.affects;
  for (std::string& id : ranges_in(rule.trigger)) asked.push_back(std::move(id));
  for (const std::string& id : asked) {
    const Range* found = range(id);
    if (found == nullptr) continue;
    out.push_back(found->component);
    if (found->recognised_by) out.push_back(found->recognised_by->component);
  }
  for (std::string& name : components_in(rule.trigger)) out.push_back(std::move(name));
  return out;
}

}  // namespace checker::manifest
