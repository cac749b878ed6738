#pragma once
// The set.json that a folder of leftovers would need, with a reason for everything in it.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/survey/left_out.hpp"
#include "migrator/survey/survey.hpp"

namespace migrator::survey {

struct Reason {
  std::string about;  // a key of set.json, or a file
  std::string value;
  std::string why;
};

struct Draft {
  base::Json description;         // null: there are no messages or lists to describe
  std::vector<Reason> reasons;    // one for everything that was measured or guessed
  std::vector<LeftOut> left_out;  // files that hold something and are not in the draft
};

/// ccmail::load_set takes the draft, whatever the folder holds. Files of runs of ours,
/// undeliverable messages (Q168680), second copies of a file of the same owner and what a set.json
/// further down describes are not in it.
Draft draft(const Survey& survey, const Options& options = {});

}  // namespace migrator::survey
