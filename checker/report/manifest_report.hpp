#pragma once
// The manifests themselves, for people and for programs: what they hold, what
// lint says of them, how their cases went.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/cases/cases.hpp"
#include "checker/manifest/lint.hpp"

namespace checker::report {

/// One line a rule, sorted by id.
std::string list_text(const manifest::Library& library);
/// {"rules": [{id, title, kind, severity, …, manifest}]}
base::Json list_json(const manifest::Library& library);

/// What has one name: a rule, range, fact, product or manifest.
struct Shown {
  std::string what;       // "rule"
  std::string place;      // "NAME#/rules/3"
  std::string text;       // all of it, in words
  base::Json definition;  // as it stands in the manifest
};
/// Everything with this name; none when there is nothing. The definition is read anew from the
/// manifest's file, and null when that has become unreadable.
std::vector<Shown> show(const manifest::Library& library, const std::string& name);
/// Every name that show() knows.
std::vector<std::string> names_in(const manifest::Library& library);

std::string to_text(const manifest::Linted& linted);
base::Json to_json(const manifest::Linted& linted);

struct CasesReport {
  std::size_t files = 0, cases = 0, expectations = 0;
  std::vector<cases::Failure> failures;
  std::vector<manifest::Remark> remarks;  // about the manifests and the cases themselves
};
std::string to_text(const CasesReport& report);
base::Json to_json(const CasesReport& report);

}  // namespace checker::report
