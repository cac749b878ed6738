#include "checker/judge/truth.hpp"

namespace checker::judge {

std::string_view to_string(Truth truth) {
  switch (truth) {
    case Truth::no:
      return "no";
    case Truth::unknown:
      return "unknown";
    case Truth::yes:
      return "yes";
  }
  return "unknown";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::clear:
      return "clear";
    case Verdict::checked:
      return "checked";
    case Verdict::unknown:
      return "unknown";
    case Verdict::applies:
      return "applies";
  }
  return "unknown";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::applies:
      return "applies";
    case Reason::fixed:
      return "fixed";
    case Reason::not_yet_introduced:
      return "not-yet-introduced";
    case Reason::not_applicable:
      return "not-applicable";
    case Reason::outside:
      return "outside";
    case Reason::missing_file:
      return "missing-file";
    case Reason::unreadable:
      return "unreadable";
    case Reason::unknown_fact:
      return "unknown-fact";
    case Reason::grey_range:
      return "grey-range";
  }
  return "unknown-fact";
}

}  // namespace checker::judge
