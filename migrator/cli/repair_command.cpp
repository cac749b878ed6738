// repair: a mended copy of a set of migration files.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/cli/console.hpp"
#include "migrator/cli/page.hpp"
#include "migrator/migration/repair.hpp"
#include "migrator/run/report.hpp"

namespace migrator::cli {
namespace {

using migration::Change;
using migration::Repair;

constexpr std::size_t kShownLines = 200;  // changes, and faults that stay, that a page can hold

struct RepairOptions {
  std::string files, output;
  std::optional<unsigned> code_page;
};

std::string to_text(const Change& change) {
  std::string out = "  ";
  if (change.line > 0) out += fmt::format("line {}: ", change.line);
  if (change.line == 0 && change.offset > 0) out += fmt::format("byte {}: ", change.offset);
  out += change.what;
  if (change.event > 0) out += fmt::format(" (event {}", change.event);
  if (!change.rule.empty()) out += (change.event > 0 ? ", " : " (") + change.rule;
  if (change.event > 0 || !change.rule.empty()) out += ")";
  out += "\n";
  if (!change.was.empty()) out += "    was: " + base::printable(change.was) + "\n";
  if (!change.now.empty()) out += "    now: " + base::printable(change.now) + "\n";
  return out;
}

std::string changes(const Repair& repair) {
  std::string out, file;
  for (std::size_t i = 0; i < std::min(kShownLines, repair.changes.size()); ++i) {
    const Change& change = repair.changes[i];
    if (change.file != file) out += base::printable(change.file) + "\n";
    file = change.file;
    out += to_text(change);
  }
  if (repair.changes.size() > kShownLines)
    out += fmt::format("… and {} more changes; --format json lists them\n",
                       repair.changes.size() - kShownLines);
  return out.empty() ? "Nothing had to be changed.\n" : out;
}

std::string stays(const Repair& repair) {
  if (repair.stays.empty()) return "";
  std::string out = "\nFaults that stay:\n";
  for (std::size_t i = 0; i < std::min(kShownLines, repair.stays.size()); ++i) {
    const auto& one = repair.stays[i];
    out += base::printable(one.fault.file) + finding_line(one.fault).substr(1) +
           "    not mended: " + one.why + "\n";
  }
  if (repair.after.faults > std::min(kShownLines, repair.stays.size()))
    out += fmt::format("… and {} more\n",
                       repair.after.faults - std::min(kShownLines, repair.stays.size()));
  return out;
}

std::string repair_page(const Repair& repair) {
  return changes(repair) + stays(repair) +
         fmt::format(
             "\nchanges: {}; faults: {} before, {} now; notes: {} before, {} now\nCopy: {}\n",
             repair.changes.size(), repair.before.faults, repair.after.faults, repair.before.notes,
             repair.after.notes, repair.packing_list.string());
}

base::Json to_json(const Repair& repair) {
  base::Json changes = base::Json::array(), stays = base::Json::array();
  for (const Change& change : repair.changes)
    changes.push_back({{"file", change.file},
                       {"line", change.line},
                       {"offset", change.offset},
                       {"event", change.event},
                       {"rule", change.rule},
                       {"what", change.what},
                       {"was", change.was},
                       {"now", change.now}});
  for (const auto& one : repair.stays)
    stays.push_back({{"file", one.fault.file},
                     {"line", one.fault.line},
                     {"offset", one.fault.offset},
                     {"event", one.fault.event},
                     {"rule", one.fault.rule},
                     {"message", one.fault.message},
                     {"why", one.why}});
  return {{"copy", repair.packing_list.string()},
          {"changes", std::move(changes)},
          {"stays", std::move(stays)},
          {"before", {{"faults", repair.before.faults}, {"notes", repair.before.notes}}},
          {"verification", run::to_json(repair.after)}};
}

base::Result<Outcome> repair(const RepairOptions& options, const std::string& format) {
  const auto files = make_files();
  auto done = migration::repair(*files, options.files, options.output, {options.code_page});
  if (!done) return std::move(done).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(to_json(*done)));
  else
    fmt::print("{}", repair_page(*done));
  return Outcome{done->after.good() ? 0 : 2};
}

}  // namespace

void add_repair(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<RepairOptions>();
  CLI::App* command =
      app.add_subcommand("repair", "Write a mended copy of a set of migration files");
  command->add_option("--files", options->files, "The .PKL of the set")->required();
  command->add_option("-o", options->output, "A new or empty folder for the copy")->required();
  command->add_option("--code-page", options->code_page,
                      "The code page, for a set that names none that can be used");
  add_format(*command, chosen);
  command->footer(
      "The set itself is never changed, and no byte of any mail. Each change is listed, and each\n"
      "fault that stays. Exit codes: 0 the copy has no fault, 2 faults stay, 3 refused.\n"
      "Example:\n  sidestep-migrator repair --files set/HARBOR.PKL -o mended/");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] { return repair(*options, chosen.format); };
  });
}

}  // namespace migrator::cli
