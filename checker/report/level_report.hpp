#pragma once
// Service-pack levels, in words and as JSON.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/judge/level.hpp"

namespace checker::report {

/// {"products": [{product, level, state, relation, coverage: {known, of}, exact, also, hotfixes,
/// components: […], sets: […]}]}
base::Json to_json(const std::vector<judge::ProductLevel>& products);
/// "mixed, up to SP3 (known from 2 of 31 files; two files do not make a level)"
std::string in_words(const judge::ProductLevel& product);
/// With no product: one line that says so.
std::string to_text(const std::vector<judge::ProductLevel>& products);
/// One line that answers `--expect`: "BEFORE exchange-5.5 SP3: some files are older."
std::string to_text(const judge::Expectation& expectation, const std::string& wanted);

}  // namespace checker::report
