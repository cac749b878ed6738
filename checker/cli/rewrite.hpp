#pragma once
// `operation rewrite`: a plan as control files, and the mark filled in.
#include <string>

#include "checker/cli/request.hpp"

namespace checker::cli {

struct RewriteOptions {
  std::string file;    // "": the control files that were written before
  std::string output;  // where they go; "": they are shown
  std::string after;   // where step one's files are; "": nothing is filled in
  std::string format = "text";
  Request request;
};

/// 0 written, and the files say the whole plan; 1 written, with manual steps; 2 blocked, or the set
/// has faults; 3 unknown, or unusable.
int rewrite_control_file(RewriteOptions options);

}  // namespace checker::cli
