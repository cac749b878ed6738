#include "checker/manifest/knowledge.hpp"

#include <algorithm>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

constexpr std::string_view kSchema = "sidestep-manifest/1";
constexpr std::uint64_t kMaxBytes = 16u << 20;  // 249 records of prose and numbers are 0.4 MB

Result<FactDeclaration::Type> read_type(Fields& in) {
  using enum FactDeclaration::Type;
  auto text_ = in.text("type");
  if (!text_) return std::move(text_).error();
  for (const auto& [name, type] :
       {std::pair{"word", word}, std::pair{"flag", flag}, std::pair{"set", set},
        std::pair{"number", number}, std::pair{"text", text}})
    if (*text_ == name) return type;
  return in.wrong("type", "should be one of word, flag, set, number, text");
}

Result<FactDeclaration> read_declaration(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto name = in->text("name");
  auto type = read_type(*in);
  auto values = in->texts_or_none("values");
  auto question = in->text_or("question", "");
  auto fallback = in->text_or("default", "");
  if (!name) return std::move(name).error();
  if (!type) return std::move(type).error();
  if (!values) return std::move(values).error();
  if (!question) return std::move(question).error();
  if (!fallback) return std::move(fallback).error();
  if (auto done = in->finish(); !done) return done.error();
  return FactDeclaration{*name, *type, *values, *question, *fallback};
}

Result<Derivation> read_derivation(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Derivation out;
  for (const auto& [key, member] :
       {std::pair{"fact", &Derivation::fact}, std::pair{"member", &Derivation::member},
        std::pair{"present_from", &Derivation::range}}) {
    auto text = in->text(key);
    if (!text) return std::move(text).error();
    out.*member = *text;
  }
  auto when = in->any("when");
  if (!when) return std::move(when).error();
  auto condition = read_condition(**when, where + ".when");
  if (!condition) return std::move(condition).error();
  out.when = std::move(*condition);
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

template <class T, class Read>
Result<void> append(std::vector<T>& out, Fields& in, const char* key, Read read) {
  if (!in.has(key)) return {};
  auto list = in.array(key);
  if (!list) return std::move(list).error();
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto item = read((**list)[i], in.where() + ":" + key + "[" + std::to_string(i) + "]");
    if (!item) return std::move(item).error();
    out.push_back(std::move(*item));
  }
  return {};
}

Result<Knowledge> read_manifest(const std::filesystem::path& file, const std::string& name) {
  auto text = base::read_file(file, kMaxBytes);
  if (!text) return std::move(text).error();
  auto json = base::parse_json(*text, name, {kMaxBytes, 64});
  if (!json) return std::move(json).error();
  auto in = Fields::of(*json, name);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema) return in->wrong("schema", "should be " + std::string(kSchema));
  auto id = in->text("id");
  auto version = in->text("version");
  auto note = in->text_or("note", "");  // for people
  if (!id) return std::move(id).error();
  if (!version) return std::move(version).error();
  if (!note) return std::move(note).error();
  Knowledge out;
  out.manifests.push_back({*id, *version, base::sha256(*text)});
  if (auto done = append(out.facts, *in, "facts", read_declaration); !done) return done.error();
  if (auto done = append(out.ranges, *in, "ranges", read_range); !done) return done.error();
  if (auto done = append(out.rules, *in, "rules", read_rule); !done) return done.error();
  if (auto done = append(out.derivations, *in, "derived", read_derivation); !done)
    return done.error();
  if (auto done = append(out.products, *in, "products", read_product); !done) return done.error();
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

std::string meant(std::string_view name, const std::vector<std::string>& known) {
  const auto near = base::nearest(name, known);
  return near ? "; did you mean " + *near + "?" : "";
}

// A value that the fact can never have makes a rule that can never apply.
Result<void> check_value(const FactDeclaration& d, const contract::Fact& value,
                         const std::string& where) {
  using Type = FactDeclaration::Type;
  const auto allowed = [&](const std::string& word) {
    return d.values.empty() || std::ranges::find(d.values, word) != d.values.end();
  };
  const auto refuse = [&](const std::string& word) {
    return Error{Errc::malformed,
                 where + ": " + d.name + " cannot be \"" + word + "\"" + meant(word, d.values)};
  };
  const auto* set = std::get_if<contract::FactSet>(&value.value);
  const auto* word = std::get_if<std::string>(&value.value);
  if ((set != nullptr) != (d.type == Type::set) ||
      std::holds_alternative<bool>(value.value) != (d.type == Type::flag))
    return refuse(to_string(value));
  if (word != nullptr && !allowed(*word)) return refuse(*word);
  if (set != nullptr)
    for (const std::string& member : set->members)
      if (!allowed(member)) return refuse(member);
  return {};
}

Result<void> check_leaf(const Condition& c, const Knowledge& all, const std::string& where) {
  using Kind = Condition::Kind;
  if (c.kind == Kind::range && all.range(c.text) == nullptr)
    return Error{Errc::malformed, where + ": there is no range " + c.text};
  if (c.fact.empty()) return {};
  const auto* d = all.fact(c.fact);
  if (d == nullptr)
    return Error{Errc::malformed, where + ": the fact " + c.fact + " is declared nowhere" +
                                      meant(c.fact, all.fact_names())};
  if (c.kind == Kind::is) return check_value(*d, c.value, where);
  if (c.kind == Kind::contains)
    return check_value(*d, {contract::FactSet{{c.text}, {}}, ""}, where);
  if (d->type != FactDeclaration::Type::number || !version::compare_release(c.text, "0"))
    return Error{Errc::malformed, where + ": " + c.fact + " below " + c.text + ": not a number"};
  return {};
}

Result<void> check_condition(const Condition& condition, const Knowledge& all,
                             const std::string& where) {
  if (auto done = check_leaf(condition, all, where); !done) return done;
  for (const Condition& part : condition.parts)  // at most 16 levels: read_condition counts them
    if (auto done = check_condition(part, all, where); !done) return done;
  return {};
}

Result<void> check_named_value(const Knowledge& all, const std::string& fact,
                               const contract::Fact& value, const std::string& where) {
  const auto* d = all.fact(fact);
  if (d == nullptr)
    return Error{Errc::malformed, where + ": the fact " + fact + " is declared nowhere" +
                                      meant(fact, all.fact_names())};
  return check_value(*d, value, where);
}

Result<void> check_remedy(const Remedy& remedy, const Knowledge& all, const std::string& where) {
  if (remedy.kind == Remedy::Kind::set_fact)
    return check_named_value(all, remedy.fact, {remedy.value, ""}, where);
  if (remedy.kind == Remedy::Kind::leave_out)
    return check_named_value(all, "migration.content", {contract::FactSet{{remedy.member}, {}}, ""},
                             where);
  return {};
}

Result<void> check_rule(const Rule& rule, const Knowledge& all) {
  for (const std::string& range : rule.affects)
    if (all.range(range) == nullptr)
      return Error{Errc::malformed, rule.id + ".affects: there is no range " + range};
  if (auto done = check_condition(rule.trigger, all, rule.id + ".trigger"); !done) return done;
  if (rule.checked)
    if (auto done = check_condition(rule.checked->when, all, rule.id + ".checked"); !done)
      return done;
  for (const auto& guard : rule.guards)
    for (const auto& [fact, value] : guard.forbid)
      if (auto done = check_named_value(all, fact, value, rule.id + ".forbid"); !done) return done;
  for (const Remedy& remedy : rule.remedies)
    if (auto done = check_remedy(remedy, all, rule.id + ".remedies"); !done) return done;
  return {};
}

template <class T, class Id>
Result<void> no_repeats(const std::vector<T>& list, Id id, const char* what) {
  for (std::size_t i = 0; i < list.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (std::invoke(id, list[i]) == std::invoke(id, list[j]))
        return Error{Errc::malformed,
                     std::string(what) + " " + std::invoke(id, list[i]) + " is defined twice"};
  return {};
}

Result<void> check_whole(const Knowledge& all) {
  if (auto done = no_repeats(all.rules, &Rule::id, "rule"); !done) return done;
  if (auto done = no_repeats(all.ranges, &Range::id, "range"); !done) return done;
  if (auto done = no_repeats(all.facts, &FactDeclaration::name, "fact"); !done) return done;
  if (auto done = no_repeats(all.products, &Product::id, "product"); !done) return done;
  using Manifest = contract::Plan::ManifestUsed;
  if (auto done = no_repeats(all.manifests, &Manifest::id, "manifest"); !done) return done;
  for (const Rule& rule : all.rules)
    if (auto done = check_rule(rule, all); !done) return done;
  for (const Derivation& d : all.derivations) {
    if (auto done = check_condition(d.when, all, "derived " + d.member); !done) return done;
    if (all.range(d.range) == nullptr || all.fact(d.fact) == nullptr)
      return Error{Errc::malformed, "derived " + d.member + ": no such range or fact"};
  }
  return {};
}

template <class T>
void move_into(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

Knowledge joined(Knowledge a, Knowledge b) {
  move_into(a.manifests, b.manifests);
  move_into(a.facts, b.facts);
  move_into(a.ranges, b.ranges);
  move_into(a.rules, b.rules);
  move_into(a.derivations, b.derivations);
  move_into(a.products, b.products);
  std::ranges::sort(a.rules, {}, &Rule::id);
  return a;
}

bool is_manifest_name(const std::filesystem::path& path) {
  const std::string name = base::lower(path.filename().string());
  return name.ends_with(".json") && !name.ends_with(".schema.json");
}

// Whatever is in the way is a problem that is said: a manifest that nobody read cannot object.
std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder,
                                              std::vector<Error>& problems) {
  namespace fs = std::filesystem;
  constexpr int kMaxDepth = 8;
  std::vector<fs::path> out;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, error), end;
  for (; !error && walk != end; walk.increment(error)) {
    std::error_code unknown;
    const bool is_folder = fs::is_directory(walk->symlink_status(unknown));
    if (!is_folder && is_manifest_name(walk->path())) out.push_back(walk->path());
    if (is_folder && walk.depth() >= kMaxDepth) {
      walk.disable_recursion_pending();
      problems.push_back({Errc::limit, walk->path().string() + ": folders are nested too deep"});
    }
  }
  if (error) problems.push_back({Errc::io, folder.string() + ": " + error.message()});
  // What is shared stands higher up and is read first.
  std::ranges::sort(
      out, {}, [](const fs::path& p) { return std::pair(std::distance(p.begin(), p.end()), p); });
  return out;
}

template <class T, class Id>
const T* find(const std::vector<T>& list, Id id, std::string_view wanted) {
  const auto it = std::ranges::find(list, wanted, id);
  return it == list.end() ? nullptr : &*it;
}

}  // namespace

const Range* Knowledge::range(std::string_view id) const { return find(ranges, &Range::id, id); }
const Rule* Knowledge::rule(std::string_view id) const { return find(rules, &Rule::id, id); }
const FactDeclaration* Knowledge::fact(std::string_view name) const {
  return find(facts, &FactDeclaration::name, name);
}
const Product* Knowledge::product(std::string_view id) const {
  return find(products, &Product::id, id);
}

std::vector<std::string> Knowledge::fact_names() const {
  std::vector<std::string> out;
  for (const FactDeclaration& f : facts) out.push_back(f.name);
  return out;
}

std::vector<std::string> Knowledge::components() const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::ranges::none_of(out, [&](const auto& o) { return base::equals_fold(o, name); }))
      out.push_back(name);
  };
  for (const Product& p : products)
    for (const std::string& c : p.components) add(c);
  for (const Range& r : ranges) {
    add(r.component);
    if (r.recognised_by) add(r.recognised_by->component);
  }
  return out;
}

Loaded load(const std::vector<std::filesystem::path>& folders) {
  Loaded out;
  for (const auto& folder : folders) {
    for (const auto& file : json_files(folder, out.problems)) {
      auto manifest = read_manifest(file, file.lexically_relative(folder.parent_path()).string());
      if (!manifest) {
        out.problems.push_back(std::move(manifest).error());
        continue;
      }
      Knowledge together = joined(out.knowledge, std::move(*manifest));
      if (auto whole = check_whole(together); !whole)
        out.problems.push_back(base::Error(whole.error()).during(file.string()));
      else
        out.knowledge = std::move(together);
    }
  }
  return out;
}

std::filesystem::path own_manifests() {
  const auto installed = base::program_folder().parent_path() / "share/sidestep/manifests";
  std::error_code error;
  if (std::filesystem::is_directory(installed, error)) return installed;
  return SIDESTEP_SOURCE_MANIFESTS;
}

}  // namespace checker::manifest
