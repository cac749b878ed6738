#include "checker/cli/apart.hpp"

#include <filesystem>

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;

bool is_file(const NamedFile& named) { return !named.file.empty() && named.file != "-"; }

bool are_one(const fs::path& a, const fs::path& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error))
    return !fs::is_character_file(a, error);  // two to /dev/null: fine
  const auto whole = [&](const fs::path& path) {
    return fs::weakly_canonical(fs::absolute(path, error), error);
  };
  return !fs::exists(a, error) && !fs::exists(b, error) && whole(a) == whole(b);
}

Error clash(const NamedFile& output, const std::string& what) {
  return {Errc::usage, output.option + " " + output.file + ": this is " + what,
          "nothing was written; give the output a name of its own"};
}

}  // namespace

base::Result<void> keep_apart(const std::vector<NamedFile>& outputs,
                              const std::vector<NamedFile>& inputs, const Inventory& measured) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!is_file(outputs[i])) continue;
    for (std::size_t j = 0; j < i; ++j)
      if (is_file(outputs[j]) && are_one(outputs[i].file, outputs[j].file))
        return clash(outputs[i], "the file of " + outputs[j].option + " as well");
    for (const NamedFile& input : inputs)
      if (is_file(input) && are_one(outputs[i].file, input.file))
        return clash(outputs[i], "the file that " + input.option + " reads");
    std::error_code ignored;
    if (!fs::is_regular_file(outputs[i].file, ignored)) continue;  // no measured file, then
    for (const auto& file : measured.files)
      if (are_one(outputs[i].file, file.path.substr(0, file.path.find("!/"))))
        return clash(outputs[i], "a file that was measured");
  }
  return {};
}

}  // namespace checker::cli
