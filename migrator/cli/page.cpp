#include "migrator/cli/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "migrator/cli/verdict.hpp"

namespace migrator::cli {
namespace {

using ledger::Tally;

constexpr std::size_t kShown = 20;  // rejected items and warnings that a page can hold

std::string title(ledger::Owner owner, const std::string& name) {
  const std::string kind(ledger::to_string(owner));
  return name.empty() ? kind : kind + " " + base::printable(name);
}

std::string row(const std::string& name, const Tally& tally, std::size_t width, bool pending) {
  std::string out = fmt::format("  {:<{}}  {:>8} = {:>9} + {:>8} + {:>8}", name, width, tally.read,
                                tally.delivered, tally.filtered, tally.rejected);
  if (pending) out += fmt::format(" + {:>7}", tally.pending);
  return out + "\n";
}

std::string item(ledger::Owner owner, const std::string& name, ledger::ItemKind kind,
                 std::uint64_t sequence, const Place& place) {
  std::string out = "  " + title(owner, name);
  if (sequence > 0) out += fmt::format(", {} {}", ledger::to_string(kind), sequence);
  if (!place.file.empty())
    out += fmt::format(" ({} at byte {})", base::printable(place.file), place.offset);
  return out;
}

std::string more(std::uint64_t count, const std::string& where) {
  if (count <= kShown) return "";
  return fmt::format("  … and {} more: {}\n", count - kShown, where);
}

std::string all_items(const run::Report& report) {
  if (report.dry_run) return "run again with --items FILE.csv";
  return "sidestep-migrator items --state " + base::shell_word(report.state.string()) +
         " --format csv";
}

std::string rejected(const run::Report& report) {
  if (report.total.rejected == 0) return "";
  std::string out = fmt::format("\n{} ({}):\n", report.dry_run ? "Would be rejected" : "Rejected",
                                report.total.rejected);
  for (std::size_t i = 0; i < std::min(kShown, report.rejected.size()); ++i) {
    const auto& one = report.rejected[i];
    out += item(one.owner, one.name, one.row.kind, one.row.sequence, one.row.place);
    out += fmt::format(": {}: {}\n", ledger::to_string(one.row.reason),
                       base::printable(one.row.message));
  }
  return out + more(report.total.rejected, all_items(report)) + reasons(report);
}

std::string warnings(const run::Report& report) {
  if (report.warning_count == 0) return "";
  std::string out = fmt::format("\nWarnings ({}):\n", report.warning_count);
  for (std::size_t i = 0; i < std::min(kShown, report.warnings.size()); ++i) {
    const auto& one = report.warnings[i];
    out += item(one.owner, one.name, one.kind, one.sequence, one.place) + ": " +
           base::printable(one.text) + "\n";
  }
  return out + more(report.warning_count, (report.state / "ledger.sqlite").string());
}

std::string sum(const run::Report& report) {
  if (!report.adds_up())
    return "\nThe counts do NOT add up: this is a defect of sidestep-migrator, please report it.\n";
  if (report.dry_run && !report.complete)
    return "\nWhat was read so far adds up. Nothing was written: a dry run begins anew each "
           "time.\n";
  if (report.interrupted || report.stopped)
    return "\nWhat was read so far adds up; the same command goes on where it stopped: nothing is "
           "lost,\nnothing comes twice.\n";
  if (report.total.pending > 0 && !report.extracted_only)
    return "\nSome items were extracted and did not arrive: they are counted as pending.\n";
  return "\nEvery item that was read is accounted for: the counts add up, for every mailbox and "
         "board.\n";
}

std::string draft_of(const run::Report& report) {
  if (!report.drafted) return {};
  return fmt::format(
      "\nThe source has no set.json: whose each file is, its code page and its dates were "
      "guessed.\n"
      "To see and correct that, and what was left out, before a run that counts:\n"
      "  sidestep survey {} --draft {}\n",
      base::shell_word(report.drafted->string()),
      base::shell_word((*report.drafted / "set.json").string()));
}

std::string left_out_of(const run::Report& report) {
  if (report.left_out.empty()) return {};
  std::string out = fmt::format("\nLeft out of the source ({}):\n", report.left_out.size());
  std::size_t shown = 0;
  for (const bool mail : {true, false})
    for (const auto& one : report.left_out)
      if (one.may_hold_mail == mail && ++shown <= kShown)
        out += fmt::format("  {}{}: {}\n", mail ? "warning: " : "", base::printable(one.file),
                           base::printable(one.why));
  if (shown > kShown)
    out += fmt::format("  … and {} more: sidestep survey names them all\n", shown - kShown);
  return out;
}

std::string control(const run::Report& report) {
  if (report.control.empty()) return "";
  std::string out = "\nThe control file:\n";
  for (const auto& one : report.control) {
    out += "  " + base::printable(report.control_name);
    if (one.line > 0) out += fmt::format(" line {}", one.line);
    const bool note = one.kind == contract::ControlProblem::Kind::note;
    out += fmt::format(": {}: {}\n", note ? "note" : "warning", base::printable(one.message));
  }
  return out;
}

std::string audit(const run::Report& report) {
  if (!report.complete || report.extracted_only || report.source.empty()) return "";
  return fmt::format(
      "\nTo compare what arrived with the source, byte by byte:\n"
      "  sidestep-migrator audit --source {} --to {} --state {}{}\n",
      base::shell_word(report.source.string()), base::shell_word(report.destination),
      base::shell_word(report.state.string()), report.remote ? " --accounts CSV" : "");
}

std::string places(const run::Report& report) {
  if (report.dry_run) return "\nNothing was written. The same command without --dry-run does it.\n";
  std::string out = "\n";
  const auto line = [&](std::string_view name, const std::string& place) {
    out += fmt::format("{:<10} {}\n", name, place);
  };
  if (!report.destination.empty() && !report.extracted_only) {
    const std::string path = report.remote
                                 ? report.destination
                                 : report.destination.substr(report.destination.find(':') + 1);
    const std::string index = report.remote ? (report.state / "index.json").string() : "index.json";
    line("Mail:", path + " (" + index + " says where everything is)");
  }
  if (report.set) line("Set:", report.set->string());
  if (report.recovery)
    line("Rejected:",
         report.recovery->string() + (kept_bytes(report) == Kept::all
                                          ? " (their bytes; README.txt says why)"
                                          : " (what there is of them; README.txt says why)"));
  line("Ledger:", (report.state / "ledger.sqlite").string());
  const std::string to = report.destination.empty() || report.destination.starts_with("files:")
                             ? "maildir:PATH"
                             : report.destination;
  const std::string login =
      report.remote ? " --state " + base::shell_word(report.state.string()) + " --accounts CSV"
                    : "";
  if (report.recovery && report.complete)
    out += fmt::format(
        "\nTo add what was rejected, correct it there, then:\n"
        "  sidestep-migrator import --files {} --to {}{}\n",
        base::shell_word(report.recovery_set->string()), base::shell_word(to), login);
  if (report.extracted_only && report.complete && report.set)
    out += fmt::format(
        "\nNothing was imported: only the first step was asked for. To go on:\n"
        "  sidestep-migrator import --files {} --to {}\n",
        base::shell_word(report.set->string()), base::shell_word(to));
  return out + audit(report);
}

}  // namespace

std::string table(const std::vector<Tally>& tallies, const Tally& total) {
  const bool pending = total.pending > 0;
  std::size_t width = 9;
  for (const Tally& tally : tallies)
    width = std::max(width, std::min<std::size_t>(title(tally.owner, tally.name).size(), 50));
  std::string out = fmt::format("  {:<{}}  {:>8} = {:>9} + {:>8} + {:>8}{}\n", "", width, "read",
                                "delivered", "filtered", "rejected", pending ? " + pending" : "");
  for (const Tally& tally : tallies)
    out += row(title(tally.owner, tally.name), tally, width, pending);
  return out + row("total", total, width, pending);
}

std::string page(const run::Report& report) {
  const std::string done = report.dry_run    ? "Dry run: "
                           : report.complete ? "Done: "
                                             : "Not yet done: ";
  std::string out = verdict(report) + "\n\n" + done + report.job + "\n\n";
  out += table(report.tallies, report.total);
  out += sum(report) + filtered(report) + extras(report) + rejected(report) + warnings(report);
  if (report.verification && !report.verification->findings.empty())
    out += "\nThe set between the steps:\n" + findings(*report.verification);
  return out + control(report) + draft_of(report) + left_out_of(report) + places(report);
}

}  // namespace migrator::cli
