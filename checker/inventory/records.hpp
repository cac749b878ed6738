#pragma once
// What an image says, as a record.
#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

/// What is read of a file first: an image's headers, and any container's mark.
inline constexpr std::size_t kPage = 4096;

/// A record with nothing but its path, name and size.
FileRecord blank_record(std::string path, std::uint64_t size);

/// What to read of an image for these options; `layout`: for its payload, too.
image::ReadOptions read_options(const ScanOptions& options, bool layout);

/// Fills in what the image says.
void add_image(image::Image image, FileRecord& record);
/// Leaves of each table what ScanOptions::strings = false leaves: FileVersion.
void drop_strings(std::vector<std::pair<std::string, image::Strings>>& tables);

/// Whether the record of a file of this name carries a SHA-256 if it is a record.
bool wants_digest(const ScanOptions& options, std::string_view name);
/// Whether a file of this name is a record whatever it is.
bool is_asked_for(const ScanOptions& options, std::string_view name);

}  // namespace checker::inventory
