#include "checker/manifest/possible.hpp"

#include "tests/checker/manifest/support.hpp"

using namespace checker::manifest;
using support::rule;
using support::rules;

namespace {

// "never", "unknown at most", or "may apply".
std::string chance(const std::string& trigger, const std::string& more = "") {
  const auto read = parse_manifest(rules(rule(trigger, more)), "t.json");
  if (!read) return read.error().message;
  Declared declared;
  declared.add(support::operation());
  const Rule& one = read->rules.front();
  if (!can_hold(one, declared, Unknowns::may_hold)) return "never";
  return can_hold(one, declared, Unknowns::never_hold) ? "may apply" : "unknown at most";
}

std::string is(const std::string& word) {
  return R"({"fact": "migration.source", "is": ")" + word + "\"}";
}
std::string negated(const std::string& c) { return R"({"not": )" + c + "}"; }
std::string all(const std::string& a, const std::string& b) {
  return R"({"all": [)" + a + ", " + b + "]}";
}
std::string any(const std::string& a, const std::string& b) {
  return R"({"any": [)" + a + ", " + b + "]}";
}
std::string flag(bool value) {
  return R"({"fact": "source.has_bcc", "is": )" + std::string(value ? "true" : "false") + "}";
}
std::string has(const std::string& member) {
  return R"({"fact": "migration.content", "contains": ")" + member + "\"}";
}
std::string below(const std::string& number) {
  return R"({"fact": "source.version", "below": ")" + number + "\"}";
}
const std::string kUnknown = R"({"unknown": "nobody knows"})";
const std::string kAlways = R"({"always": true})";

}  // namespace

TEST_CASE("a trigger that contradicts itself is seen, and no other") {
  const struct {
    std::string trigger, expected;
  } rows[] = {
      {is("notes"), "may apply"},
      {all(is("notes"), is("imap")), "never"},
      {any(is("notes"), is("imap")), "may apply"},
      {all(is("notes"), negated(is("notes"))), "never"},
      {all(is("notes"), negated(is("imap"))), "may apply"},
      {negated(any(is("notes"), kAlways)), "never"},
      {negated(all(is("notes"), is("imap"))), "may apply"},
      {all(R"({"fact": "migration.source", "in": ["notes", "imap"]})",
           R"({"fact": "migration.source", "in": ["ldap", "files"]})"),
       "never"},
      {all(R"({"fact": "migration.source", "in": ["notes", "imap"]})",
           R"({"fact": "migration.source", "in": ["ldap", "imap"]})"),
       "may apply"},
      {all(R"({"fact": "migration.source", "in": ["notes", "imap"]})",
           all(negated(is("notes")), negated(is("imap")))),
       "never"},
      // Every word that the fact may be, denied.
      {all(negated(R"({"fact": "migration.steps", "is": "one"})"),
           negated(R"({"fact": "migration.steps", "is": "two"})")),
       "never"},
      {all(flag(true), flag(false)), "never"},
      {all(flag(true), negated(flag(false))), "may apply"},
      {all(flag(true), negated(flag(true))), "never"},
      {all(has("messages"), has("schedule")), "may apply"},
      {all(has("messages"), negated(has("messages"))), "never"},
      {all(below("4.6"), negated(below("4.6"))), "never"},
      {all(below("4.5"), negated(below("4.6"))), "never"},
      {all(below("4.6"), negated(below("4.5"))), "may apply"},
      {all(any(is("notes"), is("imap")), any(is("ldap"), is("imap"))), "may apply"},
      {all(any(is("notes"), is("imap")), any(is("ldap"), is("files"))), "never"},
      {kUnknown, "unknown at most"},
      {negated(kUnknown), "unknown at most"},
      {any(kUnknown, is("notes")), "may apply"},
      {all(kUnknown, is("notes")), "unknown at most"},
      {all(kUnknown, all(is("notes"), is("imap"))), "never"},
      {negated(kAlways), "never"},
      {R"({"fact": "operation", "is": "none"})", "never"},
      {R"({"fact": "migration.executor", "is": "native"})", "never"},
      {R"({"same_version": ["A.dll", "B.dll"]})", "may apply"},
      {all(R"({"fact": "source.language", "is": "0411"})",
           R"({"fact": "source.language", "is": "0412"})"),
       "never"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.trigger);
    CHECK(chance(row.trigger) == row.expected);
  }
}

TEST_CASE("a rule about patches is not asked about migrations") {
  const std::string patch = R"({"fact": "operation", "is": "patch"})";
  CHECK(chance(patch) == "never");
  CHECK(chance(patch, R"(, "operation": "patch")") == "may apply");
  CHECK(chance(patch, R"(, "operation": "any")") == "may apply");
}

TEST_CASE("a question that is too large is not answered, and does not take long") {
  // 2^300 ways, none of which holds.
  std::string parts;
  for (int i = 0; i < 300; ++i) parts += any(flag(true), has("messages")) + ", ";
  CHECK(chance(R"({"all": [)" + parts + all(is("notes"), is("imap")) + "]}") == "never");
  CHECK(chance(R"({"all": [)" + all(is("notes"), is("imap")) + ", " + parts + kAlways + "]}") ==
        "may apply");
}
