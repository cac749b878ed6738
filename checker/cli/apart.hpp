#pragma once
// Outputs that would destroy something: each other, or what the command reads.
#include <string>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::cli {

/// A file that a command line names: by which option, and how.
struct NamedFile {
  std::string option, file;  // "--audit", "log"; "" and "-" are no files
};

/// Errc::usage where two outputs are one file, or where one is an input or a measured file; links
/// are followed.
base::Result<void> keep_apart(const std::vector<NamedFile>& outputs,
                              const std::vector<NamedFile>& inputs, const Inventory& measured);

}  // namespace checker::cli
