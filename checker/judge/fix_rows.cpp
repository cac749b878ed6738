#include "checker/judge/fix_rows.hpp"

#include <fmt/format.h>

#include <set>

namespace checker::judge {
namespace {

using manifest::FixRow;
using manifest::FixTable;
using manifest::VersionLine;
using Fix = FixIndex::Fix;
using Entry = FixIndex::Entry;

// Articles do not tell US from UK English, nor one sorting of Spanish from another. Chinese is two
// languages.
bool same_language(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto primary = [](const std::string& l) { return std::stoul(l, nullptr, 16) & 0x3FFu; };
  constexpr unsigned long kChinese = 0x04;
  return primary(a) == primary(b) && primary(a) != 0 && primary(a) != kChinese;
}

// Where the machine is not known, versions for machines count only if there are several that agree.
bool speaks_of_any_machine(const Fix& rows) {
  std::set<std::string> machines;
  std::set<Version> versions;
  for (const Entry& e : rows) {
    if (!e.row->version) continue;
    machines.insert(e.row->platform);
    versions.insert(*e.row->version);
  }
  const bool for_all = machines.empty() || (machines.size() == 1 && machines.contains(""));
  return for_all || (machines.size() > 1 && versions.size() == 1);
}

std::string of_machine(const AskedFile& file, const Fix& rows, Fix& left) {
  if (file.machine.empty()) {
    left = rows;
    return speaks_of_any_machine(rows) ? ""
                                       : "the article's version is for one kind of machine, and it "
                                         "is not known which this file is for";
  }
  for (const Entry& e : rows)
    if (e.row->platform.empty() || e.row->platform == file.machine) left.push_back(e);
  if (!left.empty()) return "";
  return fmt::format("the article prints it for {}, this file is for {}",
                     rows.front().row->platform, file.machine);
}

std::string of_language(const AskedFile& file, const Fix& rows, Fix& left) {
  for (const Entry& e : rows) {
    const std::string& language = e.article->language;
    if (language.empty() || language == "0000" || file.language == "0000" ||
        (!file.language.empty() && same_language(language, file.language)))
      left.push_back(e);
  }
  if (!left.empty()) return "";
  return fmt::format("the article is about the files of language {}, {}",
                     rows.front().article->language,
                     file.language.empty() ? "and this file's is not known"
                                           : "this file is of language " + file.language);
}

std::string of_line(const AskedFile& file, const Fix& rows, Fix& left) {
  for (const Entry& e : rows)
    if (!file.version || !e.row->version ||
        line_of(*e.table, *file.version) == line_of(*e.table, *e.row->version))
      left.push_back(e);
  if (!left.empty()) return "";
  const Entry& first = rows.front();
  const auto name = [&](const Version& version) {
    const VersionLine* line = line_of(*first.table, version);
    return line != nullptr ? line->name : std::string("no particular line");
  };
  return fmt::format("the article's number is one of {}, this file's of {}",
                     name(*first.row->version), name(*file.version));
}

}  // namespace

std::string branch_of(const FixRow& row) {
  return row.version ? row.version->branch() : row.branch;
}

bool is_of_branch(const AskedFile& file, const FixRow& row) {
  const std::string branch = branch_of(row);
  return !file.version || branch.empty() || branch == file.version->branch();
}

const VersionLine* line_of(const FixTable& table, const Version& version) {
  for (const VersionLine& line : table.lines)
    if (version >= line.from && version < line.below) return &line;
  return nullptr;
}

std::string narrow(const AskedFile& file, Fix& rows) {
  for (const auto step : {of_machine, of_language, of_line}) {
    Fix left;
    if (std::string why = step(file, rows, left); !why.empty()) return why;
    rows = std::move(left);
  }
  return "";
}

}  // namespace checker::judge
