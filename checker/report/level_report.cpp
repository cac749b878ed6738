#include "checker/report/level_report.hpp"

#include <fmt/format.h>

#include "checker/report/layout.hpp"

namespace checker::report {
namespace {

using base::Json;
using judge::ComponentLevel;
using judge::ProductLevel;

Json component(const ComponentLevel& c) {
  return {
      {"component", c.component},
      {"path", c.path},
      {"file_version", c.file_version ? Json(version::to_string(*c.file_version)) : Json(nullptr)},
      {"level", c.level.empty() ? Json(nullptr) : Json(c.level)},
      {"relation", to_string(c.relation)}};
}

std::string summary(const ProductLevel& p) {
  const std::string coverage = fmt::format("known from {} of {} files", p.known, p.of);
  switch (p.state) {
    case ProductLevel::State::uniform:
      return fmt::format("{} ({})", p.level, coverage);
    case ProductLevel::State::mixed:
      return fmt::format("mixed, up to {} ({})", p.level, coverage);
    case ProductLevel::State::unknown:
      return fmt::format("unknown ({})", coverage);
  }
  return "";
}

}  // namespace

Json to_json(const std::vector<ProductLevel>& products) {
  Json list = Json::array();
  for (const ProductLevel& p : products) {
    Json components = Json::array();
    for (const ComponentLevel& c : p.components) components.push_back(component(c));
    list.push_back({{"product", p.product->id},
                    {"level", p.level.empty() ? Json(nullptr) : Json(p.level)},
                    {"state", to_string(p.state)},
                    {"coverage", {{"known", p.known}, {"of", p.of}}},
                    {"components", std::move(components)}});
  }
  return {{"products", std::move(list)}};
}

std::string to_text(const std::vector<ProductLevel>& products) {
  std::string out;
  for (const ProductLevel& p : products) {
    out += paragraph(fmt::format("{}: ", p.product->id), summary(p));
    for (const ComponentLevel& c : p.components)
      out +=
          paragraph(fmt::format("  {:<14}", c.component),
                    fmt::format("{:<13} {:<20} {}",
                                c.file_version ? version::to_string(*c.file_version) : "no version",
                                fmt::format("{} {}", to_string(c.relation), c.level), c.path));
  }
  return out;
}

std::string to_text(const judge::Expectation& expectation, const std::string& wanted) {
  using Answer = judge::Expectation::Answer;
  switch (expectation.answer) {
    case Answer::at:
      return paragraph("",
                       fmt::format("AT {}: every file that decides it is of that level.", wanted));
    case Answer::at_or_after:
      return paragraph("", fmt::format("AT OR AFTER {}: some files are newer.", wanted));
    case Answer::before:
      return paragraph("", fmt::format("BEFORE {}: some files are older.", wanted));
    case Answer::too_few:
      return paragraph("",
                       fmt::format("UNKNOWN: too few of the files that {} states were found and "
                                   "could be read.",
                                   wanted));
  }
  return "";
}

}  // namespace checker::report
