#include "checker/report/plan_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"

namespace checker::report {

std::string plan_text(const contract::Plan& plan, const Paint& paint) {
  if (plan.passes.empty()) return "";
  std::string out =
      "\n" + paint.heading(is_to_be_run(plan) ? "What to do: the plan" : plan_heading(plan)) + "\n";
  for (std::size_t i = 0; i < plan.passes.size(); ++i) {
    if (plan.passes.size() > 1) out += fmt::format("  Run {} of {}\n", i + 1, plan.passes.size());
    int number = 0;
    for (const std::string& step : steps_in_words(plan, i))
      out += paragraph(fmt::format("  {}. ", ++number), step);
  }
  for (const auto& c : plan.changes) {
    if (c.fact == "migration.content") continue;  // the line 'left out' says it better
    out += paragraph("  changed    ", in_words(c));
  }
  if (plan.changes.empty()) out += "  changed    nothing\n";
  out += paragraph("  left out   ", left_out_in_words(plan));
  for (const std::string& text : plan.manual) out += paragraph("  by hand    ", text);
  return out;
}

std::string describe(const plan::Rejected& variation) {
  if (variation.changes.empty()) return "as you meant it";
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  for (const auto& change : variation.changes) {
    if (change.fact == "migration.steps")
      add(to_string(change.to) == "one" ? "one step" : "two steps");
    if (change.fact == plan::kPasses) add("two runs");
    if (change.fact.starts_with(plan::kComponent))
      add("with " + change.fact.substr(plan::kComponent.size()) + " " + to_string(change.to));
  }
  if (!variation.left_out.empty())
    add("without " + plain(fmt::format("{}", fmt::join(variation.left_out, " and "))));
  return out;
}

std::string alternatives_text(const plan::Planned& planned, const Paint& paint) {
  constexpr std::size_t kShown = 4;
  if (planned.plan.changes.empty() || planned.plan.passes.empty()) return "";
  // The run as meant comes first: it is what a person asks about. Then those that came closest.
  std::vector<const plan::Rejected*> nearest;
  for (const auto& variation : planned.rejected) nearest.push_back(&variation);
  std::ranges::stable_sort(nearest, [](const auto* a, const auto* b) {
    return std::pair(!a->changes.empty(), a->cost) < std::pair(!b->changes.empty(), b->cost);
  });
  std::string out;
  for (std::size_t i = 0; i < std::min(nearest.size(), kShown); ++i) {
    const plan::Rejected& other = *nearest[i];
    out +=
        paragraph("  - ", fmt::format("{}: {}", describe(other),
                                      other.lost_on.empty()
                                          ? "as good, but further from what you meant"
                                          : fmt::format("loses on {} ({}; the plan {})",
                                                        other.lost_on, other.its, other.of_plan)));
  }
  if (planned.rejected.size() > kShown)
    out += paragraph(
        "  - ", fmt::format("and {} more, with --format json", planned.rejected.size() - kShown));
  return out.empty() ? "" : "\n" + paint.heading("Why not otherwise\n") + out;
}

}  // namespace checker::report
