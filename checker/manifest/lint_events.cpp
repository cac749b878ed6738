// Events: what is said of one twice, or of one that no rule names, rules that no
// event can lead to, and events of which nobody says who logs them.
#include <algorithm>
#include <map>
#include <set>

#include "checker/manifest/lint.hpp"

namespace checker::manifest {
namespace {

using Level = Remark::Level;

/// What all manifests say of events, those of the context as well.
struct Said {
  std::set<std::uint64_t> named;       // by rules
  std::set<std::uint64_t> follow_ups;  // declared so
  std::set<std::uint64_t> sourced;     // whose source an event gives
};

Said said_in(const Library& library) {
  Said out;
  for (const Library::Shelved& each : library.manifests) {
    for (const Rule& rule : each.manifest.rules)
      out.named.insert(rule.events.begin(), rule.events.end());
    for (const Event& event : each.manifest.events) {
      if (event.follow_up) out.follow_ups.insert(event.id);
      if (!event.source.empty()) out.sourced.insert(event.id);
    }
  }
  return out;
}

// Whether nothing that a problem shows can lead anybody to it. What is only worth knowing may well
// speak of an event that comes with every run.
bool is_out_of_reach(const Rule& rule, const Said& said) {
  return rule.kind != Kind::advisory && !rule.events.empty() && rule.codes.empty() &&
         std::ranges::all_of(rule.events,
                             [&](std::uint64_t id) { return said.follow_ups.contains(id); });
}

class EventLint {
 public:
  EventLint(const Said& said, std::vector<Remark>& remarks) : said_(said), remarks_(remarks) {}

  void enter(const Library::Shelved& shelved) {
    const Manifest& manifest = shelved.manifest;
    for (std::size_t i = 0; i < manifest.events.size(); ++i)
      look_at(manifest.events[i], manifest.place("events", i), shelved.context);
    if (shelved.context) return;
    for (std::size_t i = 0; i < manifest.rules.size(); ++i)
      look_at(manifest.rules[i], manifest.place("rules", i) + "/events");
  }

 private:
  void look_at(const Rule& rule, const std::string& place) {
    if (is_out_of_reach(rule, said_))
      remarks_.push_back(
          {Level::warning, place,
           "the rule " + rule.id + " names follow-up events only: no diagnosis leads to it"});
    if (!rule.event_source.empty()) return;
    for (const std::uint64_t id : rule.events)
      if (!said_.sourced.contains(id))
        remarks_.push_back({Level::warning, place,
                            "the rule " + rule.id +
                                " has no event_source, and nothing says who "
                                "logs event " +
                                std::to_string(id) + ": events of others would fit"});
  }

  void look_at(const Event& event, const std::string& place, bool context) {
    const std::string number = "event " + std::to_string(event.id);
    const auto [it, is_new] =
        entered_.emplace(std::pair(event.id, folded_source(event.source)), place);
    if (context) return;
    if (!is_new)
      remarks_.push_back(
          {Level::error, place, number + " is described twice, first at " + it->second});
    if (!said_.named.contains(event.id))
      remarks_.push_back({Level::warning, place, "no rule names " + number});
    if (event.follow_up != said_.follow_ups.contains(event.id))
      remarks_.push_back({Level::error, place,
                          number + " is a follow-up in one place and none in another: rules do "
                                   "not tell which of the two they mean"});
  }

  const Said& said_;
  std::vector<Remark>& remarks_;
  std::map<std::pair<std::uint64_t, std::string>, std::string> entered_;  // → its place
};

}  // namespace

void lint_events(const Library& library, std::vector<Remark>& remarks) {
  const Said said = said_in(library);
  EventLint lint(said, remarks);
  for (const Library::Shelved& each : library.manifests) lint.enter(each);
}

}  // namespace checker::manifest
