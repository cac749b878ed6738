#pragma once
// Texts that reports share.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "base/json.hpp"

namespace checker::report {

/// null where there is no text.
inline base::Json text_or_null(const std::string& text) {
  return text.empty() ? base::Json(nullptr) : base::Json(text);
}

/// "SP1, SP2, SP3"
inline std::string listed(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace checker::report
