#pragma once
// The journal of a wizard's run: which of its steps has begun, and which is done.
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace migrator::wizard {

/// One start of the wizard.
struct Entry {
  std::string name;    // of its control file: "1-extract.txt"
  bool done = false;   // ended, with no error
  std::string folder;  // in the state, where its set goes: "set-1"; "": it writes none
  int code = 0;        // that it ended with; of one that is not done yet the last, 0 for none
  std::string set;     // in the state: the packing list to go on with; "": none is known
  bool operator==(const Entry&) const = default;
};

struct Journal {
  std::string plan, control;  // SHA-256 of both
  std::vector<Entry> entries;

  /// The entry of this name; a new one where there is none.
  Entry& entry(const std::string& name);
  bool operator==(const Journal&) const = default;
};

/// The journal in `state`; a new one where there is none. Errc::conflict when it is of another plan
/// or control file, Errc::malformed when it is no journal.
base::Result<Journal> read_journal(const std::filesystem::path& state, const std::string& plan,
                                   const std::string& control);
/// Durable when this returns.
base::Result<void> write_journal(base::Files& files, const std::filesystem::path& state,
                                 const Journal& journal);

}  // namespace migrator::wizard
