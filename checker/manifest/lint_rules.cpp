#include <algorithm>

#include "checker/manifest/lint.hpp"
#include "checker/manifest/possible.hpp"

namespace checker::manifest {
namespace {

using Kind = Condition::Kind;

constexpr std::size_t kLongestTitle = 76;  // one line of a report

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Looks at one rule.
class RuleLint {
 public:
  RuleLint(const Rule& rule, std::string where, const Declared& declared,
           std::vector<Remark>& remarks)
      : rule_(rule), where_(std::move(where)), declared_(declared), remarks_(remarks) {}

  void run() {
    texts();
    chances();
    blocking();
    overlaps();
    packages();
  }

 private:
  void warn(std::string_view key, std::string message) {
    remarks_.push_back(
        {Remark::Level::warning, base::pointer(where_, key), rule_.id + ": " + std::move(message)});
  }

  void texts() {
    for (const auto& [key, text] :
         {std::pair{"title", &rule_.title}, std::pair{"summary", &rule_.summary},
          std::pair{"source", &rule_.source}})
      if (text->empty()) warn(key, std::string("has no ") + key);
    if (const auto length = characters(rule_.title); length > kLongestTitle)
      warn("title", "the title has " + std::to_string(length) + " characters, " +
                        std::to_string(kLongestTitle) + " fit on a line");
  }

  void chances() {
    if (!can_hold(rule_, declared_, Unknowns::may_hold))
      warn("trigger", "can never apply: the trigger contradicts itself");
    if (rule_.checked && !can_hold(rule_.checked->when, declared_))
      warn("checked", "is never checked: the condition contradicts itself");
  }

  // Why a rule may block is that something at hand avoids it.
  void blocking() {
    if (rule_.severity != Severity::block) return;
    if (rule_.guards.empty()) warn("forbid", "blocks, and says nothing that a plan must not be");
    const bool avoidable = std::ranges::any_of(rule_.remedies, [](const Remedy& r) {
      using enum Remedy::Kind;
      return r.kind == set_fact || r.kind == leave_out || r.kind == split || r.kind == package;
    });
    if (!avoidable)
      warn("remedies", "blocks, and no option and no package avoids it: that would be degrade");
  }

  void overlaps() {
    overlaps_of(rule_.affects, "affects");
    overlaps_in(rule_.trigger);
  }

  void overlaps_in(const Condition& condition) {
    std::vector<std::string> together;
    for (const Condition& part : condition.parts) {
      if (condition.kind == Kind::any && part.kind == Kind::range) together.push_back(part.text);
      overlaps_in(part);  // read_condition limits the depth
    }
    overlaps_of(together, "trigger");
  }

  void overlaps_of(const std::vector<std::string>& ids, const char* key) {
    constexpr std::size_t kMost = 64;  // of a rule that a person could still review
    for (std::size_t i = 0; i < std::min(ids.size(), kMost); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Range* a = declared_.range(ids[j]);
        const Range* b = declared_.range(ids[i]);
        if (a != nullptr && b != nullptr && overlap(*a, *b))
          warn(key, "the ranges " + a->id + " and " + b->id + " overlap");
      }
  }

  // A version that cures has to be one that is cured.
  void packages() {
    for (std::size_t i = 0; i < rule_.remedies.size(); ++i) {
      const Remedy& remedy = rule_.remedies[i];
      if (!remedy.version) continue;
      for (const std::string& id : rule_.affects) {
        const Range* range = declared_.range(id);
        if (range != nullptr && falls_short(remedy, *range))
          warn("remedies", "remedy " + std::to_string(i) + " brings " + remedy.component + " " +
                               version::to_string(*remedy.version) +
                               ", which is below the fix of " + range->id);
      }
    }
  }

  static bool falls_short(const Remedy& remedy, const Range& range) {
    return remedy.component == range.component && remedy.version->branch() == range.branch &&
           range.fixed && *remedy.version < *range.fixed && range.platform.empty();
  }

  const Rule& rule_;
  std::string where_;
  const Declared& declared_;
  std::vector<Remark>& remarks_;
};

}  // namespace

void lint_rules(const Library& library, const Declared& declared, std::vector<Remark>& remarks) {
  for (const Library::Shelved& each : library.manifests) {
    if (each.context) continue;
    for (std::size_t i = 0; i < each.manifest.rules.size(); ++i)
      RuleLint(each.manifest.rules[i], each.manifest.place("rules", i), declared, remarks).run();
  }
}

}  // namespace checker::manifest
