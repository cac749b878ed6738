#pragma once
// One file packed by COMPRESS.EXE: SZDD and KWAJ, through libmspack
// (docs/formats/containers.md).
#include "checker/container/container.hpp"

namespace checker::container {

/// each_member() for a compressed file: its one member.
base::Result<void> unpack_compressed(const base::RandomAccess& file, Format format,
                                     const std::string& file_name, Budget& budget,
                                     MemberSink& sink);

/// The member's name by the compressed file's: "MLMIG32.DL_" with the stored letter 'L' is
/// MLMIG32.DLL; `letter` 0: not stored.
std::string expanded_name(const std::string& file_name, char letter);

}  // namespace checker::container
