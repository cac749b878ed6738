#include "checker/manifest/rule.hpp"

#include "checker/manifest/reading.hpp"

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

constexpr Named<Kind> kKinds[] = {
    {"defect", Kind::defect}, {"requirement", Kind::requirement}, {"advisory", Kind::advisory}};
constexpr Named<Severity> kSeverities[] = {
    {"block", Severity::block}, {"degrade", Severity::degrade}, {"advice", Severity::advice}};
constexpr Named<Concern> kConcerns[] = {{"extract", Concern::extract},
                                        {"import", Concern::import},
                                        {"target", Concern::target},
                                        {"server", Concern::server}};
Result<void> read_remedies(Rule& out, Fields& in) {
  auto list = in.array("remedies");
  if (!list) return std::move(list).error();
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto remedy = read_remedy((**list)[i], base::pointer(base::pointer(in.where(), "remedies"), i));
    if (!remedy) return std::move(remedy).error();
    out.remedies.push_back(std::move(*remedy));
  }
  return {};
}

Result<void> read_guard(Rule& out, Fields& in) {
  if (!in.has("forbid")) return {};
  auto object = in.object("forbid");
  if (!object) return std::move(object).error();
  auto facts = contract::facts_from_json(**object, base::pointer(in.where(), "forbid"));
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
  auto inner = Fields::of(**object, base::pointer(in.where(), "checked"));
  if (!inner) return std::move(inner).error();
  Rule::Check check;
  auto when = inner->any("when");
  if (!when) return std::move(when).error();
  auto done = in_order(
      {[&] {
         return into(check.when, read_condition(**when, base::pointer(inner->where(), "when")));
       },
       [&] { return text_into(check.by, *inner, "by"); }, [&] { return inner->finish(); }});
  out.checked = std::move(check);
  return done;
}

Result<void> read_events(Rule& out, Fields& in) {
  return in.has("events") ? into(out.events, in.numbers("events", 65535)) : Result<void>{};
}

}  // namespace

std::string_view to_string(Kind kind) { return name_of(kind, kKinds); }
std::string_view to_string(Severity severity) { return name_of(severity, kSeverities); }
std::string_view to_string(Concern concern) { return name_of(concern, kConcerns); }

Result<Rule> read_rule(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Rule out;
  auto trigger = in->any("trigger");
  auto done = in_order({
      [&] { return id_into(out.id, *in, "id"); },
      [&] { return text_into(out.title, *in, "title"); },
      [&] { return text_into(out.summary, *in, "summary"); },
      [&] { return into(out.kind, one_of(*in, "kind", kKinds)); },
      [&] { return into(out.severity, one_of(*in, "severity", kSeverities)); },
      [&] { return into(out.concern, one_of(*in, "concerns", kConcerns)); },
      [&] { return into(out.wizard_only, in->boolean("wizard_only")); },
      [&] {
        return in->has("data_moves_on") ? into(out.data_moves_on, in->boolean("data_moves_on"))
                                        : Result<void>();
      },
      [&] { return into(out.basis, one_of(*in, "basis", kBases)); },
      [&] { return into(out.affects, in->texts_or_none("affects")); },
      [&]() -> Result<void> {
        if (!trigger) return trigger.error();
        return into(out.trigger, read_condition(**trigger, base::pointer(where, "trigger")));
      },
      [&] { return read_guard(out, *in); },
      [&] { return read_check(out, *in); },
      [&] { return read_remedies(out, *in); },
      [&] { return read_events(out, *in); },
      [&] {
        return choice_into(out.operation, *in, "operation", {"migration", "patch", "any"});
      },
      [&] { return into(out.codes, in->texts_or_none("codes")); },
      [&] { return optional_text_into(out.event_source, *in, "event_source"); },
      [&] { return optional_text_into(out.fixed_in, *in, "fixed_in"); },
      [&] {
        return choice_into(out.confidence, *in, "confidence", {"high", "medium", "low"});
      },
      [&] { return into(out.related, in->texts_or_none("related")); },
      [&] { return text_into(out.source, *in, "source"); },
      [&] { return in->finish(); },
  });
  if (!done) return done.error();
  return out;
}

}  // namespace checker::manifest
