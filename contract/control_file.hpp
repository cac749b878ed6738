#pragma once
// The control file of Mailmig.exe (/C:): one "keyword,value" a line, as KB
// Q198957 and Q263755 describe it. Read into facts, each with its line.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "contract/facts.hpp"

namespace contract {

struct ControlProblem {
  enum class Kind { error, warning };
  Kind kind;
  int line;             // 1-based; 0: of the file as a whole
  std::string message;  // "unknown keyword \"Pubic\"; did you mean Public?"
};

struct ControlFile {
  std::string mode, function;  // upper case; function is "FULL" when the file names none
  Facts facts;
  std::vector<ControlProblem> problems;  // in line order

  bool usable() const;  // no error among the problems
};

/// Reads the text of a control file; `name` is how its facts cite it ("job.txt"). Never fails: what
/// is wrong is listed in `problems`, and the facts are those of the lines that could be understood.
///
/// Absent Function is FULL, absent Public, Email and Mailbox are TRUE (Q198957). FULL is one-step;
/// EXTRACT is two-step, phase extract; IMPORT and Mode,FILE are two-step, phase import. What the
/// file leaves out on purpose (Public,FALSE …) is also in the set `migration.excluded`.
ControlFile parse_control_file(std::string_view text, const std::string& name);

/// The same from disk. Errc::malformed with every error, each with its line, when it is not usable.
base::Result<ControlFile> read_control_file(const std::filesystem::path& file);

}  // namespace contract
