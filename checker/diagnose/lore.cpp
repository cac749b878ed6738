#include "checker/diagnose/lore.hpp"

#include <algorithm>

namespace checker::diagnose {

using manifest::Event;
using manifest::folded_source;
using manifest::Rule;
using symptoms::SeenEvent;

EventLore::EventLore(const manifest::Knowledge& knowledge) : knowledge_(knowledge) {
  const auto enter = [&](const std::string& source) {
    if (!source.empty()) sources_.insert(folded_source(source));
  };
  for (const Rule& rule : knowledge.rules) enter(rule.event_source);
  for (const Event& event : knowledge.events) enter(event.source);
}

bool EventLore::knows_source(const std::string& source) const {
  return sources_.contains(folded_source(source));
}

const Event* EventLore::about(const SeenEvent& event) const {
  const std::string source = folded_source(event.source);
  for (const Event& each : knowledge_.events)
    if (each.id == event.id &&
        (source.empty() || each.source.empty() || folded_source(each.source) == source))
      return &each;
  return nullptr;
}

const Event* EventLore::about(const Rule& rule, std::uint64_t id) const {
  const auto number = static_cast<std::uint32_t>(id);
  if (const Event* const own = about(SeenEvent{number, rule.event_source, 0, {}, {}})) return own;
  for (const Event& each : knowledge_.events)
    if (each.id == id && names(rule, SeenEvent{number, each.source, 0, {}, {}})) return &each;
  return nullptr;
}

std::string EventLore::source_of(const Rule& rule, std::uint64_t id) const {
  const Event* const said = about(rule, id);
  return said != nullptr && !said->source.empty() ? said->source : rule.event_source;
}

bool EventLore::is_follow_up(const SeenEvent& event) const {
  const Event* const said = about(event);
  return said != nullptr && said->follow_up;
}

std::set<std::string> EventLore::sources_of(std::uint64_t id) const {
  std::set<std::string> out;
  for (const Event& each : knowledge_.events)
    if (each.id == id && !each.source.empty()) out.insert(folded_source(each.source));
  return out;
}

bool EventLore::names(const Rule& rule, const SeenEvent& event) const {
  if (std::ranges::find(rule.events, event.id) == rule.events.end()) return false;
  if (event.source.empty()) return true;
  const std::string source = folded_source(event.source);
  const std::string own = folded_source(rule.event_source);
  if (own == source) return true;
  const std::set<std::string> given = sources_of(event.id);
  if (own.empty() && given.empty()) return sources_.contains(source);
  return given.contains(source) && !given.contains(own);
}

std::vector<const Rule*> EventLore::rules_naming(const SeenEvent& event) const {
  std::vector<const Rule*> out;
  for (const Rule& rule : knowledge_.rules)
    if (names(rule, event)) out.push_back(&rule);
  return out;
}

std::set<std::uint32_t> known_codes(const manifest::Knowledge& knowledge) {
  std::set<std::uint32_t> out;
  for (const Rule& rule : knowledge.rules)
    for (const std::string& text : rule.codes)
      if (const auto code = symptoms::parse_code(text)) out.insert(*code);
  return out;
}

}  // namespace checker::diagnose
