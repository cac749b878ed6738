#include "checker/cli/refusal.hpp"

#include <string_view>

#include "checker/cli/output.hpp"

namespace checker::cli {

int refuse(const base::Error& error, report::Format format) {
  fail(error, false);
  (void)print(report::written(error, format), "");  // standard error has said it already
  return kUnusable;
}

std::optional<report::Format> asked_format(int argc, const char* const* argv) {
  constexpr std::string_view kOption = "--format";
  std::optional<report::Format> out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    std::optional<report::Format> found;
    if (word == kOption && i + 1 < argc)
      found = report::format_named(argv[i + 1]);
    else if (word.starts_with("--format="))
      found = report::format_named(word.substr(kOption.size() + 1));
    if (found) out = found;
  }
  return out;
}

}  // namespace checker::cli
