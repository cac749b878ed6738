#pragma once
// A survey and its draft, for people and for programs.
#include <string>

#include "migrator/survey/draft.hpp"

namespace migrator::survey {

/// {"folder", "files": [{path, size, kind, known_by, readable, says, …}], "unnamed": [paths],
/// "draft": {…} or null, "reasons": [{about, value, why}], "left_out": [{file, why}], "cut"}
base::Json to_json(const Survey& survey, const Draft& draft);

/// The table of the files, what could not be named, the draft with its reasons, and what to do
/// next.
/// `written`: where the draft was written to, "" for nowhere.
std::string to_text(const Survey& survey, const Draft& draft, const std::string& written = "");

}  // namespace migrator::survey
