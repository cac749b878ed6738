#pragma once
// A patch for a server that Sidestep cannot run on: the verified files, their
// hashes, and scripts that put them in place and take them back, for a person to
// read first and to run there.
#include <filesystem>
#include <string>

#include "checker/patch/planning/planning.hpp"

namespace checker::patch::execution {

/// What goes into the folder besides files and scripts.
struct KitTexts {
  std::string plan_text, plan_json;  // the plan, for people and programs
  std::string asked_json;            // what the operator wanted, and why
  std::string made_by;               // "sidestep 0.1.0"
};

/// Makes the folder `to`, which must not exist: new/ and old/ with the files of the plan,
/// SHA256SUMS, plan.txt, plan.json, asked.json, copy.cmd and undo.cmd for Windows, copy.sh and
/// undo.sh for a POSIX shell. It gets its name when it is whole and durable. Every new file is held
/// against hash and version as apply() does, every old one against the plan.
///
/// Errc::usage: `to` exists, or a path that cannot stand in a script of Windows. Errc::conflict: a
/// file of the target has changed since the plan.
base::Result<void> make_kit(base::Files& files, const planning::Plan& plan,
                            const package::Reader& reader, const std::filesystem::path& to,
                            const KitTexts& texts);

}  // namespace checker::patch::execution
