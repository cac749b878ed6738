#pragma once
// Conditions, ranges and remedies in words.
#include <string>

#include "checker/manifest/knowledge.hpp"

namespace checker::report {

/// One line a part, indented by depth; each ends with a line end. `indent`: blanks of the first.
std::string in_words(const manifest::Condition& condition, std::size_t indent);
/// "Mlmig32.dll of branch 5.5, below 5.5.2543.1 (printed as 2543.1)"
std::string in_words(const manifest::Range& range);
/// "Run in two steps … (set migration.steps to two; stated)"
std::string in_words(const manifest::Remedy& remedy);

}  // namespace checker::report
