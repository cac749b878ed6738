#pragma once
// A plan that was written as control files: what was written, what to run in
// which order, what is left to do by hand.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checker/report/check_report.hpp"
#include "contract/rewrite/rewrite.hpp"

namespace checker::report {

/// What `rewrite --after` has done.
struct Filling {
  std::string file;                  // "out/2-import.txt"
  std::string set;                   // the packing list on this machine
  std::string wizard_path;           // what File says now
  bool already = false;              // it said so before
  std::string verified;              // what the check of the set printed last
  std::vector<std::string> notes;    // what it printed before that: oddities, each a line
  std::string post_office, date;     // of the set; "" where unknown
  std::string warning;               // what is odd about the choice of the set
  std::vector<std::string> waiting;  // files whose mark is still to be filled in
};

/// Borrowed.
struct RewriteReport {
  const CheckReport& check;
  const contract::rewrite::Rewriting*
      rewriting;       // nullptr: blocked or unknown, so nothing was written
  std::string folder;  // that was written to; "": the files are only shown
  std::optional<Filling> filling;
  std::string mode;                      // of the file that was rewritten: "CCMAIL"
  std::vector<std::string> by_itself{};  // files that are not safe by themselves, and why
};

/// 80 columns: the verdict, the files, what to run, the manual steps.
std::string to_text(const RewriteReport& report);
base::Json to_json(const RewriteReport& report);
std::string to_text(const Filling& filling);
base::Json to_json(const Filling& filling);

/// Why a file, judged alone, is not safe; "" where it is. nullptr: it could not be judged.
std::string why_not_safe(const plan::Planned* alone);

/// The file of this name, for whoever stands at the wizard; "" where nothing is to be done by hand.
inline constexpr std::string_view kManualSteps = "manual-steps.txt";
std::string manual_steps(const contract::rewrite::Rewriting& rewriting, std::string_view line_end);

}  // namespace checker::report
