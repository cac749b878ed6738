#pragma once
// Small knowledge for tests, and answers in words.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/diagnose/diagnosis.hpp"
#include "tests/support/files.hpp"

namespace support {

namespace diagnose = checker::diagnose;
namespace symptoms = checker::symptoms;
namespace manifest = checker::manifest;

inline manifest::Rule rule(std::string id, std::vector<std::uint64_t> events,
                           std::string source = "", std::vector<std::string> codes = {}) {
  manifest::Rule out;
  out.id = std::move(id);
  out.events = std::move(events);
  out.event_source = std::move(source);
  out.codes = std::move(codes);
  return out;
}

inline manifest::Knowledge knowledge(std::vector<manifest::Rule> rules,
                                     std::vector<manifest::Event> events = {}) {
  manifest::Knowledge out;
  out.rules = std::move(rules);
  out.events = std::move(events);
  return out;
}

/// Everything that is bundled.
inline const manifest::Knowledge& bundled() {
  static const auto loaded = manifest::load({MANIFESTS_DIR});
  REQUIRE(loaded.problems.empty());
  return loaded.knowledge;
}

/// "8092", "MSExchangeMig:8092", "0x80040108", between blanks.
inline symptoms::Symptoms seen(const std::string& words) {
  symptoms::Symptoms out;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    const std::string word = words.substr(at, end - at);
    at = end + 1;
    if (word.starts_with("0x") || word.starts_with("-")) {
      const auto code = symptoms::parse_code(word);
      REQUIRE(code);
      add_code(out, *code);
    } else {
      auto event = symptoms::parse_event(word);
      REQUIRE(event);
      add(out, std::move(*event));
    }
  }
  return out;
}

/// The candidates by id, best first.
inline std::string ids(const diagnose::Diagnosis& diagnosis) {
  std::string out;
  for (const auto& candidate : diagnosis.candidates)
    out += (out.empty() ? "" : " ") + candidate.rule->id;
  return out;
}

/// The smallest sets: "A+B, A+C".
inline std::string sets(const diagnose::Diagnosis& diagnosis) {
  std::string out;
  for (const auto& set : diagnosis.together) {
    if (!out.empty()) out += ", ";
    for (std::size_t i = 0; i < set.size(); ++i)
      out += (i == 0 ? "" : "+") + diagnosis.candidates[set[i]].rule->id;
  }
  return out;
}

// Some articles tell the problem of another: the ledger of records says whose rule stands for them.
inline bool is_of(const std::string& rule, const std::string& article) {
  if (rule == article || rule.starts_with(article + "-")) return true;
  const std::string record = "migration-facts:" + article;
  for (const manifest::Record& each : bundled().records)
    if (each.record == record && std::ranges::find(each.rules, rule) != each.rules.end())
      return true;
  return false;
}

/// Whether the candidates hold a rule of the article.
inline bool names_article(const diagnose::Diagnosis& diagnosis, const std::string& article) {
  return std::ranges::any_of(diagnosis.candidates, [&](const diagnose::Candidate& candidate) {
    return is_of(candidate.rule->id, article);
  });
}

}  // namespace support
