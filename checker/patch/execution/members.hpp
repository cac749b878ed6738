#pragma once
// From packages to the places of new files.
#include "checker/patch/planning/planning.hpp"
#include "checker/patch/transaction/transaction.hpp"

namespace checker::patch::execution {

/// Hands the new file of each decision in `to_do` to `to`, by its place there. Each package is read
/// from its beginning to its end, once unless one file of it is for several places, and every byte
/// is held against its manifest's hashes.
base::Result<void> hand_over(const planning::Plan& plan, const std::vector<const Decision*>& to_do,
                             const package::Reader& reader, transaction::Staging& to);

/// That a new file is of the version that the package states, and for the processor of the file
/// that it replaces. Errc::malformed says what it is instead.
base::Result<void> check_new_file(const std::filesystem::path& file, const Decision& decision);

}  // namespace checker::patch::execution
