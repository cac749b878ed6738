// Ranges and facts: what is declared and never used, what is empty.
#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "checker/manifest/lint.hpp"

namespace checker::manifest {
namespace {

using Names = std::unordered_set<std::string>;

// What the program itself measures, decides or plans by name.
constexpr std::string_view kOwnFacts[] = {
    "operation",
    "migration.source",
    "migration.executor",
    "migration.steps",
    "migration.phase",
    "migration.content",
    "migration.excluded",
    "migration.create_mailboxes",
    "migration.destination",
    "source.database",
    "source.export_version",
    "source.has_receipts",
    "source.list_names",
    "source.post_office",
    "system.platform",
    "system.language",
};

// Of all manifests, those of the context as well.
Names used_names(const Library& library) {
  Names out;
  for (const Library::Shelved& each : library.manifests)
    for (std::string& name : needs(each.manifest)) out.insert(std::move(name));
  return out;
}

void warn(std::vector<Remark>& remarks, const std::string& place, std::string message) {
  remarks.push_back({Remark::Level::warning, place, std::move(message)});
}

bool same_or_any(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

// Below this version nothing of the range is affected any more: the end, itself outside.
std::optional<Version> end_of(const Range& range) {
  if (range.last_affected) {
    Version next = *range.last_affected;
    next.revision = static_cast<std::uint16_t>(std::min(next.revision + 1, 65535));
    return next;
  }
  return range.fixed;
}

Version begin_of(const Range& range) {
  if (range.introduced) return *range.introduced;
  return version::parse(range.branch + ".0.0").value_or(Version{});
}

}  // namespace

bool overlap(const Range& a, const Range& b) {
  if (!base::equals_fold(a.component, b.component) || a.branch != b.branch ||
      !same_or_any(a.platform, b.platform) || !same_or_any(a.language, b.language))
    return false;
  const auto ends_before = [](const Range& first, const Range& second) {
    const auto end = end_of(first);
    return end && *end <= begin_of(second);
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

void lint_ranges(const Library& library, std::vector<Remark>& remarks) {
  const Names used = used_names(library);
  for (const Library::Shelved& each : library.manifests) {
    if (each.context) continue;
    for (std::size_t i = 0; i < each.manifest.ranges.size(); ++i) {
      const Range& range = each.manifest.ranges[i];
      const std::string place = each.manifest.place("ranges", i);
      if (!used.contains("range " + range.id))
        warn(remarks, place, "no rule uses the range " + range.id);
      if (range.fixed && *range.fixed <= begin_of(range))
        warn(remarks, place,
             "the range " + range.id + " is empty: nothing of branch " + range.branch +
                 " is below " + version::to_string(*range.fixed));
    }
  }
}

void lint_facts(const Library& library, std::vector<Remark>& remarks) {
  const Names used = used_names(library);
  for (const Library::Shelved& each : library.manifests) {
    if (each.context) continue;
    for (std::size_t i = 0; i < each.manifest.facts.size(); ++i) {
      const FactDeclaration& fact = each.manifest.facts[i];
      const std::string place = each.manifest.place("facts", i);
      if (fact.question.empty())
        warn(remarks, place,
             "the fact " + fact.name + " has no question that asks a person for it");
      if (!used.contains("fact " + fact.name) &&
          std::ranges::find(kOwnFacts, fact.name) == std::end(kOwnFacts))
        warn(remarks, place, "no rule asks for the fact " + fact.name);
    }
  }
}

}  // namespace checker::manifest
