#include "checker/report/control_lint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using contract::ControlProblem;
using Kind = ControlProblem::Kind;

constexpr std::size_t kMostInJson = 1000;

std::string_view level(Kind kind) {
  switch (kind) {
    case Kind::note:
      return "note";
    case Kind::warning:
      return "warning";
    case Kind::error:
      return "error";
  }
  return "";
}

std::size_t count(const ControlLint& lint, Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(lint.problems, kind, &ControlProblem::kind));
}

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n == 0 ? "no" : std::to_string(n), noun, n == 1 ? "" : "s");
}

// The first line begins at the margin, as editors that jump to it expect; the others do not.
std::string hanging(const std::string& text) {
  constexpr std::string_view kIndent = "    ";
  return paragraph(kIndent, text).substr(kIndent.size());
}

std::string verdict(const ControlLint& lint) {
  const std::size_t errors = count(lint, Kind::error);
  if (lint.marked && errors == 1)
    return count(lint, Kind::warning) == 0 ? "It waits for step one; nothing else is wrong with it."
                                           : "It waits for step one.";
  if (errors > 0) return "Mailmig.exe refuses it, or cannot run it.";
  if (count(lint, Kind::warning) > 0) return "Mailmig.exe runs it, but not as it reads.";
  return "Mailmig.exe can run it as it reads.";
}

}  // namespace

std::string to_text(const ControlLint& lint) {
  std::string out;
  std::size_t shown = 0;
  for (const ControlProblem& p : lint.problems) {
    if (++shown > contract::kMostShownProblems) break;
    const std::string place = p.line > 0 ? fmt::format("{}:{}", lint.file, p.line) : lint.file;
    const bool named = p.message.find(p.article) != std::string::npos;  // or none at all
    const std::string article = named ? "" : fmt::format(" [{}]", p.article);
    out += hanging(fmt::format("{}: {}: {}{}", place, level(p.kind), p.message, article));
    if (!p.instead.empty()) out += paragraph("    ", "-> " + p.instead);
  }
  if (lint.problems.size() > contract::kMostShownProblems)
    out += fmt::format("and {} more\n", lint.problems.size() - contract::kMostShownProblems);
  return out + hanging(fmt::format("{}: {}, {}, {}. {}", lint.file,
                                   counted(count(lint, Kind::error), "error"),
                                   counted(count(lint, Kind::warning), "warning"),
                                   counted(count(lint, Kind::note), "note"), verdict(lint)));
}

base::Json to_json(const ControlLint& lint) {
  base::Json problems = base::Json::array();
  for (const ControlProblem& p : lint.problems) {
    if (problems.size() == kMostInJson) break;
    problems.push_back({{"line", p.line > 0 ? base::Json(p.line) : base::Json(nullptr)},
                        {"level", level(p.kind)},
                        {"message", p.message},
                        {"instead", text_or_null(p.instead)},
                        {"article", text_or_null(p.article)}});
  }
  return {{"report", "sidestep-control-lint/1"},
          {"file", lint.file},
          {"marked", lint.marked},
          {"errors", count(lint, Kind::error)},
          {"warnings", count(lint, Kind::warning)},
          {"notes", count(lint, Kind::note)},
          {"problems", std::move(problems)}};
}

}  // namespace checker::report
