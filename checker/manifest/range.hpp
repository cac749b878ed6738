#pragma once
// A range: the versions of one component that have a defect, as far as somebody
// has said so.
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "checker/version/version.hpp"

namespace checker::manifest {

/// Whether an article says it, or we conclude it.
enum class Basis { stated, inferred };
std::string_view to_string(Basis basis);

/// The versions of one component in one product branch that have a defect.
///
///     … absent_up_to]  grey  [introduced … last_affected]  grey  [fixed …
///
/// What is grey nobody has placed, and only `recognised_by` can tell. Without `introduced`
/// everything from the beginning is affected; an `introduced` that is stated leaves no grey below
/// it unless `absent_up_to` says so. Without `last_affected` everything below `fixed` is affected.
struct Range {
  std::string id, component, branch;  // branch "5.5": major.minor
  std::optional<Version> introduced, absent_up_to, last_affected, fixed;
  Basis introduced_basis = Basis::stated;
  Basis fixed_basis = Basis::stated;  // inferred: the file of the first service pack with the fix
  std::string fixed_as_printed;       // "2543.1": shown, never compared
  std::string language;               // "0409": the article speaks of the English files
  std::string platform;               // "i386": the article speaks of that machine's files
  struct Evidence {
    std::string component;
    Version exactly;
  };
  std::optional<Evidence> recognised_by;  // the article's own test for the affected release
};

base::Result<Range> read_range(const base::Json& json, const std::string& where);
/// A version with exactly four parts.
base::Result<Version> read_version(base::Fields& in, const char* key);

}  // namespace checker::manifest
