#include <fmt/format.h>

#include <algorithm>

#include "checker/report/html/lanes.hpp"
#include "checker/report/html/picture.hpp"
#include "checker/report/html/sections.hpp"
#include "checker/report/html/words.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report::html {
namespace {

Glyph glyph_of(contract::PlanStatus status) {
  switch (status) {
    case contract::PlanStatus::clear:
      return Glyph::fine;
    case contract::PlanStatus::safe:
      return Glyph::detour;
    case contract::PlanStatus::blocked:
      return Glyph::trouble;
    case contract::PlanStatus::unknown:
      return Glyph::doubt;
  }
  return Glyph::doubt;
}

Markup banner(const CheckReport& report) {
  const auto status = report.planned.plan.status;
  const Headline verdict = headline_of(report);
  return element("div", {{"class", "banner " + status_class(status)}},
                 icon(glyph_of(status)) +
                     element("div", element("h1", {{"id", "verdict-heading"}}, verdict.word) +
                                        element("p", {{"class", "sentence"}}, verdict.sentence)));
}

Markup notice(const std::string& kind, const Markup& body) {
  return element("p", {{"class", "notice"}}, element("strong", kind) + " " + body);
}

Markup notices(const CheckReport& report) {
  Markup out;
  if (!report.planned.conflict.empty())
    out += notice("No way around:", fmt::format("every plan that is allowed breaks one of {}.",
                                                listed(report.planned.conflict)));
  for (const MixedLevels& mixed : mixed_levels(report))
    out += notice("Mixed files:",
                  mixed.text + ". " + element("a", {{"href", "#levels"}}, "See the levels."));
  for (const std::string& warning : report.warnings) out += notice("Warning:", warning);
  return out;
}

Markup figure(const Lane& lane) {
  std::vector<Markup> items;
  for (const Box& box : lane.boxes) {
    std::vector<Markup> lines(box.lines.begin(), box.lines.end());
    items.push_back(box.heading + list("ul", lines));
  }
  return element("figure", {{"id", lane.id}},
                 element("figcaption", element("h3", lane.title)) + drawing(lane) +
                     element("details", {{"class", "words"}},
                             element("summary", "The same in words") + list("ol", items)));
}

Markup lanes(const CheckReport& report) {
  const std::vector<Lane> lanes = lanes_of(report);
  if (lanes.empty()) return element("p", kNotDescribed);
  Markup figures;
  for (const Lane& lane : lanes) figures += figure(lane);
  return element("h2", lanes.size() == 1 ? "The run you meant"
                       : is_to_be_run(report.planned.plan)
                           ? "The run you meant, and the run to do instead"
                           : "The run you meant, and the nearest to a way out") +
         element("div", {{"class", "lanes"}}, figures);
}

}  // namespace

Markup verdict_section(const CheckReport& report) {
  return element("section", {{"id", "verdict"}, {"aria-labelledby", "verdict-heading"}},
                 banner(report) + notices(report) + lanes(report));
}

}  // namespace checker::report::html
