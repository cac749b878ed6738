#pragma once
// Which rows of an article speak of a file: those of its branch, machine, language and line.
#include <string>

#include "checker/judge/asked_file.hpp"
#include "checker/judge/fixes.hpp"

namespace checker::judge {

/// "5.5" of a row that has a version, or whose branch is known; else "".
std::string branch_of(const manifest::FixRow& row);

/// A row of another branch is not about this file. (Of a file without a version nothing is known.)
bool is_of_branch(const AskedFile& file, const manifest::FixRow& row);

/// The line of versions that a version is in; nullptr: none in particular.
const manifest::VersionLine* line_of(const manifest::FixTable& table, const Version& version);

/// Leaves the rows that speak of the file's machine, language and line. "", or why none does: then
/// the rows are those that the last step began with.
std::string narrow(const AskedFile& file, FixIndex::Fix& rows);

}  // namespace checker::judge
