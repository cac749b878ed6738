#pragma once
// Two records that reports and rows are tested with.
#include "checker/inventory/inventory.hpp"

namespace support {

inline checker::inventory::FileRecord extractor() {
  checker::inventory::FileRecord file;
  file.path = "Bin/Mlmig32.dll";
  file.name = "Mlmig32.dll";
  file.size = 3072;
  file.format = "pe32";
  file.machine = "i386";
  file.version_state = checker::inventory::VersionState::present;
  file.file_version = checker::Version{5, 5, 2521, 0};
  file.product_version = checker::Version{5, 5, 2521, 0};
  file.language = "0409";
  file.translations = {"040904b0"};
  file.strings = {{"040904B0", {{"FileVersion", "5.5"}, {"A", "1"}, {"A", "2"}}}, {"040904B0", {}}};
  return file;
}

inline checker::inventory::FileRecord damaged() {
  checker::inventory::FileRecord file;
  file.path = "Bin/\x1B[31m.dll";
  file.name = "\x1B[31m.dll";
  file.format = "mz";
  file.version_state = checker::inventory::VersionState::cut_short;
  file.error = base::Error{base::Errc::malformed, "the file ends at byte 3"};
  return file;
}

}  // namespace support
