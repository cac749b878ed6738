#pragma once
// Symptoms × rules → the known problems that fit, best first. A function from
// values to values: nothing is read and nothing is written.
#include <string>
#include <vector>

#include "checker/diagnose/lore.hpp"
#include "checker/judge/judge.hpp"
#include "checker/manifest/knowledge.hpp"
#include "checker/symptoms/symptoms.hpp"

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
  /// What has known causes, all of which are ruled out: no set explains it.
  std::vector<std::size_t> ruled_out_events, ruled_out_codes;
};

inline constexpr std::size_t kMostSets = 8;

/// `findings`: of all rules, about a machine or an operation; empty: nothing was measured. The
/// diagnosis points into both.
Diagnosis diagnose(const symptoms::Symptoms& symptoms, const manifest::Knowledge& knowledge,
                   const std::vector<judge::Finding>& findings);

}  // namespace checker::diagnose
