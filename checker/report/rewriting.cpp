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

using contract::rewrite::ControlText;
using contract::rewrite::Rewriting;
using contract::rewrite::Stage;
using contract::rewrite::Step;

constexpr std::string_view kSchema = "sidestep-rewrite/1";

std::string quoted(const std::string& argument) {
  return argument.find_first_of(" \t&;()$'*?") == std::string::npos ? argument
                                                                    : "\"" + argument + "\"";
}

// /A and /P where the mode's source asks for them (migration-files.md §6.1); an import of files
// asks for neither.
std::string mailmig(const std::string& file, std::string_view mode) {
  std::string out = "mailmig /C:" + quoted(file);
  const bool groupwise = mode == "GRPWISE" || mode == "GRPWISE5";
  if (mode == "NOTES") out += " /A:USER.ID /P:PASSWORD";
  if (mode == "MSMAILPC" || groupwise) out += " /A:ACCOUNT";
  if (mode == "MSMAILPC" || groupwise || mode == "CCMAIL") out += " /P:PASSWORD";
  return out;
}

constexpr std::string_view kVerify = "sidestep-migrator verify --files SET.PKL";

// Whether the plan is safe only because a damaged set is found before it is imported.
bool hangs_on_verify(const RewriteReport& report) {
  return std::ranges::any_of(report.check.planned.under_plan, [](const judge::Finding& f) {
    return f.verdict == judge::Verdict::checked;
  });
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
  for (const std::string& text : report.rewriting->manual) out.push_back("first, by hand: " + text);
  const bool verify = hangs_on_verify(report);
  for (const Stage& stage : report.rewriting->stages) {
    // The set is there, so its extraction is over.
    const bool extracted = std::ranges::any_of(
        stage.files, [&](const ControlText& file) { return is_filled(report, file); });
    for (const ControlText& file : stage.files) {
      if (extracted && file.step == Step::extract) continue;
      if (file.marked && !is_filled(report, file)) out.push_back(fill_command(report));
      const bool import = file.step == Step::import;
      if (import && !file.marked && verify) out.emplace_back(kVerify);
      const bool of_files = import && report.mode != "MSMAILPC";
      out.push_back(mailmig(file.name, of_files ? "FILE" : report.mode));
      if (file.step == Step::extract && stage.files.size() == 1 && verify)
        out.emplace_back(kVerify);
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
  std::vector<std::string> out = rewriting.manual;  // these come first
  for (const Stage& stage : rewriting.stages)
    if (!stage.by_hand.empty()) out.push_back(stage.by_hand);
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
    if (step == kVerify)
      out +=
          paragraph("     ",
                    "SET.PKL is the packing list of the set, as this machine sees it. The plan is "
                    "safe only if no fault is found: import nothing otherwise.");
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
                           {"rule", text_or_null(change.why)},
                           {"because", text_or_null(change.because)}});
      out.push_back({{"name", file.name},
                     {"run", stage.run},
                     {"step", contract::rewrite::to_string(file.step)},
                     {"marked", file.marked},
                     {"changes", std::move(changes)},
                     {"text", file.text},
                     {"lossy", !base::is_utf8(file.text)}});
    }
  return out;
}

std::string filled_text(const Filling& filling) {
  std::string out;
  if (filling.already) {
    out += paragraph("", filling.file + " is filled in already:");
  } else {
    out += paragraph(
        "", fmt::format("The set {} (post office {}, of {}) was verified: {}.", filling.set,
                        filling.post_office, filling.date, filling.verified));
    constexpr std::size_t kMostNotes = 20;
    for (std::size_t i = 0; i < std::min(filling.notes.size(), kMostNotes); ++i)
      out += paragraph("  ", filling.notes[i]);
    if (filling.notes.size() > kMostNotes)
      out += fmt::format("  and {} more\n", filling.notes.size() - kMostNotes);
    if (!filling.warning.empty())
      out += paragraph("", "Warning: " + filling.warning + "; it was given by its own name.");
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
         paragraph("",
                   "Next: " + mailmig(filling.file.substr(filling.file.rfind('/') + 1), "FILE"));
}

base::Json to_json(const Filling& filling) {
  return {{"file", filling.file},
          {"set", text_or_null(filling.set)},
          {"names", filling.wizard_path},
          {"already", filling.already},
          {"verified", text_or_null(filling.verified)},
          {"verify_notes", filling.notes},
          {"post_office", text_or_null(filling.post_office)},
          {"date", text_or_null(filling.date)},
          {"warning", text_or_null(filling.warning)},
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
  for (const std::string& rule : report.rewriting->accepted)
    out += "\n" + paragraph("", fmt::format("The risk of {} was accepted (--accept).", rule));
  for (const std::string& change : report.rewriting->silent)
    out += "\n" + paragraph("", "No line of a file shows this change: " + change + ".");
  for (const std::string& why : report.by_itself) out += "\n" + paragraph("", "By itself, " + why);
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
                    {"accepted", base::Json::array()},
                    {"unshown", base::Json::array()},
                    {"by_itself", report.by_itself},
                    {"filled", nullptr},
                    {"warnings", report.check.warnings},
                    {"plan", contract::to_json(report.check.planned.plan)}};
  if (report.filling) out["filled"] = to_json(*report.filling);
  if (report.rewriting == nullptr) return out;
  out["files"] = files_json(*report.rewriting);
  out["order"] = order(report);
  out["manual"] = by_hand(*report.rewriting);
  out["accepted"] = report.rewriting->accepted;
  out["unshown"] = report.rewriting->silent;
  return out;
}

std::string why_not_safe(const plan::Planned* alone) {
  if (alone == nullptr) return "it could not be judged.";
  const contract::Plan& plan = alone->plan;
  const bool bad =
      plan.status == contract::PlanStatus::blocked || plan.status == contract::PlanStatus::unknown;
  if (!bad && plan.changes.empty()) return "";
  std::vector<std::string> rules;
  for (const judge::Finding& f : bad ? alone->under_plan : alone->meant)
    if (f.rule->severity == manifest::Severity::block && f.verdict >= judge::Verdict::unknown)
      rules.push_back(f.rule->id);
  return fmt::format("`sidestep check` calls it {}: {}.",
                     bad ? std::string(contract::to_string(plan.status))
                         : std::string("safe only with a further change"),
                     rules.empty() ? "see there" : some_of(rules));
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
