#include "checker/report/html/html.hpp"

#include <array>

#include "checker/report/html/sections.hpp"
#include "checker/report/html/style.hpp"
#include "checker/report/html/words.hpp"

namespace checker::report {
namespace html {
namespace {

// A browser refuses to load or run anything, whatever somebody may get into the page.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

Markup head(const CheckReport& report) {
  const std::string about = subject(report);
  return element(
      "head",
      void_element("meta", {{"charset", "utf-8"}}) +
          void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                {"content", std::string(kPolicy)}}) +
          void_element("meta",
                       {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
          void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
          void_element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}) +
          void_element("meta", {{"name", "robots"}, {"content", "noindex"}}) +
          element("title", headline_of(report).word + ": " + (about.empty() ? "" : about + ", ") +
                               "Sidestep check, " + report.stamp.made) +
          style_element(style_sheet()));
}

struct Part {
  std::string_view id, name;
  Markup body;
};

Markup navigation(const std::vector<Part>& parts) {
  std::vector<Markup> items;
  for (const Part& part : parts)
    if (!part.body.empty())
      items.push_back(element("a", {{"href", "#" + std::string(part.id)}}, part.name));
  return element("nav", {{"aria-label", "On this page"}}, list("ul", items));
}

Markup body(const CheckReport& report) {
  const std::string about = subject(report);
  const std::vector<Part> parts = {
      {"verdict", "Verdict", verdict_section(report)},
      {"why", "Why", reasons_section(report)},
      {"plan", "What to do", plan_section(report)},
      {"questions", "Questions", questions_section(report)},
      {"remarks", "What may strike", remarks_section(report)},
      {"measured", "Measured", measured_section(report)},
      {"levels", "Levels", levels_section(report)},
      {"clear", "Clear", clear_section(report)},
      {"origin", "About this report", origin_section(report)},
  };
  Markup sections;
  for (const Part& part : parts) sections += part.body;
  return element(
      "body",
      element("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the verdict") +
          element("header",
                  element("p", {{"class", "name"}}, "Sidestep: check before a migration") +
                      (about.empty() ? Markup() : element("p", about)) +
                      element("p", "made " + report.stamp.made)) +
          navigation(parts) + element("main", {{"id", "main"}}, sections) +
          element("footer", element("p", "Made by sidestep " + report.stamp.tool_version +
                                             ". This page loads nothing and runs nothing.")));
}

}  // namespace
}  // namespace html

std::string to_html(const CheckReport& report) {
  return "<!DOCTYPE html>\n" +
         html::element("html", {{"lang", "en"}}, html::head(report) + html::body(report)).str();
}

}  // namespace checker::report
