#include <fmt/format.h>

#include <algorithm>

#include "checker/judge/service_pack.hpp"
#include "checker/report/html/sections.hpp"
#include "checker/report/level_report.hpp"

namespace checker::report::html {
namespace {

using judge::ComponentLevel;
using judge::ProductLevel;
using judge::Relation;
using manifest::Level;

// More columns than this nobody compares, and no page of paper holds.
constexpr std::size_t kMaxColumns = 8;

// The service packs of a product that state something of a file that was found; dated hotfixes are
// none.
std::vector<const Level*> packs_of(const ProductLevel& p) {
  std::vector<const Level*> out;
  for (const Level& level : p.product->levels)
    if (!level.is_hotfix() && std::ranges::any_of(p.components, [&](const ComponentLevel& c) {
          return level.files.contains(c.component);
        }))
      out.push_back(&level);
  return out;
}

bool is_near(const ProductLevel& p, const Level& level) {
  return std::ranges::any_of(p.components,
                             [&](const ComponentLevel& c) { return c.level == level.id; });
}

// Of many packs, those around the ones that were measured: the first and the last of these are in
// the middle, or as many as there is room for.
std::vector<const Level*> columns_of(const ProductLevel& p) {
  std::vector<const Level*> packs = packs_of(p);
  if (packs.size() <= kMaxColumns) return packs;
  const auto near = [&](const Level* level) { return is_near(p, *level); };
  const auto first = std::ranges::find_if(packs, near);
  const auto at = static_cast<std::size_t>(first == packs.end()
                                               ? packs.size() - kMaxColumns
                                               : static_cast<std::size_t>(first - packs.begin()));
  const std::size_t begin = std::min(at < 2 ? 0 : at - 2, packs.size() - kMaxColumns);
  const auto from = packs.begin() + static_cast<std::ptrdiff_t>(begin);
  return {from, from + static_cast<std::ptrdiff_t>(kMaxColumns)};
}

// What a level states of a component, marked where that is what was found.
Markup cell(const Level& level, const ComponentLevel& c) {
  const auto stated = level.files.find(c.component);
  if (stated == level.files.end()) return element("td", {{"class", "none"}}, "not stated");
  const std::string version = to_string(stated->second);
  if (judge::is_at(level, c))
    return element("td", {{"class", "here"}}, element("strong", "● " + version + " found"));
  return element("td", version);
}

std::string found(const ComponentLevel& c) {
  return c.file_version ? version::to_string(*c.file_version) : "no version";
}

std::string place(const ComponentLevel& c) {
  if (c.relation == Relation::unknown) return c.why.empty() ? "not known" : c.why;
  return fmt::format("{} {}", judge::to_string(c.relation), c.level);
}

Markup row_of(const std::vector<const Level*>& columns, const ComponentLevel& c) {
  Markup cells =
      element("th", {{"scope", "row"}},
              c.component + Markup(" ") + element("span", {{"class", "quiet"}}, c.path)) +
      element("td", found(c) + ", " + place(c));
  for (const Level* level : columns) cells += cell(*level, c);
  return element("tr", cells);
}

Markup matrix(const ProductLevel& p) {
  const std::vector<const Level*> columns = columns_of(p);
  std::vector<std::string> headings = {"Component", "Found"};
  for (const Level* level : columns) headings.push_back(level->id);
  Markup rows;
  for (const ComponentLevel& c : p.components) rows += row_of(columns, c);
  const std::size_t all = packs_of(p).size();
  const std::string some =
      all > columns.size() ? fmt::format("; {} of {} service packs are shown", columns.size(), all)
                           : "";
  return table(
      fmt::format("{}: the version of each file at each service pack{}", p.product->name, some),
      head_row(headings), rows);
}

Markup mixed_sets(const ProductLevel& p) {
  std::vector<Markup> items;
  for (const judge::SetLevel& set : p.sets) {
    if (set.state != judge::LevelState::mixed) continue;
    Markup members;
    for (const std::size_t i : set.members)
      members += (members.empty() ? Markup() : Markup(", ")) +
                 Markup(p.components[i].component + " " + found(p.components[i]) + " (" +
                        place(p.components[i]) + ")");
    items.push_back(element("strong", "Mixed set: " + set.set->name) + ": " + members +
                    fmt::format(". These files must move together ({}).", set.set->source));
  }
  return list("ul", items);
}

}  // namespace

Markup levels_section(const CheckReport& report) {
  Markup out;
  for (const ProductLevel& p : report.levels)
    out += element("h3", p.product->name) + element("p", fmt::format("Level: {}.", in_words(p))) +
           mixed_sets(p) + matrix(p);
  return section("levels", "Levels: which file is of which service pack", out);
}

}  // namespace checker::report::html
