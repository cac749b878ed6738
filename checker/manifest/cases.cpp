#include "checker/manifest/cases.hpp"

#include <algorithm>
#include <set>

#include "base/blob.hpp"
#include "checker/manifest/reading.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

constexpr std::string_view kSchema = "sidestep-cases/1";

// The words of a verdict and of a reason (checker/judge/truth.hpp).
constexpr std::string_view kApplies = "applies", kChecked = "checked";
constexpr std::string_view kClear[] = {"clear", "fixed", "not-yet-introduced", "not-applicable",
                                       "outside"};
constexpr std::string_view kUnknown[] = {"unknown", "missing-file", "unreadable", "unknown-fact",
                                         "grey-range"};
constexpr std::string_view kStates[] = {"none", "other-id", "unreadable", "cut-short"};
constexpr std::string_view kStatuses[] = {"clear", "safe", "blocked", "unknown"};

template <std::size_t N>
bool is_one(std::string_view word, const std::string_view (&words)[N]) {
  return std::ranges::find(words, word) != std::end(words);
}

template <std::size_t N>
std::string listed(const std::string_view (&words)[N]) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

Result<void> read_language(Case::File& out, Fields& in) {
  const Json* value = in.any_or_null("language");
  if (value == nullptr) return {};
  out.language.reset();
  if (value->is_null()) return {};
  if (!value->is_string() || !is_language(value->get_ref<const std::string&>()))
    return in.wrong("language", "should be four hexadecimal digits, such as 0409, or null");
  out.language = value->get<std::string>();
  return {};
}

Result<void> read_details(Case::File& out, Fields& in) {
  if (in.has("version")) {
    auto version = read_version(in, "version");
    if (!version) return std::move(version).error();
    out.version = *version;
  }
  if (auto done = choice_into(out.state, in, "state", kStates); !done) return done;
  if (out.version.has_value() != (out.state == "present"))
    return in.wrong("version", "and state: a file has one or the other");
  if (auto done = choice_into(out.machine, in, "machine", kMachines); !done) return done;
  if (auto done = read_language(out, in); !done) return done;
  auto path = in.text_or("path", out.path);
  if (!path) return std::move(path).error();
  out.path = std::move(*path);
  return in.finish();
}

Result<Case::File> read_file(const std::string& key, const Json& json, const std::string& where) {
  Case::File out;
  out.path = key;
  if (json.is_string()) {
    out.version = version::parse(json.get_ref<const std::string&>());
    if (!out.version)
      return Error{Errc::malformed,
                   where + " should be a version of four parts, such as 5.5.2543.1"};
  } else {
    auto in = Fields::of(json, where);
    if (!in) return std::move(in).error();
    if (auto done = read_details(out, *in); !done) return done.error();
  }
  out.name = key.substr(key.rfind('/') + 1);
  if (out.name.empty()) return Error{Errc::malformed, where + " has no file name"};
  return out;
}

Result<void> read_files(Case& out, Fields& in) {
  if (!in.has("files")) return {};
  auto files = in.object("files");
  if (!files) return std::move(files).error();
  const std::string where = base::pointer(in.where(), "files");
  for (const auto& [key, value] : (*files)->items()) {
    auto file = read_file(key, value, base::pointer(where, key));
    if (!file) return std::move(file).error();
    out.files.push_back(std::move(*file));
  }
  return {};
}

bool is_answer(std::string_view word) {
  return word == kApplies || word == kChecked || is_one(word, kClear) || is_one(word, kUnknown);
}

Result<void> read_answers(std::map<std::string, std::string>& out, Fields& in, const char* key) {
  if (!in.has(key)) return {};
  auto answers = in.object(key);
  if (!answers) return std::move(answers).error();
  for (const auto& [rule, answer] : (*answers)->items()) {
    if (!answer.is_string() || !is_answer(answer.get_ref<const std::string&>()))
      return Error{Errc::malformed, base::pointer(base::pointer(in.where(), key), rule) +
                                        " should be applies, checked, " + listed(kClear) + ", " +
                                        listed(kUnknown)};
    out[rule] = answer.get<std::string>();
  }
  return {};
}

Result<void> read_operation(Case& out, Fields& in) {
  if (!in.has("operation")) return {};
  auto object = in.object("operation");
  if (!object) return std::move(object).error();
  auto facts = contract::facts_from_json(**object, base::pointer(in.where(), "operation"));
  if (!facts) return std::move(facts).error();
  out.operation = std::move(*facts);
  return {};
}

Result<void> read_options(Case& out, Fields& in) {
  if (!in.has("options")) return {};
  auto object = in.object("options");
  if (!object) return std::move(object).error();
  auto options = Fields::of(**object, base::pointer(in.where(), "options"));
  if (!options) return std::move(options).error();
  auto native = options->boolean("native_destination");
  if (!native) return std::move(native).error();
  out.native_destination = *native;
  return options->finish();
}

Result<Case> read_case(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Case out;
  out.where = where;
  auto name = in->text("name");
  if (!name) return std::move(name).error();
  out.name = std::move(*name);
  auto note = in->text_or("note", "");  // for people
  if (!note) return std::move(note).error();
  auto closed = in->texts_or_none("closed");
  if (!closed) return std::move(closed).error();
  out.closed = std::move(*closed);
  if (auto done = read_files(out, *in); !done) return done.error();
  if (auto done = read_operation(out, *in); !done) return done.error();
  if (auto done = read_options(out, *in); !done) return done.error();
  if (auto done = read_answers(out.expect, *in, "expect"); !done) return done.error();
  if (auto done = read_answers(out.under_plan, *in, "under_plan"); !done) return done.error();
  if (auto done = choice_into(out.status, *in, "status", kStatuses); !done) return done.error();
  if (auto done = in->finish(); !done) return done.error();
  if (out.expect.empty() && out.under_plan.empty() && out.status.empty())
    return in->wrong("expect", "is empty: the case says nothing");
  return out;
}

Remark no_such_rule(const Case& one, const char* part, const std::string& id,
                    const RulesById& rules) {
  std::vector<std::string> known;
  for (const auto& [rule, unused] : rules) known.push_back(rule);
  std::ranges::sort(known);
  const auto near = base::nearest(id, known);
  return {Remark::Level::error, base::pointer(base::pointer(one.where, part), id),
          "there is no such rule" + (near ? "; did you mean " + *near + "?" : std::string())};
}

}  // namespace

Result<CaseFile> parse_cases(std::string_view text, const std::string& name) {
  auto json = base::parse_json(text, name, {kMaxManifestBytes, 16});
  if (!json) return std::move(json).error();
  auto in = Fields::of(*json, name);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema) return in->wrong("schema", "should be " + std::string(kSchema));
  auto note = in->text_or("note", "");  // for people
  if (!note) return std::move(note).error();
  auto list = in->array("cases");
  if (!list) return std::move(list).error();
  CaseFile out;
  out.name = name;
  std::set<std::string> names;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    const std::string where = base::pointer(base::pointer(name, "cases"), i);
    auto one = read_case((**list)[i], where);
    if (!one) return std::move(one).error();
    if (!names.insert(one->name).second)
      return Error{Errc::malformed,
                   base::pointer(where, "name") + " was the name of a case before"};
    out.cases.push_back(std::move(*one));
  }
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

Result<CaseFile> read_cases(const std::filesystem::path& file, const std::string& name) {
  auto text = base::read_file(file, kMaxManifestBytes);
  if (!text) return std::move(text).error();
  return parse_cases(*text, name);
}

std::vector<Remark> check_case(const Case& one, const Declared& declared, const RulesById& rules) {
  std::vector<Remark> out;
  if (auto fine = check_facts(one.operation, declared, base::pointer(one.where, "operation"));
      !fine)
    out.push_back(error_remark(fine.error()));
  for (const auto& [part, answers] :
       {std::pair{"expect", &one.expect}, std::pair{"under_plan", &one.under_plan}})
    for (const auto& [id, answer] : *answers)
      if (!rules.contains(id)) out.push_back(no_such_rule(one, part, id, rules));
  return out;
}

bool expects_clear(std::string_view answer) { return is_one(answer, kClear); }
bool expects_unknown(std::string_view answer) { return is_one(answer, kUnknown); }

}  // namespace checker::manifest
