#include "checker/report/condition_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/report/layout.hpp"

namespace checker::report {
namespace {

using manifest::Condition;
using manifest::Range;
using manifest::Remedy;
using Kind = Condition::Kind;

std::string leaf(const Condition& c) {
  switch (c.kind) {
    case Kind::always:
      return "always";
    case Kind::is:
      return fmt::format("{} is {}", c.fact, to_string(c.value));
    case Kind::one_of:
      return fmt::format("{} is one of {}", c.fact, fmt::join(c.names, ", "));
    case Kind::contains:
      return fmt::format("{} contains {}", c.fact, c.text);
    case Kind::below:
      return fmt::format("{} is below {}", c.fact, c.text);
    case Kind::range:
      return fmt::format("the file is in the range {}", c.text);
    case Kind::same_version:
      return fmt::format("{} have one version", fmt::join(c.names, ", "));
    case Kind::unknown:
      return "unknown: " + c.text;
    default:
      return "";
  }
}

void lines(const Condition& c, std::size_t indent, std::string& out) {
  const std::string blanks(indent, ' ');
  if (c.parts.empty()) {
    out += paragraph(blanks, leaf(c));
    return;
  }
  out += blanks + (c.kind == Kind::all ? "all of" : c.kind == Kind::any ? "any of" : "not") + "\n";
  for (const Condition& part : c.parts) lines(part, indent + 2, out);
}

std::string action(const Remedy& r) {
  switch (r.kind) {
    case Remedy::Kind::set_fact:
      return fmt::format("set {} to {}", r.fact, r.value);
    case Remedy::Kind::leave_out:
      return "leave out " + r.member;
    case Remedy::Kind::split:
      return fmt::format("{} in a run of their own", fmt::join(r.separate, ", "));
    case Remedy::Kind::package:
    case Remedy::Kind::file:
      return fmt::format("{} {}{}", to_string(r.kind), r.component,
                         r.version ? " " + version::to_string(*r.version) : "");
    case Remedy::Kind::by_hand:
      return "by hand";
  }
  return "";
}

}  // namespace

std::string in_words(const Condition& condition, std::size_t indent) {
  std::string out;
  lines(condition, indent, out);
  return out;
}

std::string in_words(const Range& r) {
  std::string out = fmt::format("{} of branch {}", r.component, r.branch);
  if (!r.platform.empty()) out += fmt::format(" for {}", r.platform);
  if (!r.language.empty()) out += fmt::format(" of language {}", r.language);
  if (r.absent_up_to) out += fmt::format(", not up to {}", version::to_string(*r.absent_up_to));
  if (r.introduced)
    out += fmt::format(", from {} on ({})", version::to_string(*r.introduced),
                       to_string(r.introduced_basis));
  if (r.last_affected) out += fmt::format(", up to {}", version::to_string(*r.last_affected));
  if (r.fixed) {
    out += fmt::format(", fixed in {} ({}", version::to_string(*r.fixed), to_string(r.fixed_basis));
    out += r.fixed_as_printed.empty() ? ")" : fmt::format(", printed as {})", r.fixed_as_printed);
  }
  if (!r.introduced && !r.last_affected && !r.fixed) out += ", every version";
  if (r.recognised_by)
    out += fmt::format("; surely where {} is exactly {}", r.recognised_by->component,
                       version::to_string(r.recognised_by->exactly));
  return out;
}

std::string in_words(const Remedy& r) {
  std::string out = fmt::format("{} ({}; {}", r.text, action(r), to_string(r.basis));
  if (!r.loss.empty()) out += "; loss: " + r.loss;
  if (!r.effort.empty()) out += "; effort: " + r.effort;
  if (!r.executor.empty()) out += "; for the executor " + r.executor;
  out += ")";
  if (!r.manual.empty()) out += ". With the wizard: " + r.manual;
  return out;
}

}  // namespace checker::report
