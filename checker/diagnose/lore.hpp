#pragma once
// EventLore: what manifests know of events and of who logs them.
#include <set>
#include <string>
#include <vector>

#include "checker/manifest/knowledge.hpp"
#include "checker/symptoms/symptoms.hpp"

namespace checker::diagnose {

class EventLore {
 public:
  /// Borrows the knowledge.
  explicit EventLore(const manifest::Knowledge& knowledge);
  /// What a manifest says of the event; null when none does. An event of another source is another
  /// event.
  const manifest::Event* about(const symptoms::SeenEvent& event) const;
  /// The same of a number that a rule names: of the rule's source, else of who logs that number.
  const manifest::Event* about(const manifest::Rule& rule, std::uint64_t id) const;
  /// Who logs a number that a rule names; "": nothing tells.
  std::string source_of(const manifest::Rule& rule, std::uint64_t id) const;
  bool is_follow_up(const symptoms::SeenEvent& event) const;
  /// Whether an event, by its number and source, is one that the rule names. A number without a
  /// source fits every rule that names it. An event of another source never fits: the source is the
  /// rule's; where the rule has none, the one that a manifest gives for that number; where nothing
  /// gives one, any that is known here. A rule may name the wizard as the source of all its events
  /// while the directory logs one of them: what a manifest says of that number counts, too.
  bool names(const manifest::Rule& rule, const symptoms::SeenEvent& event) const;
  /// Folded names of all sources that a rule or an event names.
  const std::set<std::string>& sources() const { return sources_; }
  bool knows_source(const std::string& source) const;
  /// Rules that name this event, whatever it points at.
  std::vector<const manifest::Rule*> rules_naming(const symptoms::SeenEvent& event) const;

 private:
  std::set<std::string> sources_of(std::uint64_t id) const;
  const manifest::Knowledge& knowledge_;
  std::set<std::string> sources_;
};

/// The values of all codes that rules name.
std::set<std::uint32_t> known_codes(const manifest::Knowledge& knowledge);

}  // namespace checker::diagnose
