#include "checker/judge/fixes.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "checker/judge/fix_date.hpp"
#include "checker/judge/fix_rows.hpp"
#include "checker/judge/fix_version.hpp"
#include "checker/judge/measured.hpp"

namespace checker::judge {

using inventory::FileRecord;
using manifest::FixRow;
using manifest::FixTable;
using Fix = FixIndex::Fix;
using Entry = FixIndex::Entry;

namespace {

// `rows`: at least one, all that an article has for this file in its branch.
FixAnswer answer(const AskedFile& file, Fix rows, const FixIndex& index) {
  FixAnswer out;
  out.why = narrow(file, rows);
  out.article = rows.front().article;
  out.row = rows.front().row;
  if (!out.why.empty()) return out;
  if (file.version &&
      std::ranges::any_of(rows, [](const Entry& e) { return e.row->version.has_value(); }))
    decide_by_version(file, std::move(rows), index, out);
  else
    decide_by_date(file, rows, out);
  return out;
}

}  // namespace

void FixAnswer::decide(State decided, const char* how, const Entry& entry) {
  state = decided;
  by = how;
  why.clear();
  article = entry.article;
  row = entry.row;
}

FixIndex::FixIndex(const std::vector<FixTable>& tables) {
  std::unordered_map<std::string, std::size_t> places;  // of a fix among those of its file
  for (const FixTable& table : tables)
    for (const auto& article : table.articles)
      for (const FixRow& row : article.files) {
        const std::string file = base::lower(row.file);
        auto& fixes = fixes_[file];
        const auto [place, is_new] =
            places.try_emplace(file + "\n" + article.kb + "\n" + article.release, fixes.size());
        if (is_new) fixes.emplace_back();
        fixes[place->second].push_back({&table, &article, &row});
      }
}

const std::vector<Fix>& FixIndex::of(std::string_view file) const {
  static const std::vector<Fix> kNone;
  const auto it = fixes_.find(base::lower(file));
  return it == fixes_.end() ? kNone : it->second;
}

std::vector<FixAnswer> fixes_of(const FileRecord& file, const FixIndex& index) {
  const AskedFile asked(file);
  std::vector<FixAnswer> out;
  for (const Fix& fix : index.of(file.name)) {
    Fix rows;
    for (const Entry& entry : fix)
      if (is_of_branch(asked, *entry.row)) rows.push_back(entry);
    if (!rows.empty()) out.push_back(answer(asked, std::move(rows), index));
  }
  return out;
}

std::vector<FileFixes> fixes_of(const inventory::Index& index, const FixIndex& fixes) {
  std::vector<FileFixes> out;
  std::unordered_set<std::string> done;
  for (const FileRecord& named : index.inventory().files) {
    const std::vector<Fix>& known = fixes.of(named.name);
    if (known.empty() || !done.insert(base::lower(named.name)).second) continue;
    for (const FileRecord* file : files_of(index, named.name)) {
      auto answers = fixes_of(*file, fixes);
      if (!answers.empty())
        out.push_back({known.front().front().row->file, file, std::move(answers)});
    }
  }
  return out;
}

}  // namespace checker::judge
