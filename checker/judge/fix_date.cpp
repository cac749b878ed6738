#include "checker/judge/fix_date.hpp"

#include <algorithm>

#include "checker/judge/fix_rows.hpp"

namespace checker::judge {
namespace {

using Fix = FixIndex::Fix;
using Entry = FixIndex::Entry;
using State = FixAnswer::State;

std::string why_no_date_counts(const AskedFile& file, const Fix& rows) {
  if (!file.is_whole()) return "its version cannot be read";
  for (const Entry& e : rows) {
    if (e.row->date) continue;
    return e.row->version ? "the file has no version"
                          : "the article prints \"" + e.row->printed + "\", which is no version";
  }
  return file.day ? "" : "the article prints a date, and this file's is not known";
}

// Of a file that is older than these rows. "": it lacks the fix.
std::string why_not_lacking(const AskedFile& file, const Fix& rows) {
  if (!file.version)
    return "older than the article's, but it has no version that says which product it is of";
  if (std::ranges::all_of(rows, [](const Entry& e) { return branch_of(*e.row).empty(); }))
    return "older than the article's, but not known to be of the same product";
  const auto* line = line_of(*rows.front().table, *file.version);
  return line == nullptr ? "" : "older than the article's, but one of " + line->name;
}

std::string why_not_included(const AskedFile& file, const Fix& rows) {
  if (std::ranges::none_of(rows, [&](const Entry& e) { return file.is_of_day(*e.row); }))
    return "newer than the article's, but a date is no version";
  return std::ranges::any_of(rows, [](const Entry& e) { return e.row->size.has_value(); })
             ? "of the article's date, but of another size"
             : "of the article's date, but the article prints no exact size";
}

}  // namespace

void decide_by_date(const AskedFile& file, const Fix& rows, FixAnswer& out) {
  const auto twin =
      std::ranges::find_if(rows, [&](const Entry& e) { return file.is_twin(*e.row); });
  if (file.is_whole() && twin != rows.end())
    return out.decide(State::includes, "date and size", *twin);
  out.why = why_no_date_counts(file, rows);
  if (!out.why.empty()) return;
  // Where some rows are of the file's branch, those of no known one are of another product.
  Fix own;
  for (const Entry& e : rows)
    if (!branch_of(*e.row).empty()) own.push_back(e);
  const Fix& asked = own.empty() ? rows : own;
  const bool older =
      std::ranges::all_of(asked, [&](const Entry& e) { return file.is_older(*e.row); });
  out.why = older ? why_not_lacking(file, asked) : why_not_included(file, asked);
  if (out.why.empty()) out.decide(State::lacks, "date", asked.front());
}

}  // namespace checker::judge
