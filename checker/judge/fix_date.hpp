#pragma once
// Whether a file includes a fix, where the article prints a date and a size and no version.
#include "checker/judge/asked_file.hpp"
#include "checker/judge/fixes.hpp"

namespace checker::judge {

/// `rows`: at least one, those that speak of this file. A file of the size and the day of one is
/// the fix itself. An older one lacks it only where the row and the file are known to be of one
/// branch: dates of different products say nothing of each other.
void decide_by_date(const AskedFile& file, const FixIndex::Fix& rows, FixAnswer& out);

}  // namespace checker::judge
