#pragma once
// Cabinets, through libmspack.
#include "checker/container/container.hpp"

namespace checker::container {

/// each_member() for a cabinet that begins at the file's first byte. What a signature or a
/// self-extractor left behind its end does not matter.
base::Result<void> each_cab_member(const base::RandomAccess& file, Budget& budget,
                                   MemberSink& sink);

}  // namespace checker::container
