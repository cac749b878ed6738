#pragma once
// Machines and operations for tests of the middle: plain values, no files.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/inventory/inventory.hpp"
#include "checker/judge/derive.hpp"
#include "checker/manifest/knowledge.hpp"
#include "contract/control_file.hpp"

namespace support {

/// The manifests that the program ships.
inline const checker::manifest::Knowledge& knowledge() {
  static const auto loaded = checker::manifest::load({MANIFESTS_DIR});
  return loaded.knowledge;
}

/// An inventory of files "Bin/NAME"; version "" is a file whose version cannot be read.
inline checker::Inventory machine(const std::vector<std::pair<std::string, std::string>>& files) {
  checker::Inventory out;
  for (const auto& [name, version] : files) {
    checker::inventory::FileRecord file;
    file.name = name;
    file.path = "Bin/" + name;
    file.language = "0409";
    file.file_version = checker::version::parse(version);
    file.version_state = file.file_version ? checker::inventory::VersionState::present
                                           : checker::inventory::VersionState::unreadable;
    out.files.push_back(std::move(file));
  }
  return out;
}

inline checker::Inventory wizard(const std::string& mailmig, const std::string& mlmig32) {
  return machine({{"Mailmig.exe", mailmig}, {"Mlmig32.dll", mlmig32}});
}

/// The facts of a one-step control file with boards, and more lines.
inline contract::Facts one_step(const std::string& more = "") {
  return contract::parse_control_file(
             "Mode,CCMAIL\nFunction,FULL\nFile,C:\\M\nPostoffice,M:\\\nHome-Server,A\nFldOwner,"
             "x\n" +
                 more,
             "job.txt")
      .facts;
}

/// A machine as the judge sees it; keeps all that its measurements point into.
struct Measurement {
  explicit Measurement(checker::Inventory found,
                       const checker::manifest::Knowledge& rules = knowledge())
      : inventory(std::move(found)), index(inventory), measured(rules, index) {}
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;

  const checker::Inventory inventory;
  const checker::inventory::Index index;
  const checker::judge::Measured measured;
};

/// What the judge is given for this machine: defaults and derived content included.
inline contract::Facts meant(const checker::Inventory& inventory, const contract::Facts& facts,
                             const std::set<std::string>& told = {}) {
  const Measurement machine(inventory);
  return checker::judge::derive({machine.measured, facts}, told);
}

}  // namespace support
