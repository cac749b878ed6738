#pragma once
// The rules for one file, before sets and manifests have their say.
#include "checker/patch/decision/decide.hpp"

namespace checker::patch {

struct Ruling {
  Action action = Action::refuse;
  Ground ground = Ground::unreadable;
  std::string because;
};

/// `now` null: there is no such file. docs/patching.md has the table.
Ruling rule(const Offered& offered, const inventory::FileRecord* now, const Wishes& wishes);
Ruling ambiguous(std::size_t offers);

/// Of the same processor, as far as both say.
bool same_machine(const Offered& offered, const inventory::FileRecord& now);
/// Of the same language, as far as both say; a neutral file (language 0) fits any.
bool same_language(const Offered& offered, const inventory::FileRecord& now);

}  // namespace checker::patch
