#include "checker/manifest/condition.hpp"

#include <algorithm>
#include <functional>

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;
using Kind = Condition::Kind;

constexpr int kMaxDepth = 16;  // the deepest rule that a person could still review

Result<Condition> read(const Json& json, const std::string& where, int depth);

Result<Condition> read_list(Fields& in, const char* key, Kind kind, int depth) {
  auto list = in.array(key);
  if (!list) return std::move(list).error();
  if ((*list)->empty()) return in.wrong(key, "is empty");
  Condition out;
  out.kind = kind;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto part = read((**list)[i], base::pointer(base::pointer(in.where(), key), i), depth + 1);
    if (!part) return part;
    out.parts.push_back(std::move(*part));
  }
  return out;
}

// Names that a condition chooses among: at least `least`, none twice.
Result<std::vector<std::string>> read_names(Fields& in, const char* key, std::size_t least) {
  auto names = in.texts(key);
  if (!names) return names;
  if (names->size() < least)
    return in.wrong(key, "should hold " + std::to_string(least) + " or more");
  for (std::size_t i = 0; i < names->size(); ++i)
    if (std::find(names->begin(), names->begin() + static_cast<std::ptrdiff_t>(i), (*names)[i]) !=
        names->begin() + static_cast<std::ptrdiff_t>(i))
      return in.wrong(key, "holds \"" + (*names)[i] + "\" twice");
  return names;
}

Result<Condition> read_fact(Fields& in) {
  Condition out;
  auto fact = in.text("fact");
  if (!fact) return std::move(fact).error();
  out.fact = *fact;
  if (in.has("is")) {
    out.kind = Kind::is;
    auto value = contract::facts_from_json(Json{{"is", **in.any("is")}}, in.where());
    if (!value) return std::move(value).error();
    out.value = value->get("is");
    if (!std::holds_alternative<std::string>(out.value.value) &&
        !std::holds_alternative<bool>(out.value.value))
      return in.wrong("is", "should be a word, true or false");
    return out;
  }
  if (in.has("in")) {
    out.kind = Kind::one_of;
    auto words = read_names(in, "in", 1);
    if (!words) return std::move(words).error();
    out.names = std::move(*words);
    return out;
  }
  if (!in.has("contains") && !in.has("below"))
    return Error{Errc::malformed, in.where() + " should say is, in, contains or below of the fact"};
  out.kind = in.has("contains") ? Kind::contains : Kind::below;
  auto text = in.text(out.kind == Kind::contains ? "contains" : "below");
  if (!text) return std::move(text).error();
  out.text = *text;
  return out;
}

Result<Condition> read_text(Fields& in, const char* key, Kind kind) {
  auto text = in.text(key);
  if (!text) return std::move(text).error();
  Condition out;
  out.kind = kind;
  out.text = *text;
  return out;
}

Result<Condition> read_always(Fields& in) {
  auto value = in.boolean("always");
  if (!value) return std::move(value).error();
  if (!*value) return in.wrong("always", "can only be true");
  Condition out;
  out.kind = Kind::always;
  return out;
}

Result<Condition> read_same_version(Fields& in) {
  auto names = read_names(in, "same_version", 2);
  if (!names) return std::move(names).error();
  Condition out;
  out.kind = Kind::same_version;
  out.names = std::move(*names);
  return out;
}

Result<Condition> read_any_kind(Fields& in, int depth) {
  if (in.has("all")) return read_list(in, "all", Kind::all, depth);
  if (in.has("any")) return read_list(in, "any", Kind::any, depth);
  if (in.has("fact")) return read_fact(in);
  if (in.has("range")) return read_text(in, "range", Kind::range);
  if (in.has("unknown")) return read_text(in, "unknown", Kind::unknown);
  if (in.has("always")) return read_always(in);
  if (in.has("same_version")) return read_same_version(in);
  auto inner = in.object("not");
  if (!inner)
    return Error{
        Errc::malformed,
        in.where() + " should be one of all, any, not, fact, range, same_version, always, unknown"};
  auto part = read(**inner, base::pointer(in.where(), "not"), depth + 1);
  if (!part) return part;
  Condition out;
  out.kind = Kind::negation;
  out.parts.push_back(std::move(*part));
  return out;
}

Result<Condition> read(const Json& json, const std::string& where, int depth) {
  if (depth > kMaxDepth)
    return Error{Errc::limit, where + ": conditions are nested more than " +
                                  std::to_string(kMaxDepth) + " levels deep"};
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto out = read_any_kind(*in, depth);
  if (!out) return out;
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

void visit(const Condition& condition, const std::function<void(const Condition&)>& see) {
  see(condition);
  for (const Condition& part : condition.parts) visit(part, see);  // at most kMaxDepth levels
}

std::vector<std::string> collect(const Condition& condition,
                                 const std::function<std::string(const Condition&)>& of) {
  std::vector<std::string> out;
  visit(condition, [&](const Condition& c) {
    const std::string name = of(c);
    if (!name.empty() && std::ranges::find(out, name) == out.end()) out.push_back(name);
  });
  return out;
}

}  // namespace

Result<Condition> read_condition(const Json& json, const std::string& where) {
  return read(json, where, 0);
}

std::vector<std::string> facts_in(const Condition& condition) {
  return collect(condition, [](const Condition& c) { return c.fact; });
}

std::vector<std::string> ranges_in(const Condition& condition) {
  return collect(condition,
                 [](const Condition& c) { return c.kind == Kind::range ? c.text : std::string(); });
}

std::vector<std::string> components_in(const Condition& condition) {
  std::vector<std::string> out;
  visit(condition, [&](const Condition& c) {
    if (c.kind != Kind::same_version) return;
    for (const std::string& name : c.names)
      if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  });
  return out;
}

std::vector<std::string> members_in(const Condition& condition, std::string_view fact) {
  return collect(condition, [&](const Condition& c) {
    return c.kind == Kind::contains && c.fact == fact ? c.text : std::string();
  });
}

}  // namespace checker::manifest
