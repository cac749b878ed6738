#pragma once
// What to do with each file of a target that a package has another one for. A
// function from values to values: nothing is read and nothing is written.
#include <string>
#include <string_view>
#include <vector>

#include "checker/inventory/index.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::patch {

/// A file that a package holds.
struct Offered {
  std::size_t package = 0;  // which of several
  std::string member;       // where in the package: "q214836.exe!/MLMIG32.DL_!/MLMIG32.DLL"
  std::string component;    // the name of the file that it is for
  std::string folder;       // where in the target, '/'-separated; "": wherever the component is
  std::uint64_t size = 0;
  std::string sha256;
  std::optional<Version> version;
  std::optional<std::string> language, machine;  // as in an inventory
  bool create = false;                           // it may be added where there is none
  bool rebuild = false;                          // it may replace other bytes of the same version
  std::vector<std::string> replaces;  // SHA-256 of files without a version it may replace
};

enum class Action { replace, add, keep, refuse, manual };
std::string_view to_string(Action action);

/// Why; each action has its own.
enum class Ground {
  newer,          // replace: a higher version
  rebuilt,        // replace: the same version in other bytes, and the package says that it may
  known_bytes,    // replace: no version, and the package names what is there by its hash
  downgrade,      // replace: a lower version, which the operator has asked for; else refuse
  missing,        // add
  same,           // keep: the very file
  kept_newer,     // keep: the operator keeps what is higher than the package's
  elsewhere,      // keep: a copy beside the file that the machine runs
  not_installed,  // keep: there is none, and the package does not add it
  other_bytes,    // refuse: the same version, and not the same file
  users_file,     // refuse: no version, so it may be the user's own
  no_version,     // refuse: the package's file has none, and does not name what it may replace
  other_language,
  other_machine,
  unreadable,    // refuse: what is there cannot be measured
  contained,     // refuse: it is in a container, and not a file
  ambiguous,     // refuse: the package has two different files for it
  with_its_set,  // refuse: another file of its set is refused
  needs_setup,   // manual: no reviewed manifest says that files are all there is to it
};
std::string_view to_string(Ground ground);

struct Decision {
  Offered offered;
  std::string path;                            // of the file, below the target
  const inventory::FileRecord* now = nullptr;  // null: there is none
  Action action = Action::refuse;
  Ground ground = Ground::unreadable;
  std::string because;  // one sentence for people, with the numbers
  std::string set;      // the file-only set that it belongs to; "" : none
};

/// Whether the file would be another one, or new.
bool is_change(const Decision& decision);

struct Wishes {
  bool keep_newer = false, allow_downgrade = false;
};

/// Files, as "component" or "folder/component" of their offers, that a package says to move
/// together.
using Sets = std::vector<std::vector<std::string>>;

/// One decision for each file that stands for an offered component in the target, and one for each
/// component that is not there, by path. An offer with a folder is for that very place. By the file
/// rules of Windows Installer (SDK, "File Versioning Rules") where a higher version wins and a file
/// without one is the user's, but never by date. Of several offers the one for the file's machine
/// and language counts, and of those the highest. What is in no `file_only` set of a product that
/// has the offered version is `manual`; a set is done whole or not at all. `root`: how the paths of
/// the target's inventory begin.
std::vector<Decision> decide(const std::vector<Offered>& offers, const inventory::Index& target,
                             std::string_view root, const manifest::Knowledge& knowledge,
                             const Wishes& wishes, const Sets& sets = {});

/// The target's inventory as it would be afterwards: what is replaced or added has the version,
/// language and machine of its offer.
Inventory after(const Inventory& target, std::string_view root,
                const std::vector<Decision>& decisions);

/// Rules that strike these files now and would not afterwards, and the other way round. By id.
struct Effect {
  std::vector<std::string> clears, brings;
};
Effect effect(const Inventory& now, const Inventory& then, const manifest::Knowledge& knowledge);

}  // namespace checker::patch
