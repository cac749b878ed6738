#pragma once
// Cases: tests beside the rules. Some files and an operation, and what the rules
// must say of them. Running them is not done here: checker/cases.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/manifest/check.hpp"
#include "checker/manifest/remark.hpp"

namespace checker::manifest {

struct Case {
  struct File {
    std::string path, name;          // "Bin/Mlmig32.dll" and its last part
    std::optional<Version> version;  // none: `state` says why
    std::string state = "present";   // none, other-id, unreadable, cut-short
    std::string machine = "i386";
    std::optional<std::string> language = "0409";  // none: unknown
  };

  std::string where;  // its place
  std::string name;   // a sentence that could be wrong
  std::vector<File> files;
  std::vector<std::string> closed;  // folders and containers that could not be looked into
  contract::Facts operation;
  bool native_destination = false;
  std::map<std::string, std::string> expect;      // rule → a verdict or a reason
  std::map<std::string, std::string> under_plan;  // the same, of the operation as planned
  std::string status;                             // of the plan; "": not asked
};

struct CaseFile {
  std::string name;
  bool context = false;
  std::vector<Case> cases;
};

/// Errors begin with `name` and the JSON pointer of the place.
base::Result<CaseFile> parse_cases(std::string_view text, const std::string& name);
base::Result<CaseFile> read_cases(const std::filesystem::path& file, const std::string& name);

using RulesById = std::unordered_map<std::string, const Rule*>;
/// What is wrong with a case: rules that do not exist, facts that nobody declares, values that they
/// cannot have.
std::vector<Remark> check_case(const Case& one, const Declared& declared, const RulesById& rules);

/// Whether an expectation says that the rule is clear, or may be: the reasons of `clear` count.
bool expects_clear(std::string_view answer);
/// Whether it says that the rule is unknown.
bool expects_unknown(std::string_view answer);

}  // namespace checker::manifest
