#include "checker/manifest/manifest.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/blob.hpp"
#include "base/digest.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

constexpr std::string_view kSchema = "sidestep-manifest/1";
constexpr int kMaxDepth = 64;  // a condition of 16 levels in a rule in a manifest is 36 deep

Result<FactDeclaration::Type> read_type(Fields& in) {
  using enum FactDeclaration::Type;
  auto text_ = in.text("type");
  if (!text_) return std::move(text_).error();
  for (const auto type : {word, flag, set, number, text})
    if (*text_ == to_string(type)) return type;
  return in.wrong("type", "should be one of word, flag, set, number, text, is \"" + *text_ + "\"");
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
  auto condition = read_condition(**when, base::pointer(where, "when"));
  if (!condition) return std::move(condition).error();
  out.when = std::move(*condition);
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

// The list under `key`, if there is one; what `id` gives is in it once. `what`: for messages.
template <class T, class Read>
Result<void> read_list(std::vector<T>& out, Fields& in, const char* key, Read read,
                       std::string T::*id, const char* what) {
  if (!in.has(key)) return {};
  auto list = in.array(key);
  if (!list) return std::move(list).error();
  const std::string place = base::pointer(in.where(), key);
  std::unordered_set<std::string> seen;
  out.reserve((*list)->size());
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto item = read((**list)[i], base::pointer(place, i));
    if (!item) return std::move(item).error();
    if (id != nullptr && !seen.insert(*item.*id).second)
      return Error{Errc::malformed,
                   base::pointer(place, i) + ": " + what + " " + *item.*id + " is defined twice"};
    out.push_back(std::move(*item));
  }
  return {};
}

Result<void> read_lists(Manifest& out, Fields& in) {
  if (auto done =
          read_list(out.facts, in, "facts", read_declaration, &FactDeclaration::name, "fact");
      !done)
    return done;
  if (auto done = read_list(out.ranges, in, "ranges", read_range, &Range::id, "range"); !done)
    return done;
  if (auto done = read_list(out.rules, in, "rules", read_rule, &Rule::id, "rule"); !done)
    return done;
  if (auto done =
          read_list<Derivation>(out.derivations, in, "derived", read_derivation, nullptr, "");
      !done)
    return done;
  if (auto done = read_list(out.products, in, "products", read_product, &Product::id, "product");
      !done)
    return done;
  if (auto done = read_list<Event>(out.events, in, "events", read_event, nullptr, ""); !done)
    return done;
  // A record that is accounted for twice is a fault of the account, not of the rules: lint's.
  return read_list<Record>(out.records, in, "records", read_record, nullptr, "");
}

// "1999-09-30", or "" where there is none.
Result<std::string> read_date(Fields& in, const char* key) {
  auto date = in.text_or(key, "");
  if (!date || date->empty()) return date;
  bool fine = date->size() == 10;
  for (std::size_t i = 0; fine && i < date->size(); ++i)
    fine = i == 4 || i == 7 ? (*date)[i] == '-' : (*date)[i] >= '0' && (*date)[i] <= '9';
  if (!fine) return in.wrong(key, "should be a date like 1999-09-30, is \"" + *date + "\"");
  return date;
}

}  // namespace

std::string Manifest::place(const char* part, std::size_t index) const {
  return base::pointer(base::pointer(name, part), index);
}

Result<Manifest> parse_manifest(std::string_view text, const std::string& name) {
  auto json = base::parse_json(text, name, {kMaxManifestBytes, kMaxDepth});
  if (!json) return std::move(json).error();
  auto in = Fields::of(*json, name);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema) return in->wrong("schema", "should be " + std::string(kSchema));
  auto id = in->text("id");
  auto version = in->text("version");
  auto note = in->text_or("note", "");  // for people
  auto as_of = read_date(*in, "facts_as_of");
  if (!id) return std::move(id).error();
  if (!version) return std::move(version).error();
  if (!note) return std::move(note).error();
  if (!as_of) return std::move(as_of).error();
  Manifest out;
  out.name = name;
  out.used = {*id, *version, base::sha256(text)};
  out.facts_as_of = std::move(*as_of);
  if (auto done = read_lists(out, *in); !done) return done.error();
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

Result<Manifest> read_manifest(const std::filesystem::path& file, const std::string& name) {
  auto text = base::read_file(file, kMaxManifestBytes);
  if (!text) return std::move(text).error();
  auto out = parse_manifest(*text, name);
  if (out) out->file = file;
  return out;
}

}  // namespace checker::manifest
