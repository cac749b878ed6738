#include "checker/manifest/check.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::Fact;
using contract::FactSet;

/// What is wrong, and the rest of its place: "/trigger/all/0/is". Places are put together on the
/// way out, so that what is right costs none.
struct Wrong {
  std::string place, what;
};
using Found = std::optional<Wrong>;

std::string step(std::string_view key) { return base::pointer("", key).substr(1); }

Found below(const std::string& place, Found wrong) {
  if (wrong) wrong->place.insert(0, place);
  return wrong;
}

std::string meant(std::string_view name, const std::vector<std::string>& known) {
  const auto near = base::nearest(name, known);
  return near ? "; did you mean " + *near + "?" : "";
}

std::string shown(std::string_view text) { return "\"" + base::shortened(text, 80) + "\""; }

Found cannot_be(const FactDeclaration& d, const std::string& word) {
  return Wrong{"", d.name + " cannot be " + shown(word) + meant(word, d.values)};
}

Found check_word(const FactDeclaration& d, const std::string& word) {
  using Type = FactDeclaration::Type;
  if (d.type == Type::number && !version::compare_release(word, "0"))
    return Wrong{"", d.name + " is a number; " + shown(word) + " is none"};
  const bool closed = d.type == Type::word || d.type == Type::set;
  if (closed && std::ranges::find(d.values, word) == d.values.end()) return cannot_be(d, word);
  return {};
}

Found check_value(const FactDeclaration& d, const Fact& value) {
  using Type = FactDeclaration::Type;
  const auto* members = std::get_if<FactSet>(&value.value);
  const auto* word = std::get_if<std::string>(&value.value);
  if ((members != nullptr) != (d.type == Type::set) ||
      std::holds_alternative<bool>(value.value) != (d.type == Type::flag))
    return Wrong{"",
                 d.name + " is a " + std::string(to_string(d.type)) +
                     (members != nullptr ? ", not a set that could contain " : " and cannot be ") +
                     shown(contract::to_string(value))};
  if (word != nullptr) return check_word(d, *word);
  if (members == nullptr) return {};
  for (const auto* some : {&members->members, &members->unknown})
    for (const std::string& member : *some)
      if (auto wrong = check_word(d, member)) return wrong;
  return {};
}

Found check_named(const std::string& fact, const Fact& value, const Declared& declared) {
  const auto* d = declared.fact(fact);
  if (d == nullptr) return Wrong{"", declared.instead_of_fact(fact)};
  return value.known() ? check_value(*d, value) : Found();
}

Fact member_of_set(const std::string& member) { return {FactSet{{member}, {}}, ""}; }

Found check_range(const std::string& id, const Declared& declared) {
  if (declared.range(id) != nullptr) return {};
  return Wrong{"", declared.instead_of_range(id)};
}

Found check_words(const Condition& c, const FactDeclaration& d) {
  for (std::size_t i = 0; i < c.names.size(); ++i)
    if (auto wrong = below("/in/" + std::to_string(i), check_value(d, {c.names[i], ""})))
      return wrong;
  return {};
}

Found check_leaf(const Condition& c, const Declared& declared) {
  using Kind = Condition::Kind;
  if (c.kind == Kind::range) return below("/range", check_range(c.text, declared));
  if (c.fact.empty()) return {};
  const auto* d = declared.fact(c.fact);
  if (d == nullptr) return Wrong{"/fact", declared.instead_of_fact(c.fact)};
  if (c.kind == Kind::is) return below("/is", check_value(*d, c.value));
  if (c.kind == Kind::one_of) return check_words(c, *d);
  if (c.kind == Kind::contains) return below("/contains", check_value(*d, member_of_set(c.text)));
  if (d->type != FactDeclaration::Type::number)
    return Wrong{"/below", d->name + " is a " + std::string(to_string(d->type)) + ", no number"};
  return below("/below", check_word(*d, c.text));
}

std::string step_to(const Condition& parent, std::size_t i) {
  if (parent.kind == Condition::Kind::negation) return "/not";
  return (parent.kind == Condition::Kind::all ? "/all/" : "/any/") + std::to_string(i);
}

Found check_condition(const Condition& condition, const Declared& declared) {
  if (auto wrong = check_leaf(condition, declared)) return wrong;
  for (std::size_t i = 0; i < condition.parts.size(); ++i)  // read_condition limits the depth
    if (auto wrong = check_condition(condition.parts[i], declared))
      return below(step_to(condition, i), std::move(wrong));
  return {};
}

Found check_remedy(const Remedy& remedy, const Declared& declared) {
  static const std::string kContent = "migration.content";
  if (remedy.kind == Remedy::Kind::set_fact)
    return below("/value", check_named(remedy.fact, {remedy.value, ""}, declared));
  if (remedy.kind == Remedy::Kind::leave_out)
    return below("/member", check_named(kContent, member_of_set(remedy.member), declared));
  if (remedy.kind == Remedy::Kind::split) {
    if (remedy.separate.empty()) return Wrong{"/separate", "should name what runs apart"};
    for (std::size_t i = 0; i < remedy.separate.size(); ++i)
      if (auto wrong = check_named(kContent, member_of_set(remedy.separate[i]), declared))
        return below("/separate/" + std::to_string(i), std::move(wrong));
  }
  return {};
}

Found check_rule(const Rule& rule, const Declared& declared) {
  for (std::size_t i = 0; i < rule.affects.size(); ++i)
    if (auto wrong = check_range(rule.affects[i], declared))
      return below("/affects/" + std::to_string(i), std::move(wrong));
  if (auto wrong = check_condition(rule.trigger, declared))
    return below("/trigger", std::move(wrong));
  if (rule.checked)
    if (auto wrong = check_condition(rule.checked->when, declared))
      return below("/checked/when", std::move(wrong));
  for (const auto& guard : rule.guards)
    for (const auto& [fact, value] : guard.forbid)
      if (auto wrong = check_named(fact, value, declared))
        return below("/forbid" + step(fact), std::move(wrong));
  for (std::size_t i = 0; i < rule.remedies.size(); ++i)
    if (auto wrong = check_remedy(rule.remedies[i], declared))
      return below("/remedies/" + std::to_string(i), std::move(wrong));
  return {};
}

Found check_derivation(const Derivation& d, const Declared& declared) {
  if (auto wrong = check_condition(d.when, declared)) return below("/when", std::move(wrong));
  if (auto wrong = check_range(d.range, declared)) return below("/present_from", std::move(wrong));
  return below("/member", check_named(d.fact, member_of_set(d.member), declared));
}

Found check_declaration(const FactDeclaration& d, const Declared& /*all*/) {
  using enum FactDeclaration::Type;
  if ((d.type == word || d.type == set) && d.values.empty())
    return Wrong{"/values", "a " + std::string(to_string(d.type)) + " needs its values"};
  if (d.fallback.empty()) return {};
  if (d.type == set) return Wrong{"/default", "a set has none"};
  if (d.type == flag && d.fallback != "true" && d.fallback != "false")
    return Wrong{"/default", "should be true or false"};
  return d.type == flag ? Found() : below("/default", check_word(d, d.fallback));
}

template <class T>
Result<void> check_each(const std::vector<T>& things, const char* part, const Manifest& manifest,
                        const Declared& declared,
                        Found (*check_one)(const T& thing, const Declared& declared)) {
  for (std::size_t i = 0; i < things.size(); ++i)
    if (auto wrong = check_one(things[i], declared))
      return Error{Errc::malformed, manifest.place(part, i) + wrong->place + ": " + wrong->what};
  return {};
}

void needs_of(const Condition& condition, std::vector<std::string>& out) {
  for (const std::string& fact : facts_in(condition)) out.push_back("fact " + fact);
  for (const std::string& range : ranges_in(condition)) out.push_back("range " + range);
}

}  // namespace

void Declared::add(const Manifest& manifest) {
  for (const FactDeclaration& f : manifest.facts) facts_[f.name].push_back(&f);
  for (const Range& r : manifest.ranges) ranges_[r.id].push_back(&r);
}

void Declared::remove(const Manifest& manifest) {
  for (const FactDeclaration& f : manifest.facts) std::erase(facts_[f.name], &f);
  for (const Range& r : manifest.ranges) std::erase(ranges_[r.id], &r);
  for (const std::string& name : gives(manifest)) lost_.try_emplace(name, manifest.name);
}

const FactDeclaration* Declared::fact(const std::string& name) const {
  const auto it = facts_.find(name);
  return it == facts_.end() || it->second.empty() ? nullptr : it->second.front();
}

const Range* Declared::range(const std::string& id) const {
  const auto it = ranges_.find(id);
  return it == ranges_.end() || it->second.empty() ? nullptr : it->second.front();
}

std::string Declared::instead_of_fact(const std::string& name) const {
  const std::string what = "the fact " + base::shortened(name, 80) + " is declared nowhere";
  const auto lost = lost_.find("fact " + name);
  if (lost != lost_.end()) return what + ": " + lost->second + " was left out";
  std::vector<std::string> known;
  for (const auto& [fact, declarations] : facts_)
    if (!declarations.empty()) known.push_back(fact);
  std::ranges::sort(known);  // of two that are equally near always the same is meant
  return what + meant(name, known);
}

std::string Declared::instead_of_range(const std::string& id) const {
  const std::string what = "there is no range " + base::shortened(id, 80);
  const auto lost = lost_.find("range " + id);
  if (lost != lost_.end()) return what + ": " + lost->second + " was left out";
  std::vector<std::string> known;
  for (const auto& [range, declarations] : ranges_)
    if (!declarations.empty()) known.push_back(range);
  std::ranges::sort(known);
  return what + meant(id, known);
}

Result<void> check(const Manifest& manifest, const Declared& declared) {
  if (auto done = check_each(manifest.facts, "facts", manifest, declared, check_declaration); !done)
    return done;
  if (auto done = check_each(manifest.rules, "rules", manifest, declared, check_rule); !done)
    return done;
  return check_each(manifest.derivations, "derived", manifest, declared, check_derivation);
}

Result<void> check_facts(const contract::Facts& facts, const Declared& declared,
                         const std::string& where) {
  for (const auto& [name, value] : facts)
    if (auto wrong = check_named(name, value, declared))
      return Error{Errc::malformed, base::pointer(where, name) + ": " + wrong->what};
  return {};
}

std::vector<std::string> needs(const Manifest& manifest) {
  std::vector<std::string> out;
  for (const Rule& rule : manifest.rules) {
    needs_of(rule.trigger, out);
    if (rule.checked) needs_of(rule.checked->when, out);
    for (const std::string& range : rule.affects) out.push_back("range " + range);
    for (const auto& guard : rule.guards)
      for (const auto& [fact, value] : guard.forbid) out.push_back("fact " + fact);
    for (const Remedy& remedy : rule.remedies) {
      if (remedy.kind == Remedy::Kind::set_fact) out.push_back("fact " + remedy.fact);
      if (remedy.kind == Remedy::Kind::leave_out || remedy.kind == Remedy::Kind::split)
        out.push_back("fact migration.content");
    }
  }
  for (const Derivation& d : manifest.derivations) {
    needs_of(d.when, out);
    out.push_back("range " + d.range);
    out.push_back("fact " + d.fact);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> gives(const Manifest& manifest) {
  std::vector<std::string> out;
  for (const FactDeclaration& f : manifest.facts) out.push_back("fact " + f.name);
  for (const Range& r : manifest.ranges) out.push_back("range " + r.id);
  return out;
}

}  // namespace checker::manifest
