#pragma once
// Service-pack levels, in words and as JSON.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/judge/level.hpp"

namespace checker::report {

/// {"products": [{product, level, state, coverage: {known, of}, components: […]}]}
base::Json to_json(const std::vector<judge::ProductLevel>& products);
std::string to_text(const std::vector<judge::ProductLevel>& products);
/// One line that answers `--expect`: "Mailmig.exe … is before SP3".
std::string to_text(const judge::Expectation& expectation, const std::string& wanted);

}  // namespace checker::report
