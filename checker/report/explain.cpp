#include "checker/report/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/diagnose/lore.hpp"
#include "checker/report/explain_words.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::report {
namespace {

using manifest::Event;
using manifest::Knowledge;
using manifest::Record;
using manifest::Remedy;
using manifest::Rule;
using manifest::Severity;

// "Q214836" of "214836", "kb214836", "KB Q214836"; anything else as it is.
std::string article_of(std::string_view asked) {
  std::string_view digits = base::trim(asked);
  for (const std::string_view prefix : {"kb", "q"}) {
    if (!base::starts_with_fold(digits, prefix)) continue;
    digits.remove_prefix(prefix.size());
    digits = base::trim(digits);
  }
  const bool is_number = !digits.empty() && digits.front() >= '0' && digits.front() <= '9';
  return is_number ? "Q" + std::string(digits) : std::string(base::trim(asked));
}

// "Q156063" of "migration-facts:Q156063/5.7.2".
std::string_view article_in(std::string_view record) {
  record.remove_prefix(std::min(record.find(':') + 1, record.size()));
  return record.substr(0, record.find_first_not_of("Q0123456789"));
}

bool is_of(const std::string& rule, const std::string& article) {
  return base::equals_fold(rule, article) || base::starts_with_fold(rule, article + "-");
}

std::vector<std::string> names_in(const Knowledge& knowledge) {
  std::vector<std::string> out;
  for (const Rule& rule : knowledge.rules) out.push_back(rule.id);
  for (const Record& record : knowledge.records) out.emplace_back(article_in(record.record));
  return out;
}

void add_rule(std::vector<const Rule*>& rules, const Rule* rule) {
  if (rule != nullptr && std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
}

std::string_view kind_of(const Rule& rule) {
  if (rule.severity == Severity::block)
    return "It stops the run, or loses a whole kind of content.";
  if (rule.severity == Severity::degrade)
    return "It strikes single items or users, or hangs on particular data.";
  return "It is worth knowing; it stops nothing.";
}

std::string when(const Rule& rule, const Knowledge& knowledge) {
  using Kind = manifest::Condition::Kind;
  const bool always = rule.trigger.kind == Kind::always;
  if (always && rule.affects.empty()) return paragraph("  ", "Always; no version decides.");
  if (always) return paragraph("  ", "Always, with the versions below.");
  const std::string lead =
      fmt::format("{}{} this holds:", rule.trigger.kind == Kind::any ? "When" : "When all of",
                  rule.trigger.kind == Kind::any ? " any of" : "");
  return paragraph("  ", lead) + trigger_in_prose(rule.trigger, knowledge, 2);
}

std::string signs(const Rule& rule, const Knowledge& knowledge) {
  const diagnose::EventLore lore(knowledge);
  std::string out;
  for (const std::uint64_t id : rule.events) {
    const Event* const event = lore.about(rule, id);
    std::string text = "event " + event_name(id, lore.source_of(rule, id));
    if (event != nullptr) text += ": " + event->meaning;
    if (event != nullptr && event->follow_up) text += " (alone it points at nothing)";
    out += paragraph("  - ", text);
  }
  for (const std::string& code : rule.codes) out += paragraph("  - ", "error " + code);
  return out.empty() ? paragraph("  ", "No event or error code is known for it.") : out;
}

std::string versions(const Rule& rule, const Knowledge& knowledge) {
  std::string out;
  for (const std::string& id : rule.affects)
    if (const auto* range = knowledge.range(id); range != nullptr)
      out += paragraph("  - ", versions_in_prose(*range));
  if (out.empty()) out = paragraph("  ", "No version of a file decides it.");
  if (!rule.fixed_in.empty())
    out += paragraph("  ", "The first service pack with the fix: " + rule.fixed_in + ".");
  return out;
}

std::vector<const Remedy*> ranked(const Rule& rule) {
  std::vector<const Remedy*> out;
  for (const Remedy& remedy : rule.remedies) out.push_back(&remedy);
  std::ranges::stable_sort(out, {}, [](const Remedy* r) { return r->rank; });
  return out;
}

std::string ways(const Rule& rule) {
  std::string out;
  int number = 0;
  for (const Remedy* remedy : ranked(rule)) {
    const std::string cost = cost_in_prose(*remedy);
    out += paragraph(fmt::format("  {}. ", ++number),
                     remedy->text + (cost.empty() ? "" : " (" + cost + ")"));
    if (!remedy->manual.empty()) out += paragraph("     ", "With the wizard: " + remedy->manual);
  }
  return out.empty() ? paragraph("  ", "No way out is known.") : out;
}

std::string related(const Rule& rule, const Knowledge& knowledge) {
  std::string out;
  for (const std::string& id : rule.related) {
    const Rule* const other = knowledge.rule(id);
    out +=
        paragraph(fmt::format("  {:<14}", id), other != nullptr ? other->title : "(no rule here)");
  }
  return out.empty() ? "" : "\nWhat else is related\n" + out;
}

std::string origin(const Rule& rule) {
  std::string text = fmt::format(
      "{}. What triggers it is {}.", rule.source,
      rule.basis == manifest::Basis::stated ? "stated there" : "our conclusion, not stated there");
  if (!rule.confidence.empty())
    text += fmt::format(" How sure the facts are: {}.", rule.confidence);
  return paragraph("  ", text);
}

std::string text_of(const Rule& rule, const Knowledge& knowledge) {
  return paragraph(rule.id + "  ", rule.title) + "\nWhat goes wrong\n" +
         paragraph("  ", rule.summary) + paragraph("  ", kind_of(rule)) + "\nWhen it strikes\n" +
         when(rule, knowledge) + "\nHow it shows\n" + signs(rule, knowledge) +
         "\nWhich versions\n" + versions(rule, knowledge) + "\nWhat to do (the best first)\n" +
         ways(rule) + "\nSidestep's own engine\n" + paragraph("  ", own_engine(rule)) +
         related(rule, knowledge) + "\nWhere this comes from\n" + origin(rule);
}

base::Json events_json(const Rule& rule, const Knowledge& knowledge) {
  const diagnose::EventLore lore(knowledge);
  base::Json out = base::Json::array();
  for (const std::uint64_t id : rule.events) {
    const Event* const event = lore.about(rule, id);
    out.push_back({{"id", id},
                   {"source", text_or_null(lore.source_of(rule, id))},
                   {"meaning", event != nullptr ? base::Json(event->meaning) : base::Json(nullptr)},
                   {"follow_up", event != nullptr && event->follow_up}});
  }
  return out;
}

base::Json versions_json(const Rule& rule, const Knowledge& knowledge) {
  base::Json out = base::Json::array();
  const auto number = [](const std::optional<Version>& version) {
    return version ? base::Json(version::to_string(*version)) : base::Json(nullptr);
  };
  for (const std::string& id : rule.affects)
    if (const auto* r = knowledge.range(id); r != nullptr)
      out.push_back({{"component", r->component},
                     {"branch", r->branch},
                     {"introduced", number(r->introduced)},
                     {"last_affected", number(r->last_affected)},
                     {"fixed", number(r->fixed)},
                     {"text", versions_in_prose(*r)}});
  return out;
}

base::Json rule_json(const Rule& rule, const Knowledge& knowledge) {
  base::Json remedies = base::Json::array(), others = base::Json::array();
  for (const Remedy* r : ranked(rule))
    remedies.push_back({{"kind", to_string(r->kind)},
                        {"rank", r->rank},
                        {"text", r->text},
                        {"manual", text_or_null(r->manual)},
                        {"loss", text_or_null(r->loss)},
                        {"effort", text_or_null(r->effort)},
                        {"executor", text_or_null(r->executor)},
                        {"basis", to_string(r->basis)}});
  for (const std::string& id : rule.related) {
    const Rule* const other = knowledge.rule(id);
    others.push_back(
        {{"id", id}, {"title", other != nullptr ? base::Json(other->title) : base::Json(nullptr)}});
  }
  return {{"rule", rule.id},
          {"title", rule.title},
          {"summary", rule.summary},
          {"kind", to_string(rule.kind)},
          {"severity", to_string(rule.severity)},
          {"concerns", to_string(rule.concern)},
          {"when", trigger_as_lines(rule.trigger, knowledge)},
          {"events", events_json(rule, knowledge)},
          {"codes", rule.codes},
          {"versions", versions_json(rule, knowledge)},
          {"fixed_in", text_or_null(rule.fixed_in)},
          {"remedies", std::move(remedies)},
          {"own_engine", {{"affected", !rule.wizard_only}, {"text", own_engine(rule)}}},
          {"related", std::move(others)},
          {"source", rule.source},
          {"basis", to_string(rule.basis)},
          {"confidence", text_or_null(rule.confidence)}};
}

}  // namespace

base::Result<Explained> find_explained(const std::string& asked, const Knowledge& knowledge) {
  const std::string article = article_of(asked);
  Explained out{asked, {}, {}};
  for (const Rule& rule : knowledge.rules)
    if (is_of(rule.id, article) || base::equals_fold(rule.id, asked)) add_rule(out.rules, &rule);
  for (const Record& record : knowledge.records) {
    if (!base::equals_fold(article_in(record.record), article)) continue;
    if (record.rules.empty()) out.undecided.push_back(&record);
    for (const std::string& id : record.rules) add_rule(out.rules, knowledge.rule(id));
  }
  if (!out.rules.empty() || !out.undecided.empty()) return out;
  if (const auto number = symptoms::whole<std::uint32_t>(base::trim(asked));
      number && *number <= 0xFFFF)
    return base::Error{base::Errc::usage, "no article and no rule is called " + asked,
                       "for an event: sidestep diagnose --event " + std::to_string(*number)};
  const auto near = base::nearest(article, names_in(knowledge));
  return base::Error{base::Errc::usage,
                     "nothing is known of " + base::shortened(asked, 80) +
                         (near ? "; did you mean " + *near + "?" : std::string()),
                     "sidestep manifest list names the rules"};
}

std::string to_text(const Explained& explained, const Knowledge& knowledge) {
  std::string out;
  if (explained.rules.size() > 1)
    out = paragraph(
        "", fmt::format("{} stands for {} problems: {}.", explained.asked, explained.rules.size(),
                        fmt::join(
                            [&] {
                              std::vector<std::string> ids;
                              for (const Rule* r : explained.rules) ids.push_back(r->id);
                              return ids;
                            }(),
                            ", ")));
  for (const Rule* rule : explained.rules)
    out +=
        (out.empty() ? "" : "\n" + std::string(kColumns, '-') + "\n\n") + text_of(*rule, knowledge);
  if (explained.undecided.empty()) return out;
  if (!out.empty()) out += "\n";
  out += explained.rules.empty()
             ? paragraph("",
                         fmt::format("{} decides nothing: no rule is made of it.", explained.asked))
             : std::string("Parts of the article that decide nothing\n");
  for (const Record* record : explained.undecided)
    out += paragraph("  - ", fmt::format("{} ({})", record->undecided, record->record));
  return out;
}

base::Json to_json(const Explained& explained, const Knowledge& knowledge) {
  base::Json rules = base::Json::array(), undecided = base::Json::array();
  for (const Rule* rule : explained.rules) rules.push_back(rule_json(*rule, knowledge));
  for (const Record* record : explained.undecided)
    undecided.push_back({{"record", record->record}, {"reason", record->undecided}});
  return {
      {"asked", explained.asked}, {"rules", std::move(rules)}, {"undecided", std::move(undecided)}};
}

}  // namespace checker::report
