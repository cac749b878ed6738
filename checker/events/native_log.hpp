#pragma once
// Native logs: .evt of Windows NT to 2003 and .evtx since, read by libevt and
// libevtx. Both are met here and nowhere else, and run in a locked-down child.
#include "base/blob.hpp"
#include "checker/events/tally.hpp"

namespace checker::events {

enum class NativeKind { none, evt, evtx };

/// By the first bytes: "LfLe" behind a length (an .evt), "ElfFile" (an .evtx).
NativeKind native_kind(std::string_view start);

/// Reads the records into `tally`. An error says how the reading ended early; what was read stands.
base::Result<void> read_native(const base::ReadableFile& file, NativeKind kind, Tally& tally);

}  // namespace checker::events
