#include "migrator/cli/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "migrator/cli/estimate.hpp"
#include "migrator/run/advice.hpp"

namespace migrator::cli {
namespace {

using ledger::ItemKind;
using ledger::Reason;
using ledger::State;

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(number), number == 1 ? one : many);
}

// "1,240 messages, 12 lists and 40 directory entries", of what is in one of these states.
std::string kinds_in(const run::Report& report, std::initializer_list<State> states) {
  struct Word {
    ItemKind kind;
    std::string_view one, many;
  };
  constexpr Word kWords[] = {{ItemKind::message, "message", "messages"},
                             {ItemKind::list, "list", "lists"},
                             {ItemKind::directory_entry, "directory entry", "directory entries"}};
  std::vector<std::string> parts;
  for (const Word& word : kWords) {
    std::uint64_t number = 0;
    for (const State state : states) number += report.items(state, word.kind);
    if (number > 0) parts.push_back(counted(number, word.one, word.many));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i)
    out += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return out;
}

std::string arrived(const run::Report& report) {
  const auto& total = report.total;
  const std::string what = kinds_in(report, {State::delivered});
  const std::string verb = report.dry_run ? "would arrive" : "arrived";
  if (what.empty() && total.rejected + total.filtered > 0)
    return report.dry_run ? "Nothing would arrive." : "Nothing arrived.";
  if (what.empty())
    return report.dry_run ? "Nothing would be delivered." : "Nothing was there to deliver.";
  if (total.filtered == 0 && total.rejected == 0)
    return (total.delivered == 1 ? "" : "All ") + what + " " + verb + ".";
  return what + " " + verb + ".";
}

std::string in_the_set(const run::Report& report) {
  const std::string what = kinds_in(report, {State::extracted, State::delivered});
  if (report.dry_run)  // no set is made, so each item is judged as one that is delivered
    return what.empty() ? "Nothing would be in the set."
                        : what + " would be in the set; nothing would be imported.";
  if (what.empty()) return "Nothing is in the set.";
  const bool one = report.total.pending + report.total.delivered == 1;
  return what + (one ? " is" : " are") + " in the set; nothing was imported yet.";
}

std::string lost(const run::Report& report) {
  if (report.total.rejected == 0) return "";
  const std::string head = report.total.read == 1
                               ? "The only item"
                               : fmt::format("{} of {} items", grouped(report.total.rejected),
                                             grouped(report.total.read));
  if (report.dry_run) return head + " would be rejected. ";
  if (!report.recovery) return head + " could not be delivered. ";
  const bool one = report.total.rejected == 1;
  switch (kept_bytes(report)) {
    case Kept::none:
      return fmt::format("{} could not be delivered; no bytes of {} could be read: see {}. ", head,
                         one ? "it" : "them", (*report.recovery / "README.txt").string());
    case Kept::some:
      return fmt::format("{} could not be delivered; what could be read of them is kept in {}. ",
                         head, report.recovery->string());
    case Kept::all:
      break;
  }
  return fmt::format("{} could not be delivered; {} bytes are kept in {}. ", head,
                     one ? "its" : "their", report.recovery->string());
}

std::string kept_back(const run::Report& report) {
  if (report.total.filtered == 0) return "";
  return fmt::format(" {} {} left out, as you asked.",
                     counted(report.total.filtered, "item", "items"),
                     report.dry_run               ? "would be"
                     : report.total.filtered == 1 ? "was"
                                                  : "were");
}

// The same command again, after its end.
std::string nothing_new(const run::Report& report) {
  if (report.extracted_only) return "Nothing new: the set was made before. " + lost(report);
  if (report.total.rejected > 0) return "Nothing new. " + lost(report) + arrived(report);
  return "Nothing new: everything had arrived before." + kept_back(report);
}

// A line for each reason for which items are in this state.
std::string explained(const run::Report& report, State state) {
  std::string out;
  for (int i = 0; i <= static_cast<int>(Reason::undeliverable); ++i) {
    const auto reason = static_cast<Reason>(i);
    const auto number = report.items(state, {}, reason);
    if (number == 0) continue;
    const auto advice = run::advice_for(reason);
    out += fmt::format("  {} ({}): {}. {}\n", ledger::to_string(reason), grouped(number),
                       advice.meaning, advice.what_to_do);
  }
  return out;
}

}  // namespace

// Those that a report does not name any more are taken to be like those that it names.
Kept kept_bytes(const run::Report& report) {
  const auto without = static_cast<std::size_t>(
      std::ranges::count_if(report.rejected, [](const ledger::Rejected& one) {
        return !one.row.place.file.empty() && one.row.place.length == 0;
      }));
  if (without == 0) return Kept::all;
  return without == report.rejected.size() ? Kept::none : Kept::some;
}

std::string verdict(const run::Report& report) {
  if (report.total.read == 0 && report.complete)
    return "The source holds nothing: no message, no list, no directory entry.";
  if (!report.complete) {
    const std::string what = kinds_in(report, {State::delivered});
    if (report.dry_run)
      return "The dry run was ended before its end. Of what it read " +
             (what.empty() ? "nothing" : what) + " would arrive.";
    return "The run has not come to its end. So far " + (what.empty() ? "nothing" : what) +
           " arrived.";
  }
  if (report.nothing_new) return nothing_new(report);
  if (report.extracted_only) return lost(report) + in_the_set(report) + kept_back(report);
  return lost(report) + arrived(report) + kept_back(report);
}

std::string filtered(const run::Report& report) {
  const std::string out = explained(report, State::filtered);
  return out.empty() ? out : (report.dry_run ? "\nWould be filtered:\n" : "\nFiltered:\n") + out;
}

std::string extras(const run::Report& report) {
  const auto& found = report.extras;
  std::string out;
  if (found.programs > 0)
    out += counted(found.programs, "attachment is a program", "attachments are programs");
  if (found.macros > 0)
    out += (out.empty() ? "" : ", ") +
           (found.programs > 0
                ? fmt::format("{} {} macros", grouped(found.macros),
                              found.macros == 1 ? "holds" : "hold")
                : counted(found.macros, "attachment holds macros", "attachments hold macros"));
  const bool one = found.programs + found.macros == 1;
  if (!out.empty())
    out = fmt::format("\n{}: {} as {}; open {} with care.\n", out,
                      report.dry_run ? "to be delivered" : "delivered", one ? "it is" : "they are",
                      one ? "it" : "them");
  if (found.placements > 0)
    out += fmt::format("\n{} on more than one board: one item, in each of {} places.\n",
                       counted(found.placements, "message stands", "messages stand"),
                       found.placements == 1 ? "its" : "their");
  return out;
}

std::string reasons(const run::Report& report) {
  const std::string out = explained(report, State::rejected);
  return out.empty() ? out : "\nWhat that means, and what to do:\n" + out;
}

}  // namespace migrator::cli
