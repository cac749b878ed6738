#include "checker/report/rewriting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using rewrite::ControlText;
using rewrite::Rewriting;
using rewrite::Stage;
using rewrite::Step;

constexpr std::string_view kSchema = "sidestep-rewrite/1";

std::string quoted(const std::string& argument) {
  return argument.find(' ') == std::string::npos ? argument : "\"" + argument + "\"";
}

std::string fill_command(const RewriteReport& report) {
  return fmt::format("sidestep operation rewrite -o {} --after DIR",
                     report.folder.empty() ? "OUT" : quoted(report.folder));
}

bool is_filled(const RewriteReport& report, const ControlText& file) {
  return report.filling && report.filling->file.ends_with("/" + file.name);
}

// The commands and steps by hand, in their order.
std::vector<std::string> order(const RewriteReport& report) {
  std::vector<std::string> out;
  for (const Stage& stage : report.rewriting->stages) {
    // The set is there, so its extraction is over.
    const bool extracted = std::ranges::any_of(
        stage.files, [&](const ControlText& file) { return is_filled(report, file); });
    for (const ControlText& file : stage.files) {
      if (extracted && file.step == Step::extract) continue;
      if (file.marked && !is_filled(report, file)) out.push_back(fill_command(report));
      out.push_back("mailmig /C:" + file.name);
    }
    if (stage.by_hand.empty()) continue;
    out.push_back(report.rewriting->stages.size() > 1
                      ? fmt::format("run {} of {}, by hand: see below", stage.run,
                                    report.rewriting->stages.size())
                      : "the run itself, by hand: see below");
  }
  return out;
}

std::vector<std::string> by_hand(const Rewriting& rewriting) {
  std::vector<std::string> out;
  for (const Stage& stage : rewriting.stages)
    if (!stage.by_hand.empty()) out.push_back(stage.by_hand);
  out.insert(out.end(), rewriting.manual.begin(), rewriting.manual.end());
  return out;
}

std::string_view purpose(const RewriteReport& report, const ControlText& file) {
  switch (file.step) {
    case Step::one_step:
      return "the run in one step";
    case Step::extract:
      return "the extraction";
    case Step::import:
      if (!file.marked) return "the import";
      return is_filled(report, file) ? "the import; its set is filled in"
                                     : "the import; its set is filled in after the extraction";
  }
  return "";
}

std::string files_text(const RewriteReport& report) {
  const auto files = report.rewriting->files();
  if (files.empty()) return "\nNo control file says any of this plan: see below.\n";
  std::string out = "\n" + (report.folder.empty() ? std::string("The files (-o DIR writes them)\n")
                                                  : paragraph("", "Written to " + report.folder));
  for (const ControlText* file : files) {
    out += paragraph("  ", fmt::format("{}: {}", file->name, purpose(report, *file)));
    for (const auto& change : file->changes) out += paragraph("      ", to_string(change));
    if (file->changes.empty()) out += "      as you wrote it\n";
  }
  return out;
}

std::string order_text(const RewriteReport& report) {
  std::string out = "\nWhat to run, in this order\n";
  int number = 0;
  bool told = false;
  for (const std::string& step : order(report)) {
    out += paragraph(fmt::format("  {}. ", ++number), step);
    if (step != fill_command(report) || std::exchange(told, true)) continue;
    out += paragraph("     ",
                     "DIR is the folder that File names in the extraction, with the set in it, as "
                     "this machine sees it. The set is verified before its name is written.");
  }
  return out;
}

// The files themselves, where they are not written.
std::string preview(const RewriteReport& report) {
  if (!report.folder.empty()) return "";
  std::string out;
  for (const ControlText* file : report.rewriting->files()) {
    out += fmt::format("\n--- {}\n", file->name);
    const auto document = contract::ControlDocument::parse(file->text);
    for (const auto& line : document.lines())
      out += base::printable(base::to_utf8(line.text)) + "\n";
  }
  return out;
}

base::Json files_json(const Rewriting& rewriting) {
  base::Json out = base::Json::array();
  for (const Stage& stage : rewriting.stages)
    for (const ControlText& file : stage.files) {
      base::Json changes = base::Json::array();
      for (const auto& change : file.changes)
        changes.push_back({{"was", text_or_null(change.was)},
                           {"now", change.now},
                           {"rule", text_or_null(change.why)}});
      out.push_back({{"name", file.name},
                     {"run", stage.run},
                     {"step", rewrite::to_string(file.step)},
                     {"marked", file.marked},
                     {"changes", std::move(changes)},
                     {"text", file.text}});
    }
  return out;
}

std::string filled_text(const Filling& filling) {
  std::string out;
  if (filling.already) {
    out += paragraph("", filling.file + " is filled in already:");
  } else {
    out +=
        paragraph("", fmt::format("The set {} was verified: {}.", filling.set, filling.verified));
    out += paragraph("", filling.file + " says now:");
  }
  out += "  " + base::printable("File," + filling.wizard_path) + "\n";
  for (const std::string& file : filling.waiting)
    out += paragraph("", file + " still waits for its own extraction.");
  return out;
}

}  // namespace

std::string to_text(const Filling& filling) {
  return filled_text(filling) +
         paragraph("", "Next: mailmig /C:" + filling.file.substr(filling.file.rfind('/') + 1));
}

base::Json to_json(const Filling& filling) {
  return {{"file", filling.file},
          {"set", text_or_null(filling.set)},
          {"names", filling.wizard_path},
          {"already", filling.already},
          {"waiting", filling.waiting}};
}

std::string to_text(const RewriteReport& report) {
  std::string out = paragraph("", headline(report.check));
  if (report.rewriting == nullptr) {
    out += "\nNothing was written.\n";
    for (const std::string& step : next_steps(report.check)) out += paragraph("  ", step);
    return out + paragraph("  ", "`sidestep check PATH --control FILE` says why.");
  }
  out += files_text(report);
  if (report.filling) out += "\n" + filled_text(*report.filling);
  out += order_text(report);
  const auto hand = by_hand(*report.rewriting);
  if (!hand.empty()) {
    out += "\nBy hand\n";
    for (const std::string& text : hand) out += paragraph("  - ", text);
  }
  for (const std::string& note : report.rewriting->notes) out += "\n" + paragraph("", note);
  return out + preview(report);
}

base::Json to_json(const RewriteReport& report) {
  base::Json out = {{"report", kSchema},
                    {"status", contract::to_string(report.check.planned.plan.status)},
                    {"headline", headline(report.check)},
                    {"folder", text_or_null(report.folder)},
                    {"files", base::Json::array()},
                    {"order", base::Json::array()},
                    {"manual", base::Json::array()},
                    {"notes", base::Json::array()},
                    {"filled", nullptr},
                    {"warnings", report.check.warnings},
                    {"plan", contract::to_json(report.check.planned.plan)}};
  if (report.filling) out["filled"] = to_json(*report.filling);
  if (report.rewriting == nullptr) return out;
  out["files"] = files_json(*report.rewriting);
  out["order"] = order(report);
  out["manual"] = by_hand(*report.rewriting);
  out["notes"] = report.rewriting->notes;
  return out;
}

std::string manual_steps(const Rewriting& rewriting, std::string_view line_end) {
  const auto steps = by_hand(rewriting);
  if (steps.empty()) return "";
  std::string text = "What no control file can say, to be done by hand\n";
  for (std::size_t i = 0; i < steps.size(); ++i)
    text += paragraph(fmt::format("{}. ", i + 1), steps[i]);
  std::string out;
  for (const char c : text)
    if (c == '\n')
      out += line_end;
    else
      out += c;
  return out;
}

}  // namespace checker::report
