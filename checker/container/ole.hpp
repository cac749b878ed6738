#pragma once
// OLE2 compound files: MSI packages are such, and so are Word documents.
#include <optional>

#include "base/stream.hpp"
#include "checker/container/refusal.hpp"

namespace checker::container {

/// Whether the compound file at `offset` is a package, a patch or a transform of the Windows
/// Installer: by its root's CLSID, or by the names of its streams. nullopt: another document.
base::Result<std::optional<Unreadable>> installer_kind(const base::RandomAccess& file,
                                                       std::uint64_t offset);

}  // namespace checker::container
