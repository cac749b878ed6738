#include "checker/manifest/rule.hpp"

#include <algorithm>

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

template <class T>
struct Named {
  std::string_view name;
  T value;
};
constexpr Named<Basis> kBases[] = {{"stated", Basis::stated}, {"inferred", Basis::inferred}};
constexpr Named<Severity> kSeverities[] = {
    {"block", Severity::block}, {"degrade", Severity::degrade}, {"advice", Severity::advice}};
constexpr Named<Concern> kConcerns[] = {
    {"extract", Concern::extract}, {"import", Concern::import}, {"target", Concern::target}};
constexpr Named<Remedy::Kind> kRemedies[] = {{"set", Remedy::Kind::set_fact},
                                             {"leave-out", Remedy::Kind::leave_out},
                                             {"package", Remedy::Kind::package},
                                             {"by-hand", Remedy::Kind::by_hand}};

template <class T, std::size_t N>
Result<T> one_of(Fields& in, const char* key, const Named<T> (&names)[N]) {
  auto word = in.text(key);
  if (!word) return std::move(word).error();
  std::string all;
  for (const auto& n : names) {
    if (n.name == *word) return n.value;
    all += (all.empty() ? "" : ", ") + std::string(n.name);
  }
  return in.wrong(key, "should be one of " + all + ", is \"" + *word + "\"");
}

template <class T, std::size_t N>
std::string_view name_of(T value, const Named<T> (&names)[N]) {
  return std::ranges::find(names, value, &Named<T>::value)->name;
}

// Reads `key` into `out` when it is there.
Result<void> version_into(std::optional<Version>& out, Fields& in, const char* key) {
  if (!in.has(key)) return {};
  auto version = read_version(in, key);
  if (!version) return std::move(version).error();
  out = *version;
  return {};
}

Result<void> text_into(std::string& out, Fields& in, const char* key) {
  auto text = in.text(key);
  if (!text) return std::move(text).error();
  out = std::move(*text);
  return {};
}

Result<void> optional_text_into(std::string& out, Fields& in, const char* key) {
  return in.has(key) ? text_into(out, in, key) : Result<void>{};
}

template <class T>
Result<void> into(T& out, Result<T> value) {
  if (!value) return std::move(value).error();
  out = std::move(*value);
  return {};
}

// Runs the readers in order and stops at the first error.
Result<void> in_order(std::initializer_list<std::function<Result<void>()>> steps) {
  for (const auto& step : steps)
    if (auto done = step(); !done) return done;
  return {};
}

Result<void> read_introduced(Range& out, Fields& in) {
  if (!in.has("introduced")) return {};
  auto object = in.object("introduced");
  if (!object) return std::move(object).error();
  auto inner = Fields::of(**object, in.where() + ".introduced");
  if (!inner) return std::move(inner).error();
  return in_order({[&] { return version_into(out.introduced, *inner, "version"); },
                   [&] { return into(out.introduced_basis, one_of(*inner, "basis", kBases)); },
                   [&] { return inner->finish(); }});
}

Result<void> read_evidence(Range& out, Fields& in) {
  if (!in.has("recognised_by")) return {};
  auto object = in.object("recognised_by");
  if (!object) return std::move(object).error();
  auto inner = Fields::of(**object, in.where() + ".recognised_by");
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
  if (!in_branch(range.introduced) || !in_branch(range.absent_up_to) || !in_branch(range.fixed))
    return in.wrong("branch", "is not the branch of every version in the range");
  if (range.introduced && range.fixed && *range.fixed <= *range.introduced)
    return in.wrong("fixed", "is not above introduced: the range is empty");
  if (range.absent_up_to && (!range.introduced || *range.introduced <= *range.absent_up_to))
    return in.wrong("absent_up_to", "is not below introduced");
  return {};
}

Result<Remedy> read_remedy(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Remedy out;
  auto done = in_order({
      [&] { return into(out.kind, one_of(*in, "kind", kRemedies)); },
      [&] { return text_into(out.text, *in, "text"); },
      [&] { return optional_text_into(out.manual, *in, "manual"); },
      [&]() -> Result<void> {
        auto rank = in->number("rank", 99);
        if (!rank) return std::move(rank).error();
        out.rank = static_cast<unsigned>(*rank);
        return {};
      },
      [&] {
        return in->has("basis") ? into(out.basis, one_of(*in, "basis", kBases)) : Result<void>{};
      },
      [&]() -> Result<void> {
        switch (out.kind) {
          case Remedy::Kind::set_fact:
            return in_order({[&] { return text_into(out.fact, *in, "fact"); },
                             [&] { return text_into(out.value, *in, "value"); }});
          case Remedy::Kind::leave_out:
            return text_into(out.member, *in, "member");
          case Remedy::Kind::package:
            return in_order({[&] { return text_into(out.component, *in, "component"); },
                             [&] { return version_into(out.version, *in, "version"); }});
          case Remedy::Kind::by_hand:
            return {};
        }
        return {};
      },
      [&] { return in->finish(); },
  });
  if (!done) return done.error();
  return out;
}

Result<void> read_remedies(Rule& out, Fields& in) {
  auto list = in.array("remedies");
  if (!list) return std::move(list).error();
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto remedy = read_remedy((**list)[i], in.where() + ".remedies[" + std::to_string(i) + "]");
    if (!remedy) return std::move(remedy).error();
    out.remedies.push_back(std::move(*remedy));
  }
  return {};
}

Result<void> read_guard(Rule& out, Fields& in) {
  if (!in.has("forbid")) return {};
  auto object = in.object("forbid");
  if (!object) return std::move(object).error();
  auto facts = contract::facts_from_json(**object, in.where() + ".forbid");
  if (!facts) return std::move(facts).error();
  contract::Guard guard{out.id, {}};
  for (const auto& [name, fact] : *facts) guard.forbid[name] = fact;
  if (guard.forbid.empty()) return in.wrong("forbid", "is empty");
  out.guards.push_back(std::move(guard));
  return {};
}

Result<void> read_check(Rule& out, Fields& in) {
  if (!in.has("checked")) return {};
  auto object = in.object("checked");
  if (!object) return std::move(object).error();
  auto inner = Fields::of(**object, in.where() + ".checked");
  if (!inner) return std::move(inner).error();
  Rule::Check check;
  auto when = inner->any("when");
  if (!when) return std::move(when).error();
  auto done = in_order(
      {[&] { return into(check.when, read_condition(**when, inner->where() + ".when")); },
       [&] { return text_into(check.by, *inner, "by"); }, [&] { return inner->finish(); }});
  out.checked = std::move(check);
  return done;
}

Result<void> read_events(Rule& out, Fields& in) {
  if (!in.has("events")) return {};
  auto list = in.array("events");
  if (!list) return std::move(list).error();
  for (const Json& event : **list) {
    if (!event.is_number_unsigned() || event.get<std::uint64_t>() > 65535)
      return in.wrong("events", "should hold event numbers up to 65535");
    out.events.push_back(event.get<std::uint64_t>());
  }
  return {};
}

}  // namespace

std::string_view to_string(Basis basis) { return name_of(basis, kBases); }
std::string_view to_string(Severity severity) { return name_of(severity, kSeverities); }
std::string_view to_string(Concern concern) { return name_of(concern, kConcerns); }

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
      [&] { return text_into(out.id, *in, "id"); },
      [&] { return text_into(out.component, *in, "component"); },
      [&] { return text_into(out.branch, *in, "branch"); },
      [&] { return read_introduced(out, *in); },
      [&] { return version_into(out.absent_up_to, *in, "absent_up_to"); },
      [&] { return version_into(out.fixed, *in, "fixed"); },
      [&] { return optional_text_into(out.fixed_as_printed, *in, "fixed_as_printed"); },
      [&] { return optional_text_into(out.language, *in, "language"); },
      [&] { return read_evidence(out, *in); },
      [&] { return in->finish(); },
      [&] { return check_order(out, *in); },
  });
  if (!done) return done.error();
  return out;
}

Result<Rule> read_rule(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Rule out;
  auto trigger = in->any("trigger");
  auto done = in_order({
      [&] { return text_into(out.id, *in, "id"); },
      [&] { return text_into(out.title, *in, "title"); },
      [&] { return text_into(out.summary, *in, "summary"); },
      [&] { return into(out.severity, one_of(*in, "severity", kSeverities)); },
      [&] { return into(out.concern, one_of(*in, "concerns", kConcerns)); },
      [&] { return into(out.wizard_only, in->boolean("wizard_only")); },
      [&] { return into(out.basis, one_of(*in, "basis", kBases)); },
      [&] { return into(out.affects, in->texts_or_none("affects")); },
      [&]() -> Result<void> {
        if (!trigger) return trigger.error();
        return into(out.trigger, read_condition(**trigger, where + ".trigger"));
      },
      [&] { return read_guard(out, *in); },
      [&] { return read_check(out, *in); },
      [&] { return read_remedies(out, *in); },
      [&] { return read_events(out, *in); },
      [&] { return into(out.codes, in->texts_or_none("codes")); },
      [&] { return into(out.related, in->texts_or_none("related")); },
      [&] { return text_into(out.source, *in, "source"); },
      [&] { return in->finish(); },
  });
  if (!done) return done.error();
  return out;
}

}  // namespace checker::manifest
