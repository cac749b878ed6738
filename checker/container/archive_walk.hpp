#pragma once
// The walk over all members of a ZIP, 7z, disc image or tar.
#include "checker/container/container.hpp"

namespace checker::container {

/// each_member() for the formats that libarchive reads.
base::Result<void> each_archive_member(const base::RandomAccess& file, Format format,
                                       Budget& budget, MemberSink& sink);

/// Whether the archive opens as far as its first header. Where the headers stand together, as in a
/// 7z, that is all of them.
base::Result<void> open_archive(const base::RandomAccess& file, Format format);

}  // namespace checker::container
