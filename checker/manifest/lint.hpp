#pragma once
// Lint: what load() refuses, and what it takes although nobody can have meant
// it: what is never used, never asked, never true, never accounted for.
#include <map>
#include <string>
#include <vector>

#include "checker/manifest/cases.hpp"
#include "checker/manifest/library.hpp"

namespace checker::manifest {

/// How many records there are, and what became of them.
struct Account {
  std::size_t records = 0, from_records = 0, undecided = 0;   // of records
  std::size_t defects = 0, requirements = 0, advisories = 0;  // rules that records name
  std::map<std::string, std::size_t> collections;             // how many records are of each

  std::size_t rules() const { return defects + requirements + advisories; }
};
/// "278 records: 180 rules (…) from 190 records, 88 undecided; 249 of migration-facts, 29 of …"
std::string to_string(const Account& account);

struct Linted {
  std::vector<Remark> remarks;  // in the order of the files
  Account account;
  std::size_t manifests = 0, rules = 0, cases = 0;  // that were looked at
};

/// Looks at all that is not context. What context declares and asks counts as declared and asked.
Linted lint(const Library& library, const std::vector<CaseFile>& cases);

/// Whether some version of some file lies in the affected parts of both.
bool overlap(const Range& a, const Range& b);

/// Parts of lint(). `remarks` grows.
void lint_rules(const Library& library, const Declared& declared, std::vector<Remark>& remarks);
void lint_ranges(const Library& library, std::vector<Remark>& remarks);
void lint_events(const Library& library, std::vector<Remark>& remarks);
void lint_facts(const Library& library, std::vector<Remark>& remarks);
void lint_cases(const Library& library, const Declared& declared,
                const std::vector<CaseFile>& cases, std::vector<Remark>& remarks);
Account lint_records(const Library& library, std::vector<Remark>& remarks);

}  // namespace checker::manifest
