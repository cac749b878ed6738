#pragma once
// Unpack: the members of a container as records. Runs in the locked-down
// child; what it writes are rows.
#include "base/stream.hpp"
#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

/// What the child is asked: to open the file shown as `path`.
struct UnpackRequest {
  std::string path;
  std::string root;  // how the root of the scan is shown: filters count from there
};
std::string to_text(const UnpackRequest& request);
UnpackRequest parse_request(std::string_view text);

/// Writes a row for every member that is one under these options, nested ones included; and one
/// with the container's own path and an error when there are, or may be, members that none was
/// written for.
void unpack(const base::RandomAccess& file, const UnpackRequest& request,
            const ScanOptions& options, base::ByteSink& out);

/// The container that a file is, or that a self-extracting program carries; nullopt: neither. Opens
/// what it finds, so it is for the child, too.
base::Result<std::optional<container::Container>> container_in(const base::RandomAccess& file);

/// Loads what a locked-down child that unpacks can no longer load (base::Decoder::WarmUp).
void warm_up();

}  // namespace checker::inventory
