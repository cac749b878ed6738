// The manifests against the facts that they were made from, where those are at
// hand: every version that an article prints stands in a range of its rule.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "base/json.hpp"
#include "checker/judge/judge.hpp"
#include "tests/support/machines.hpp"

using namespace checker;
using base::Json;
using support::knowledge;

namespace {

const std::filesystem::path kFacts = CORPUS_DIR "/facts";

// The text of a key; "" where it is absent or null.
std::string text(const Json& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// The rules that the record of this article and part became.
std::vector<const manifest::Rule*> rules_of(const std::string& record) {
  std::vector<const manifest::Rule*> out;
  for (const auto& r : knowledge().records)
    if (r.record == record)
      for (const auto& id : r.rules) out.push_back(knowledge().rule(id));
  return out;
}

std::vector<const manifest::Range*> ranges_of(const std::vector<const manifest::Rule*>& rules) {
  std::vector<const manifest::Range*> out;
  for (const auto* rule : rules) {
    std::vector<std::string> ids = ranges_in(rule->trigger);
    ids.insert(ids.end(), rule->affects.begin(), rule->affects.end());
    for (const auto& id : ids) out.push_back(knowledge().range(id));
  }
  return out;
}

// Of any file: an article that lists several was sometimes given the one with both its ends.
bool some_range_fixes(const std::vector<const manifest::Range*>& ranges,
                      const std::string& version) {
  return std::ranges::any_of(ranges, [&](const manifest::Range* range) {
    return range->fixed && version::to_string(*range->fixed) == version;
  });
}

}  // namespace

TEST_CASE("every fix version of the migration articles is a bound of the rule that came of it") {
  if (!std::filesystem::exists(kFacts / "migration-facts.json")) {
    MESSAGE("skipped: the facts are not here");
    return;
  }
  const auto json = base::read_json(kFacts / "migration-facts.json");
  REQUIRE(json);
  int versions = 0, events = 0;
  for (const Json& fact : json->at("facts")) {
    const std::string kb = text(fact, "kb");
    const std::string part = fact.contains("part") ? "/" + text(fact, "part") : "";
    const auto rules = rules_of("migration-facts:" + kb + part);
    CAPTURE(kb + part);
    if (rules.empty()) continue;  // undecided: the ledger's own test counts those
    const auto ranges = ranges_of(rules);
    Json branches = fact.at("affected_branches");
    branches.push_back(fact.at("affected"));
    for (const Json& affected : branches) {
      const std::string fixed = text(affected, "fixed_in_normalised");
      if (!version::parse(fixed) || text(affected, "fix_role") == "current-version-of-list")
        continue;
      CAPTURE(fixed);
      CHECK(some_range_fixes(ranges, fixed));
      ++versions;
    }
    for (const Json& event : fact.at("event_ids")) {
      if (event.get<std::uint64_t>() > 65535) continue;  // a misprint: no log has it
      CAPTURE(event.get<std::uint64_t>());
      CHECK(std::ranges::any_of(rules, [&](const manifest::Rule* rule) {
        return std::ranges::count(rule->events, event.get<std::uint64_t>()) > 0;
      }));
      ++events;
    }
  }
  MESSAGE(versions, " versions, ", events, " events");
  CHECK(versions > 60);
  CHECK(events > 70);
}

TEST_CASE("every printed range is the rule's, with both its ends") {
  if (!std::filesystem::exists(kFacts / "explicit-ranges.json")) {
    MESSAGE("skipped: the facts are not here");
    return;
  }
  const auto json = base::read_json(kFacts / "explicit-ranges.json");
  REQUIRE(json);
  int seen = 0;
  for (const Json& printed : json->at("rules")) {
    if (text(printed, "kind") != "affected-range") continue;
    const std::string kb = text(printed, "kb");
    CAPTURE(kb);
    const auto from = version::parse(text(printed, "affected_from_normalised"));
    const auto to = version::parse(text(printed, "affected_to_normalised"));
    REQUIRE(from);
    const auto ranges = ranges_of(rules_of("explicit-ranges:" + kb + "/affected-range"));
    const bool inclusive = printed.value("affected_to_inclusive", Json(false)) == true;
    CHECK(std::ranges::any_of(ranges, [&](const manifest::Range* range) {
      if (!range->introduced || *range->introduced < *from) return false;
      const auto below_from = *range->introduced == *from || range->absent_up_to == from;
      if (!to) return below_from;
      return below_from && (inclusive ? range->last_affected == to : range->fixed == to);
    }));
    ++seen;
  }
  CHECK(seen == 17);
}
