#pragma once
// Symptoms × rules → the known problems that fit, best first. A function from
// values to values: nothing is read and nothing is written.
#include <set>
#include <string>
#include <vector>

#include "checker/diagnose/symptoms.hpp"
#include "checker/judge/judge.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::diagnose {

/// A problem that at least one event or code points at. Numbers are indices into the symptoms.
struct Candidate {
  const manifest::Rule* rule = nullptr;
  std::vector<std::size_t> events;      // that point at it
  std::vector<std::size_t> codes;       // likewise
  std::vector<std::size_t> follow_ups;  // that it comes with, and that point at nothing themselves
  std::vector<std::uint64_t> unseen;    // events of the rule that were not seen
  std::size_t rivals = 0;               // how many other rules its rarest event or code points at
  const judge::Finding* finding =
      nullptr;  // what a machine or an operation says of it; may be null

  std::size_t explained() const { return events.size() + codes.size(); }
  /// The machine, or the operation, cannot have it.
  bool is_ruled_out() const {
    return finding != nullptr && finding->verdict == judge::Verdict::clear;
  }
};

struct Diagnosis {
  /// Best first: what explains most, then what is not ruled out and what applies, then what fewest
  /// others share a symptom with.
  std::vector<Candidate> candidates;
  /// The smallest sets of candidates that explain together all that can be explained, as indices;
  /// what is ruled out is in none. At most kMostSets.
  std::vector<std::vector<std::size_t>> together;
  bool together_cut = false;                // there are more, or it would take too long to find any
  std::vector<std::size_t> follow_ups;      // events that point at nothing by themselves
  std::vector<std::size_t> unknown_events;  // that no rule names, from a source that is known
  std::vector<std::size_t> foreign;         // of a source that nothing here knows
  std::vector<std::size_t> unknown_codes;
};

inline constexpr std::size_t kMostSets = 8;

/// What is known here of events and their sources.
class EventLore {
 public:
  explicit EventLore(const manifest::Knowledge& knowledge);
  /// What a manifest says of the event; null when none does.
  const manifest::Event* about(const SeenEvent& event) const;
  bool is_follow_up(const SeenEvent& event) const;
  /// Whether an event, by its number and source, is one that the rule names. A rule may name the
  /// wizard as the source of all its events while the directory logs one of them: what a manifest
  /// says of that number counts, too.
  bool names(const manifest::Rule& rule, const SeenEvent& event) const;
  /// Folded names of all sources that a rule or an event names.
  const std::set<std::string>& sources() const { return sources_; }
  bool knows_source(const std::string& source) const;
  /// Rules that name this event, whatever it points at.
  std::vector<const manifest::Rule*> rules_naming(const SeenEvent& event) const;

 private:
  const manifest::Knowledge& knowledge_;
  std::set<std::string> sources_;
};

/// The values of all codes that rules name.
std::set<std::uint32_t> known_codes(const manifest::Knowledge& knowledge);

/// `findings`: of all rules, about a machine or an operation; empty: nothing was measured. The
/// diagnosis points into both.
Diagnosis diagnose(const Symptoms& symptoms, const manifest::Knowledge& knowledge,
                   const std::vector<judge::Finding>& findings);

}  // namespace checker::diagnose
