#pragma once
// The last edits of a primary file: its pointers follow the blocks that have moved.
#include "migrator/migration/repair_blocks.hpp"

namespace migrator::migration {

/// Edits of the rows, and of notes of ours, whose pointers change: those that lead to another block
/// than before, and those into secondaries whose blocks have moved.
base::Result<std::vector<Edit>> pointer_edits(const MendedPrimary& primary, const Folder& folder,
                                              const base::CodePage& page,
                                              const BlockMender& blocks);

}  // namespace migrator::migration
