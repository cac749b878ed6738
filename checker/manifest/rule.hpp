#pragma once
// A rule: one known problem, its versions, its trigger, its ways out.
#include <optional>
#include <string>
#include <vector>

#include "checker/manifest/condition.hpp"
#include "checker/manifest/range.hpp"
#include "checker/manifest/remedy.hpp"

namespace checker::manifest {

/// What a rule is: something broken, something that must be there, or something to know.
enum class Kind { defect, requirement, advisory };
enum class Severity { advice, degrade, block };
/// What a rule speaks of: a part of a migration, the mailboxes and rights that it needs, or the
/// server's own components.
enum class Concern { extract, import, target, server };

std::string_view to_string(Kind kind);
std::string_view to_string(Severity severity);
std::string_view to_string(Concern concern);

struct Rule {
  std::string id;  // "Q214836"; "Q156063-5.7.2" where an article has several
  std::string title, summary;
  Kind kind = Kind::defect;
  Severity severity = Severity::advice;
  Concern concern = Concern::extract;
  bool wizard_only = true;  // Sidestep's own engine never had this problem
  /// A newer file may have changed data so that an older one cannot use it any more: the way back
  /// is closed where this rule strikes.
  bool data_moves_on = false;
  Basis basis = Basis::stated;       // of the trigger
  std::vector<std::string> affects;  // range ids, any of which; none: no version decides
  Condition trigger;
  std::vector<contract::Guard> guards;  // zero or one: what a plan must not be
  struct Check {
    Condition when;
    std::string by;  // the step that finds the damage: "verify"
  };
  std::optional<Check> checked;
  std::string operation = "migration";  // the operation that it is about; "any": whatever is done
  std::vector<Remedy> remedies;
  std::vector<std::uint64_t> events;
  std::vector<std::string> codes;  // "0x80040108"
  std::vector<std::string> related;
  std::string event_source;  // "MSExchangeMig"
  std::string fixed_in;      // the first service pack with the fix, in words
  std::string confidence;    // of the facts: high, medium, low
  std::string source;        // "KB Q214836"
};

base::Result<Rule> read_rule(const base::Json& json, const std::string& where);

}  // namespace checker::manifest
