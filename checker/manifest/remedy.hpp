#pragma once
// A remedy: one way out of a problem, what it costs, and who can take it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/manifest/range.hpp"

namespace checker::manifest {

struct Remedy {
  enum class Kind { set_fact, leave_out, split, package, file, by_hand };
  Kind kind = Kind::by_hand;
  unsigned rank = 9;                  // the author's order of preference, 1 first
  std::string fact, value;            // of set_fact
  std::string member;                 // of leave_out: of migration.content
  std::vector<std::string> separate;  // of split: these members go in a run of their own
  std::string component;              // of package and file: which file …
  std::optional<Version> version;     // … from which version on
  std::string text;                   // for people
  std::string manual;  // what the wizard's user must do by hand, where no keyword does it
  Basis basis = Basis::stated;
  std::string loss;      // none, items, content; "": not said
  std::string effort;    // option, minutes, hours, days; "": not said
  std::string executor;  // wizard, native; "": either
};

/// {"set", "leave-out", …}, as a manifest spells it.
std::string_view to_string(Remedy::Kind kind);

base::Result<Remedy> read_remedy(const base::Json& json, const std::string& where);

}  // namespace checker::manifest
