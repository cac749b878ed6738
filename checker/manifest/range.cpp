#include "checker/manifest/range.hpp"

#include "checker/manifest/reading.hpp"

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

Result<void> read_introduced(Range& out, Fields& in) {
  if (!in.has("introduced")) return {};
  auto object = in.object("introduced");
  if (!object) return std::move(object).error();
  auto inner = Fields::of(**object, base::pointer(in.where(), "introduced"));
  if (!inner) return std::move(inner).error();
  return in_order({[&] { return version_into(out.introduced, *inner, "version"); },
                   [&] { return into(out.introduced_basis, one_of(*inner, "basis", kBases)); },
                   [&] { return inner->finish(); }});
}

Result<void> read_evidence(Range& out, Fields& in) {
  if (!in.has("recognised_by")) return {};
  auto object = in.object("recognised_by");
  if (!object) return std::move(object).error();
  auto inner = Fields::of(**object, base::pointer(in.where(), "recognised_by"));
  if (!inner) return std::move(inner).error();
  Range::Evidence evidence;
  auto done = in_order({[&] { return text_into(evidence.component, *inner, "component"); },
                        [&] { return into(evidence.exactly, read_version(*inner, "exactly")); },
                        [&] { return inner->finish(); }});
  out.recognised_by = evidence;
  return done;
}

// A range that contradicts itself would decide by accident.
Result<void> check_order(const Range& range, const Fields& in) {
  const auto limit = version::parse(range.branch + ".0.0");
  if (!limit || limit->branch() != range.branch)
    return in.wrong("branch", "should be two numbers, such as 5.5, is \"" + range.branch + "\"");
  const auto in_branch = [&](const std::optional<Version>& v) {
    return !v || v->branch() == range.branch;
  };
  if (!in_branch(range.introduced) || !in_branch(range.absent_up_to) ||
      !in_branch(range.last_affected) || !in_branch(range.fixed))
    return in.wrong("branch", "is not the branch of every version in the range");
  if (range.introduced && range.fixed && *range.fixed <= *range.introduced)
    return in.wrong("fixed", "is not above introduced: the range is empty");
  if (range.absent_up_to && (!range.introduced || *range.introduced <= *range.absent_up_to))
    return in.wrong("absent_up_to", "is not below introduced");
  if (range.last_affected && range.introduced && *range.last_affected < *range.introduced)
    return in.wrong("last_affected", "is below introduced: the range is empty");
  if (range.last_affected && range.fixed && *range.fixed <= *range.last_affected)
    return in.wrong("last_affected", "is not below fixed");
  return {};
}

Result<void> language_into(std::string& out, Fields& in) {
  if (!in.has("language")) return {};
  auto text = in.text("language");
  if (!text) return std::move(text).error();
  if (!is_language(*text))
    return in.wrong("language",
                    "should be four hexadecimal digits, such as 0409, is \"" + *text + "\"");
  out = std::move(*text);
  return {};
}

}  // namespace

std::string_view to_string(Basis basis) { return name_of(basis, kBases); }

Result<Version> read_version(Fields& in, const char* key) {
  auto text = in.text(key);
  if (!text) return std::move(text).error();
  const auto version = version::parse(*text);
  if (!version)
    return in.wrong(key,
                    "should be a version of four parts, such as 5.5.2543.1, is \"" + *text + "\"");
  return *version;
}

Result<Range> read_range(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Range out;
  auto done = in_order({
      [&] { return id_into(out.id, *in, "id"); },
      [&] { return text_into(out.component, *in, "component"); },
      [&] { return text_into(out.branch, *in, "branch"); },
      [&] { return read_introduced(out, *in); },
      [&] { return version_into(out.absent_up_to, *in, "absent_up_to"); },
      [&] { return version_into(out.last_affected, *in, "last_affected"); },
      [&] { return version_into(out.fixed, *in, "fixed"); },
      [&] {
        return in->has("fixed_basis") ? into(out.fixed_basis, one_of(*in, "fixed_basis", kBases))
                                      : Result<void>{};
      },
      [&] { return optional_text_into(out.fixed_as_printed, *in, "fixed_as_printed"); },
      [&] { return language_into(out.language, *in); },
      [&] { return choice_into(out.platform, *in, "platform", kMachines); },
      [&] { return read_evidence(out, *in); },
      [&] { return in->finish(); },
      [&] { return check_order(out, *in); },
  });
  if (!done) return done.error();
  return out;
}

}  // namespace checker::manifest
