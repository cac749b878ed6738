#include "checker/report/explain_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checker/report/layout.hpp"

namespace checker::report {
namespace {

using manifest::Basis;
using manifest::Condition;
using manifest::FactDeclaration;
using manifest::Knowledge;
using manifest::Range;
using manifest::Remedy;
using manifest::Rule;
using Kind = Condition::Kind;

/// Facts that everybody knows by these words; all others are told by the question that asks for
/// them.
struct Phrase {
  std::string_view fact, value, text;
};
constexpr Phrase kPhrases[] = {
    {"migration.executor", "wizard", "the installed wizard (Mailmig.exe) carries it out"},
    {"migration.executor", "native", "Sidestep's own engine carries it out"},
    {"migration.interface", "batch", "the wizard runs in batch mode, with a control file"},
    {"migration.interface", "dialog", "the wizard is run from its dialog"},
    {"migration.steps", "one", "it runs in one step"},
    {"migration.steps", "two", "it runs in two steps"},
    {"migration.phase", "both", "extraction and import are both done"},
    {"migration.phase", "extract", "it is an extraction only"},
    {"migration.phase", "import", "it is an import only"},
    {"migration.destination", "server", "the wizard imports into a server"},
    {"migration.destination", "pst", "the wizard imports into PST files"},
    {"migration.create_mailboxes", "true", "the wizard creates the mailboxes"},
    {"migration.create_mailboxes", "false", "the wizard does not create the mailboxes"},
    {"target.mailboxes_exist", "true", "the mailboxes exist on the target already"},
    {"target.mailboxes_exist", "false", "the mailboxes do not exist on the target"},
};

constexpr Phrase kSubjects[] = {
    {"migration.source", "", "the source is"},
    {"migration.tool", "", "the tool is"},
    {"source.database", "", "the post office has the database"},
    {"source.export_build", "", "the cc:Mail Export program is the build for"},
    {"source.export_version", "", "the version of cc:Mail Export is"},
    {"source.version", "", "the release of the source is"},
    {"source.kind", "", "the source is of the kind"},
    {"system.platform", "", "the machine is"},
    {"system.os", "", "the system is"},
};

/// Words of closed lists, as people write them.
struct Spelling {
  std::string_view word, text;
};
constexpr Spelling kSpellings[] = {
    {"cc:mail", "cc:Mail"},
    {"notes", "Lotus Notes"},
    {"groupwise", "GroupWise"},
    {"ms-mail", "MS Mail"},
    {"files", "migration files"},
    {"collabra", "Collabra"},
    {"ldap", "LDAP"},
    {"imap", "IMAP"},
};

std::string spelled(std::string_view word) {
  for (const Spelling& each : kSpellings)
    if (each.word == word) return std::string(each.text);
  return std::string(word);
}

// "bulletin boards" of "bulletin-boards".
std::string plain(std::string text) {
  std::ranges::replace(text, '-', ' ');
  return text;
}

// "the answer 'yes' to: Are there …?"
std::string by_question(const Knowledge& knowledge, const std::string& fact,
                        const std::string& answer) {
  const FactDeclaration* const declared = knowledge.fact(fact);
  if (declared == nullptr || declared->question.empty())
    return fmt::format("{} is {}", fact, answer);
  const std::string said = answer == "true" ? "yes" : answer == "false" ? "no" : answer;
  return fmt::format("the answer '{}' to: {} [{}]", said, declared->question, fact);
}

std::string fact_is(const Knowledge& knowledge, const std::string& fact, const std::string& value) {
  for (const Phrase& each : kPhrases)
    if (each.fact == fact && each.value == value) return std::string(each.text);
  for (const Phrase& each : kSubjects)
    if (each.fact == fact) return fmt::format("{} {}", each.text, spelled(value));
  return by_question(knowledge, fact, value);
}

std::string any_of(const Condition& c) {
  std::vector<std::string> words;
  for (const std::string& name : c.names)
    words.push_back(c.fact == "migration.source" ? spelled(name) : name);
  return fmt::format("{}", fmt::join(words, " or "));
}

std::string leaf(const Condition& c, const Knowledge& knowledge) {
  switch (c.kind) {
    case Kind::always:
      return "always";
    case Kind::is:
      return fact_is(knowledge, c.fact, to_string(c.value));
    case Kind::one_of:
      return fact_is(knowledge, c.fact, any_of(c));
    case Kind::contains:
      if (c.fact == "migration.content") return "it carries " + plain(c.text);
      if (c.fact == "migration.excluded") return plain(c.text) + " are left behind";
      return by_question(knowledge, c.fact, fmt::format("(among others) {}", c.text));
    case Kind::below:
      return fact_is(knowledge, c.fact, "below " + c.text);
    case Kind::range: {
      const Range* const range = knowledge.range(c.text);
      return "the file is affected: " + (range == nullptr ? c.text : versions_in_prose(*range));
    }
    case Kind::same_version:
      return fmt::format("{} are of one version", fmt::join(c.names, ", "));
    case Kind::unknown:
      return "(nobody can say when) " + c.text;
    default:
      return "";
  }
}

std::string_view heading(Kind kind) {
  return kind == Kind::all   ? "all of this holds:"
         : kind == Kind::any ? "any one of these holds:"
                             : "this does not hold:";
}

// read_condition limits the depth.
void bullets(const Condition& c, const Knowledge& knowledge, std::size_t indent, std::string& out) {
  const std::string first = std::string(indent, ' ') + "- ";
  if (c.parts.empty()) {
    out += paragraph(first, leaf(c, knowledge));
    return;
  }
  out += first + std::string(heading(c.kind)) + "\n";
  for (const Condition& part : c.parts) bullets(part, knowledge, indent + 2, out);
}

// A sentence, or {any|all|not: […]}.
base::Json as_lines(const Condition& c, const Knowledge& knowledge) {
  if (c.parts.empty()) return leaf(c, knowledge);
  base::Json parts = base::Json::array();
  for (const Condition& part : c.parts) parts.push_back(as_lines(part, knowledge));
  const char* const kind = c.kind == Kind::all ? "all" : c.kind == Kind::any ? "any" : "not";
  base::Json out = base::Json::object();
  out[kind] = std::move(parts);
  return out;
}

std::string stated(Basis basis) { return basis == Basis::stated ? "" : " (concluded, not stated)"; }

}  // namespace

std::string trigger_in_prose(const Condition& condition, const Knowledge& knowledge,
                             std::size_t indent) {
  std::string out;
  // The outermost list needs no heading of its own.
  if (condition.kind == Kind::all && !condition.parts.empty()) {
    for (const Condition& part : condition.parts) bullets(part, knowledge, indent, out);
    return out;
  }
  bullets(condition, knowledge, indent, out);
  return out;
}

base::Json trigger_as_lines(const Condition& condition, const Knowledge& knowledge) {
  base::Json out = base::Json::array();
  if (condition.kind == Kind::all && !condition.parts.empty()) {
    for (const Condition& part : condition.parts) out.push_back(as_lines(part, knowledge));
    return out;
  }
  out.push_back(as_lines(condition, knowledge));
  return out;
}

std::vector<Circumstance> circumstances(const Condition& trigger, const Knowledge& knowledge) {
  std::vector<Circumstance> out;
  if (!trigger.fact.empty()) out.push_back({trigger.fact, leaf(trigger, knowledge)});
  if (trigger.kind != Kind::all) return out;
  for (const Condition& part : trigger.parts)
    for (Circumstance& each : circumstances(part, knowledge)) out.push_back(std::move(each));
  return out;
}

std::string versions_in_prose(const Range& r) {
  std::string out = fmt::format("{} {}", r.component, r.branch);
  if (!r.platform.empty()) out += fmt::format(" for {}", r.platform);
  if (!r.language.empty() && r.language != "0409")
    out += fmt::format(" of language {}", r.language);
  if (r.introduced)
    out += fmt::format(", from {} on{}", version::to_string(*r.introduced),
                       stated(r.introduced_basis));
  if (r.last_affected) out += fmt::format(", up to {}", version::to_string(*r.last_affected));
  if (r.fixed) {
    out += fmt::format("{} {}{}", r.last_affected ? "; fixed from" : ", below",
                       version::to_string(*r.fixed), stated(r.fixed_basis));
    if (r.last_affected) out += " on";
    if (!r.fixed_as_printed.empty())
      out += fmt::format(" (the article prints {})", r.fixed_as_printed);
  }
  if (!r.introduced && !r.last_affected && !r.fixed) out += ", every version";
  if (r.absent_up_to)
    out += fmt::format("; files up to {} do not have it", version::to_string(*r.absent_up_to));
  if (r.recognised_by)
    out += fmt::format("; surely where {} is exactly {}", r.recognised_by->component,
                       version::to_string(r.recognised_by->exactly));
  return out;
}

std::string cost_in_prose(const Remedy& r) {
  std::string out;
  const auto say = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (r.loss == "none") say("loses nothing");
  if (r.loss == "items") say("loses single items");
  if (r.loss == "content") say("leaves content behind");
  if (r.effort == "option") say("takes one changed option");
  if (!r.effort.empty() && r.effort != "option") say("takes " + r.effort);
  if (r.executor == "wizard") say("with the installed wizard");
  if (r.executor == "native") say("with Sidestep's own engine");
  if (r.basis == Basis::inferred) say("our conclusion, not the article's");
  return out;
}

std::string own_engine(const Rule& rule) {
  using manifest::Concern;
  if (rule.wizard_only)
    return "The problem is in Microsoft's program; Sidestep's own engine is another one and never "
           "had "
           "it.";
  if (rule.concern == Concern::server)
    return "This is a matter of the server; which engine carries mail makes no difference.";
  if (rule.concern == Concern::extract)
    return "This hangs on the source, not on the program: Sidestep's own engine heeds it as well.";
  return "This hangs on the target server. It says nothing about a destination of Sidestep's own "
         "(Maildir, mbox, EML, IMAP).";
}

std::string event_name(std::uint64_t id, const std::string& source) {
  return source.empty() ? fmt::format("{}", id) : fmt::format("{} ({})", id, source);
}

}  // namespace checker::report
