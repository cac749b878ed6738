#include "contract/facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace contract {
namespace {

base::Json value_json(const Fact& fact) {
  if (const auto* flag = std::get_if<bool>(&fact.value)) return base::Json(*flag);
  if (const auto* word = std::get_if<std::string>(&fact.value)) return base::Json(*word);
  if (const auto* set = std::get_if<FactSet>(&fact.value)) return base::Json(set->members);
  return base::Json(nullptr);
}

base::Result<std::set<std::string>> names(const base::Json& json, const std::string& where) {
  std::set<std::string> out;
  for (const base::Json& item : json) {
    if (!item.is_string())
      return base::Error{base::Errc::malformed, where + " should hold strings only"};
    out.insert(item.get<std::string>());
  }
  return out;
}

base::Result<Fact> value_from(const base::Json& json, const std::string& where) {
  if (json.is_null() || json == "unknown") return Fact{};
  if (json.is_boolean()) return Fact{json.get<bool>(), {}};
  if (json.is_string()) return Fact{json.get<std::string>(), {}};
  if (!json.is_array())
    return base::Error{
        base::Errc::malformed,
        where + " should be a string, true, false or an array, is " + json.type_name()};
  auto members = names(json, where);
  if (!members) return std::move(members).error();
  return Fact{FactSet{std::move(*members), {}}, {}};
}

base::Result<Fact> fact_from(const base::Json& json, const std::string& where) {
  if (!json.is_object()) return value_from(json, where);
  auto fields = base::Fields::of(json, where);
  if (!fields) return std::move(fields).error();
  auto value = fields->any("value");
  if (!value) return std::move(value).error();
  auto fact = value_from(**value, base::pointer(where, "value"));
  if (!fact) return fact;
  auto from = fields->text_or("from", "");
  if (!from) return std::move(from).error();
  fact->from = *from;
  if (const base::Json* unknown = fields->any_or_null("unknown")) {
    auto* set = std::get_if<FactSet>(&fact->value);
    if (set == nullptr || !unknown->is_array())
      return fields->wrong("unknown", "belongs to a set and is an array of its members");
    auto members = names(*unknown, base::pointer(where, "unknown"));
    if (!members) return std::move(members).error();
    set->unknown = std::move(*members);
  }
  if (auto done = fields->finish(); !done) return done.error();
  return fact;
}

// The piece "MEMBER: …" of an origin whose pieces stand between "; "; empty when there is none.
std::string_view find_piece(std::string_view from, std::string_view member) {
  while (!from.empty()) {
    const auto piece = from.substr(0, from.find("; "));
    if (piece.starts_with(member) && piece.substr(member.size()).starts_with(": ")) return piece;
    from.remove_prefix(std::min(piece.size() + 2, from.size()));
  }
  return {};
}

bool could_be(const Fact& fact, const Fact& forbidden) {
  if (!fact.known()) return true;
  const auto* wanted = std::get_if<FactSet>(&forbidden.value);
  if (wanted == nullptr) return fact.value == forbidden.value;
  const auto* set = std::get_if<FactSet>(&fact.value);
  if (set == nullptr) return true;  // a set was expected: what stands here means nothing to us
  return std::ranges::all_of(wanted->members, [&](const std::string& member) {
    return set->members.contains(member) || set->unknown.contains(member);
  });
}

}  // namespace

std::string Fact::from_of(std::string_view member) const {
  const auto piece = find_piece(from, member);
  return piece.empty() ? from : std::string(piece.substr(member.size() + 2));
}

void Fact::set_from(std::string_view member, std::string_view source) {
  const std::string now = fmt::format("{}: {}", member, source);
  const auto old = find_piece(from, member);
  if (old.empty())
    from += (from.empty() ? "" : "; ") + now;
  else
    from.replace(static_cast<std::size_t>(old.data() - from.data()), old.size(), now);
}

std::string to_string(const Fact& fact) {
  if (const auto* flag = std::get_if<bool>(&fact.value)) return *flag ? "true" : "false";
  if (const auto* word = std::get_if<std::string>(&fact.value)) return *word;
  const auto* set = std::get_if<FactSet>(&fact.value);
  if (set == nullptr) return "unknown";
  std::string out =
      set->members.empty() ? "nothing" : fmt::format("{}", fmt::join(set->members, ", "));
  if (!set->unknown.empty()) out += fmt::format(" (unknown: {})", fmt::join(set->unknown, ", "));
  return out;
}

const Fact& Facts::get(std::string_view name) const {
  static const Fact kUnknown;
  const auto it = facts_.find(name);
  return it == facts_.end() ? kUnknown : it->second;
}

std::string Facts::word(std::string_view name) const {
  const auto* word = std::get_if<std::string>(&get(name).value);
  return word == nullptr ? "" : *word;
}

FactSet Facts::members(std::string_view name) const {
  const auto* set = std::get_if<FactSet>(&get(name).value);
  return set == nullptr ? FactSet{} : *set;
}

base::Json to_json(const Facts& facts) {
  base::Json out = base::Json::object();
  for (const auto& [name, fact] : facts) {
    base::Json entry = base::Json::object();
    entry["value"] = value_json(fact);
    if (const auto* set = std::get_if<FactSet>(&fact.value); set && !set->unknown.empty())
      entry["unknown"] = set->unknown;
    if (!fact.from.empty()) entry["from"] = fact.from;
    out[name] = std::move(entry);
  }
  return out;
}

base::Result<Facts> facts_from_json(const base::Json& json, const std::string& where) {
  if (!json.is_object())
    return base::Error{base::Errc::malformed,
                       where + " should be an object of facts, is " + json.type_name()};
  Facts out;
  for (const auto& [name, value] : json.items()) {
    auto fact = fact_from(value, base::pointer(where, name));
    if (!fact) return std::move(fact).error();
    out.set(name, std::move(*fact));
  }
  return out;
}

bool meets(const Guard& guard, const Facts& facts) {
  return std::ranges::all_of(guard.forbid, [&](const auto& entry) {
    return could_be(facts.get(entry.first), entry.second);
  });
}

}  // namespace contract
