#pragma once
// NE: the 16-bit executables of Windows 1 to 3 and OS/2 1. Only their resource
// table is read.
#include "checker/image/resources.hpp"

namespace checker::image {

struct NeHeader {
  FileOffset at;  // of the "NE"; every table but one counts from here
  std::uint16_t segments = 0, segment_count = 0;
  unsigned segment_shift = 0;  // of their places in the file
  std::uint16_t resources = 0, resident_names = 0;
  std::uint32_t other_names = 0;  // the non-resident names, in bytes from the file's start
  std::uint16_t other_names_size = 0;

  bool has_resources() const { return resources != 0 && resources != resident_names; }
};

/// Layout: Microsoft KB Q65260.
base::Result<NeHeader> read_ne(Reader& in, FileOffset signature);

/// The version resource, as find_version() for PE. NE resources have no language: it is 0.
base::Result<VersionEntry> find_version_ne(Reader& in, const NeHeader& header);

/// Where the last byte of all resources is, and one more.
base::Result<std::uint64_t> resources_end(Reader& in, const NeHeader& header);

}  // namespace checker::image
