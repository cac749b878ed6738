#pragma once
// The mark of a control file filled in with the set that step one has made.
#include <filesystem>
#include <optional>
#include <string>

#include "checker/cli/control_folder.hpp"
#include "checker/cli/output.hpp"
#include "checker/report/rewriting.hpp"

namespace checker::cli {

inline constexpr int kBlocked = 2;  // a plan that is, or a set that has faults

/// Why nothing was done, and the exit code for it.
struct Refused {
  base::Error error;
  int code = kUnusable;
};

/// Fills in one mark of `texts`, which are of `folder`, in memory: that of the file `asked`; "": of
/// the first. `after`: where step one's files are. The set is verified by the sibling program
/// first.
std::optional<Refused> fill(Texts& texts, const std::filesystem::path& folder,
                            const std::string& asked, const std::string& after,
                            report::Filling& out);

/// What is said of a file that is filled in already; nullopt where there is none.
std::optional<report::Filling> done_already(const Texts& texts, const std::filesystem::path& folder,
                                            const std::string& asked);

}  // namespace checker::cli
