#pragma once
// Three-valued truth: Kleene's and, or, not.
#include <string_view>

namespace checker::judge {

/// Declared from weakest to strongest, so that `and` is a minimum and `or` a maximum.
enum class Truth { no, unknown, yes };

constexpr Truth both(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth either(Truth a, Truth b) { return a < b ? b : a; }
constexpr Truth negated(Truth a) {
  return a == Truth::yes ? Truth::no : a == Truth::no ? Truth::yes : Truth::unknown;
}
std::string_view to_string(Truth truth);

/// What a rule says of a run. `checked`: unknown, but a step of the plan finds the damage in time.
enum class Verdict { clear, checked, unknown, applies };
/// Why it says so, from a closed list.
enum class Reason {
  applies,
  fixed,
  not_yet_introduced,
  not_applicable,
  outside,
  missing_file,
  unreadable,
  unknown_fact,
  grey_range
};
std::string_view to_string(Verdict verdict);
std::string_view to_string(Reason reason);

}  // namespace checker::judge
