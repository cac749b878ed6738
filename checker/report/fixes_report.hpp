#pragma once
// Fixes that files include and lack, in words and as JSON.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/judge/fixes.hpp"

namespace checker::report {

/// [{component, path, file_version, machine, language, includes: [{kb, version, date, first_in,
/// by}], lacks: […], unknown: [{…, why}]}]
base::Json to_json(const std::vector<judge::FileFixes>& files);
/// A line for each file, and one for each fix that it lacks or includes; those of which nothing can
/// be told in one paragraph for each reason.
std::string to_text(const std::vector<judge::FileFixes>& files);

}  // namespace checker::report
