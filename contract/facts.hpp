#pragma once
// Facts: what is known about an intended operation, by name, each with where
// it came from. Flat, so that a plan can carry them and both programs read them.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.hpp"

namespace contract {

/// A set some of whose members are not known to be in it or not.
struct FactSet {
  std::set<std::string> members;
  std::set<std::string> unknown;
  bool operator==(const FactSet&) const = default;
};

struct Unknown {
  bool operator==(const Unknown&) const = default;
};

struct Fact {
  std::variant<Unknown, bool, std::string, FactSet> value;
  std::string from;  // "job.txt:3 Function,FULL"; empty: nobody said

  /// Where one member of a set came from: the piece "MEMBER: …" of `from`, else all of it.
  std::string from_of(std::string_view member) const;
  /// Writes that piece, in the place of an older one.
  void set_from(std::string_view member, std::string_view source);

  bool known() const { return !std::holds_alternative<Unknown>(value); }
  bool operator==(const Fact&) const = default;
};

/// What people read: "one", "true", "messages, bulletin-boards (unknown: directory)", "unknown".
std::string to_string(const Fact& fact);

class Facts {
 public:
  /// The fact of this name; an unknown one when nobody has said anything.
  const Fact& get(std::string_view name) const;
  void set(std::string_view name, Fact fact) { facts_[std::string(name)] = std::move(fact); }
  /// The word of a fact; "" when it is unknown or not a word.
  std::string word(std::string_view name) const;
  /// The members of a set; none when it is unknown or not a set.
  FactSet members(std::string_view name) const;

  auto begin() const { return facts_.begin(); }
  auto end() const { return facts_.end(); }
  bool empty() const { return facts_.empty(); }
  bool operator==(const Facts&) const = default;

 private:
  std::map<std::string, Fact, std::less<>> facts_;
};

/// {"migration.steps": {"value": "one", "from": "job.txt:3 Function,FULL"}, …}
base::Json to_json(const Facts& facts);
/// The same, or with bare values; null and "unknown" are the unknown value.
base::Result<Facts> facts_from_json(const base::Json& json, const std::string& where);

/// A combination of values that must not meet: {"migration.steps": "one", "migration.content":
/// [..]}.
struct Guard {
  std::string rule;
  std::map<std::string, Fact> forbid;
  bool operator==(const Guard&) const = default;
};

/// Whether `facts` could be what the guard forbids. A set in the guard means "contains all of
/// these"; what is unknown counts as present: a guard errs on the safe side.
bool meets(const Guard& guard, const Facts& facts);

}  // namespace contract
