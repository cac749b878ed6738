#pragma once
// The control file of Mailmig.exe (/C:): one "keyword,value" a line, as KB
// Q198957 and Q263755 describe it. Read into facts, each with its line.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/facts.hpp"

namespace contract {

struct ControlProblem {
  /// error: the wizard refuses the file or cannot run it. warning: a line that is ignored, or that
  /// contradicts another. note: worth knowing.
  enum class Kind { note, warning, error };
  Kind kind;
  int line;                         // 1-based; 0: of the file as a whole
  std::string message;              // "unknown keyword \"Pubic\"; did you mean Public?"
  std::string instead{};            // what to write: "write Public,TRUE or Public,FALSE"
  std::string article = "Q198957";  // of the KB, where it is said; "": nowhere, it follows
  bool by_default = false;          // something is missing, and the wizard takes a default
  std::string keyword{};            // that it is about, where it is about one
};

/// A line of the file as it stands.
struct ControlSetting {
  int line;           // 1-based
  std::string value;  // UTF-8; other bytes are U+FFFD
};

struct ControlFile {
  std::string mode, function;  // upper case; function is "FULL" when the file names none
  Facts facts;
  /// By keyword, spelled as in the table of keywords.
  std::map<std::string, ControlSetting, std::less<>> settings;
  std::vector<ControlProblem> problems;  // in line order
  bool marked = false;                   // its set is still to be filled in (control_document.hpp)

  bool usable() const;                                         // no error among the problems
  const ControlSetting* find(std::string_view keyword) const;  // nullptr: absent
};

/// More than this is no control file: it has some thirty lines.
inline constexpr std::uint64_t kMostControlBytes = 1u << 20;

/// More than this many problems of one file are not printed, only counted.
inline constexpr std::size_t kMostShownProblems = 50;

/// Reads the text of a control file; `name` is how its facts cite it ("job.txt"). Never fails: what
/// is wrong is listed in `problems` (errors and warnings; lint_control_file knows more), and the
/// facts are those of the lines that could be understood.
///
/// Absent Function is FULL, absent Public, Email and Mailbox are TRUE (Q198957). FULL is one-step;
/// EXTRACT is two-step, phase extract; IMPORT and Mode,FILE are two-step, phase import. What the
/// file leaves out on purpose (Public,FALSE …) is also in the set `migration.excluded`.
ControlFile parse_control_file(std::string_view text, const std::string& name);

/// The bytes of a control file from disk. Errc::unsupported for what is no text, Errc::limit above
/// kMostControlBytes.
base::Result<std::string> read_control_text(const std::filesystem::path& file);

/// The text read and parsed. Errc::malformed with every error, each with its line, when it is not
/// usable.
base::Result<ControlFile> read_control_file(const std::filesystem::path& file);
/// The same of a text that was read already; `file` is how errors cite it.
base::Result<ControlFile> usable_control_file(std::string_view text,
                                              const std::filesystem::path& file);

}  // namespace contract
