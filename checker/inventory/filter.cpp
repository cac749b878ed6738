#include "checker/inventory/filter.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "base/text.hpp"

namespace checker::inventory {

namespace {

bool matches(const std::vector<std::string>& patterns, std::string_view path) {
  if (patterns.empty()) return false;
  const std::string folded = base::lower(path);
  const char* const name = folded.c_str() + (folded.rfind('/') + 1);
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    const bool whole = pattern.find('/') != std::string::npos;
    return ::fnmatch(base::lower(pattern).c_str(), whole ? folded.c_str() : name,
                     whole ? FNM_PATHNAME : 0) == 0;
  });
}

}  // namespace

bool Filter::includes(std::string_view path) const {
  return include.empty() || matches(include, path);
}

bool Filter::excludes(std::string_view path) const { return matches(exclude, path); }

}  // namespace checker::inventory
