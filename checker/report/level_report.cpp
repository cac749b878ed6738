#include "checker/report/level_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using judge::ComponentLevel;
using judge::LevelState;
using judge::ProductLevel;
using judge::Relation;
using judge::SetLevel;

// So many files that are all right are named one by one.
constexpr std::size_t kNamed = 8;

Json component(const ComponentLevel& c) {
  Json out = {
      {"component", c.component},
      {"path", c.path},
      {"file_version", c.file_version ? Json(version::to_string(*c.file_version)) : Json(nullptr)},
      {"level", text_or_null(c.level)},
      {"relation", to_string(c.relation)}};
  if (!c.why.empty()) out["why"] = c.why;
  return out;
}

Json set_of(const ProductLevel& product, const SetLevel& set) {
  Json files = Json::array();
  for (const std::size_t i : set.members) files.push_back(component(product.components[i]));
  return {{"name", set.set->name},
          {"level", text_or_null(set.level)},
          {"state", to_string(set.state)},
          {"source", set.set->source},
          {"files", std::move(files)}};
}

std::string level_in_words(const ProductLevel& p) {
  if (p.state == LevelState::unknown) return "unknown";
  if (p.state == LevelState::mixed) return "mixed, up to " + p.level;
  std::string out = p.relation == Relation::before                  ? "before " + p.level
                    : p.relation == Relation::after && p.exact == 0 ? "after " + p.level
                                                                    : p.level;
  if (!p.also.empty()) out += " or " + listed(p.also) + " (these files are the same in both)";
  if (!p.hotfixes.empty()) out += ", with " + listed(p.hotfixes);
  if (p.relation == Relation::after && p.exact > 0 && p.hotfixes.empty())
    out += ", some files of a newer revision";
  return out;
}

std::string line(const ComponentLevel& c) {
  const std::string place = c.relation == Relation::unknown
                                ? c.why + ":"
                                : fmt::format("{} {}", to_string(c.relation), c.level);
  return paragraph(fmt::format("  {:<14}", c.component),
                   fmt::format("{:<13} {:<20} {}",
                               c.file_version ? version::to_string(*c.file_version) : "no version",
                               place, c.path));
}

// Many files that are all right are counted, and the others named.
std::string files(const ProductLevel& p) {
  std::vector<std::pair<std::string, std::size_t>> at;  // by level
  for (const ComponentLevel& c : p.components) {
    if (c.relation != Relation::at) continue;
    auto it = std::ranges::find(at, c.level, [](const auto& pair) { return pair.first; });
    if (it == at.end()) it = at.insert(it, {c.level, 0});
    ++it->second;
  }
  std::erase_if(at, [](const auto& pair) { return pair.second <= kNamed; });
  std::string out;
  for (const ComponentLevel& c : p.components)
    if (c.relation != Relation::at ||
        std::ranges::find(at, c.level, [](const auto& pair) { return pair.first; }) == at.end())
      out += line(c);
  for (const auto& [level, count] : at)
    out += paragraph("  ", fmt::format("{} files are at {}", count, level));
  return out;
}

std::string mixed_sets(const ProductLevel& p) {
  std::string out;
  for (const SetLevel& set : p.sets) {
    if (set.state != LevelState::mixed) continue;
    std::vector<std::string> members;
    for (const std::size_t i : set.members) {
      const ComponentLevel& c = p.components[i];
      members.push_back(fmt::format("{} {}", c.component,
                                    c.file_version ? version::to_string(*c.file_version) : "?"));
    }
    out += paragraph("  MIXED SET ",
                     fmt::format("{} ({}): {}", set.set->name, set.set->source, listed(members)));
  }
  return out;
}

// Where many cannot be read the first ones are named; all stand in the list of files.
std::string why_too_few(const judge::Expectation& expectation, const std::string& wanted) {
  std::vector<std::string> paths = expectation.unreadable;
  if (paths.empty())
    return fmt::format("too few of the files that {} states were found and could be read.", wanted);
  const std::size_t more = paths.size() > kNamed ? paths.size() - kNamed : 0;
  paths.resize(paths.size() - more);
  return fmt::format("{} states {}{}, and no version of {} can be read.", wanted, listed(paths),
                     more == 0 ? "" : fmt::format(" and {} more", more),
                     paths.size() == 1 ? "it" : "them");
}

}  // namespace

Json to_json(const std::vector<ProductLevel>& products) {
  Json list = Json::array();
  for (const ProductLevel& p : products) {
    Json components = Json::array(), sets = Json::array();
    for (const ComponentLevel& c : p.components) components.push_back(component(c));
    for (const SetLevel& set : p.sets) sets.push_back(set_of(p, set));
    list.push_back({{"product", p.product->id},
                    {"level", text_or_null(p.level)},
                    {"state", to_string(p.state)},
                    {"relation", to_string(p.relation)},
                    {"coverage", {{"known", p.known}, {"of", p.of}}},
                    {"exact", p.exact},
                    {"also", p.also},
                    {"hotfixes", p.hotfixes},
                    {"components", std::move(components)},
                    {"sets", std::move(sets)}});
  }
  return {{"products", std::move(list)}};
}

std::string in_words(const ProductLevel& p) {
  std::string coverage =
      fmt::format("known from {} of {} file{}", p.known, p.of, p.of == 1 ? "" : "s");
  if (p.state == LevelState::uniform && p.exact > 0 && p.exact < p.known)
    coverage += fmt::format(", {} of them exactly as it states", p.exact);
  if (p.state != LevelState::unknown && p.known < p.of)
    coverage += p.known == 1   ? "; one file does not make a level"
                : p.known == 2 ? "; two files do not make a level"
                               : "; of the others nothing is known";
  return fmt::format("{} ({})", level_in_words(p), coverage);
}

std::string to_text(const std::vector<ProductLevel>& products) {
  if (products.empty()) return "no file of any known product was found\n";
  std::string out;
  for (const ProductLevel& p : products)
    out += paragraph(fmt::format("{}: ", p.product->id), in_words(p)) + files(p) + mixed_sets(p);
  return out;
}

std::string to_text(const judge::Expectation& expectation, const std::string& wanted) {
  using Answer = judge::Expectation::Answer;
  switch (expectation.answer) {
    case Answer::at:
      return paragraph("", "AT " + wanted + ": every file that decides it is of that level.");
    case Answer::at_or_after:
      return paragraph("", "AT OR AFTER " + wanted + ": some files are newer.");
    case Answer::before:
      return paragraph("", "BEFORE " + wanted + ": some files are older.");
    case Answer::too_few:
      return paragraph("", "UNKNOWN: " + why_too_few(expectation, wanted));
  }
  return "";
}

}  // namespace checker::report
