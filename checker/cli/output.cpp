#include "checker/cli/output.hpp"

#include <cstdio>

#include "base/files.hpp"
#include "base/text.hpp"

namespace checker::cli {

base::Result<void> print(std::string_view text, const std::filesystem::path& file) {
  if (!file.empty() && file != "-") {
    base::PosixFiles files;
    return base::write_whole(files, file, text);
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0)
    return base::Error{base::Errc::io, "standard output: cannot write"};
  return {};
}

int fail(const base::Error& error, bool json) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "hint:  %s\n", error.hint.c_str());
  if (json) {
    const base::Json body = {{"error",
                              {{"code", base::to_string(error.code)},
                               {"message", error.message},
                               {"hint", error.hint}}}};
    (void)print(base::dump(body) + "\n", "");
  }
  return kUnusable;
}

}  // namespace checker::cli
