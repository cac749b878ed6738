#pragma once
// A rule: one known problem, its versions, its trigger, its ways out.
#include <optional>
#include <string>
#include <vector>

#include "checker/manifest/condition.hpp"
#include "checker/version/version.hpp"

namespace checker::manifest {

enum class Basis { stated, inferred };
enum class Severity { advice, degrade, block };
/// What part of a migration a rule speaks of.
enum class Concern { extract, import, target };

std::string_view to_string(Basis basis);
std::string_view to_string(Severity severity);
std::string_view to_string(Concern concern);

/// The versions of one component in one product branch that have a defect.
///
///     … absent_up_to]   grey   [introduced … fixed)   [fixed …
///
/// What lies between absent_up_to and introduced is grey: nobody has said which side it is on, and
/// only `grey_evidence` can tell. Without `introduced` everything below `fixed` is affected.
struct Range {
  std::string id, component, branch;  // branch "5.5": major.minor
  std::optional<Version> introduced, absent_up_to, fixed;
  Basis introduced_basis = Basis::stated;
  std::string fixed_as_printed;  // "2543.1": shown, never compared
  std::string language;          // "0409": the article speaks of the English files
  struct Evidence {
    std::string component;
    Version exactly;
  };
  std::optional<Evidence> recognised_by;  // the article's own test for the affected release
};

struct Remedy {
  enum class Kind { set_fact, leave_out, package, by_hand };
  Kind kind = Kind::by_hand;
  unsigned rank = 9;               // the author's order of preference, 1 first
  std::string fact, value;         // of set_fact
  std::string member;              // of leave_out: of migration.content
  std::string component;           // of package: which file …
  std::optional<Version> version;  // … from which version on
  std::string text;                // for people
  std::string manual;  // what the wizard's user must do by hand, where no keyword does it
  Basis basis = Basis::stated;
};

struct Rule {
  std::string id;  // "Q214836"
  std::string title, summary;
  Severity severity = Severity::advice;
  Concern concern = Concern::extract;
  bool wizard_only = true;           // Sidestep's own engine never had this problem
  Basis basis = Basis::stated;       // of the trigger
  std::vector<std::string> affects;  // range ids, any of which; none: no version decides
  Condition trigger;
  std::vector<contract::Guard> guards;  // zero or one: what a plan must not be
  struct Check {
    Condition when;
    std::string by;  // the step that finds the damage: "verify"
  };
  std::optional<Check> checked;
  std::vector<Remedy> remedies;
  std::vector<std::uint64_t> events;
  std::vector<std::string> codes;  // "0x80040108"
  std::vector<std::string> related;
  std::string source;  // "KB Q214836"
};

base::Result<Range> read_range(const base::Json& json, const std::string& where);
base::Result<Rule> read_rule(const base::Json& json, const std::string& where);
/// A version with exactly four parts.
base::Result<Version> read_version(base::Fields& in, const char* key);

}  // namespace checker::manifest
