#pragma once
// Remark: one thing that lint has to say, and where.
#include <string>
#include <vector>

#include "base/result.hpp"

namespace checker::manifest {

struct Remark {
  enum class Level { warning, error };
  Level level = Level::warning;
  std::string where;  // "NAME#/rules/3/title"; empty: the message says it
  std::string message;
};
std::string_view to_string(Remark::Level level);

inline Remark error_remark(const base::Error& error) {
  return {Remark::Level::error, "", error.message};
}

}  // namespace checker::manifest
