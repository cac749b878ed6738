#include "migrator/wizard/windows_path.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace migrator::wizard {
namespace {

bool may_stand(char c) {
  return c >= ' ' && c < '\x7F' &&
         std::string_view("\"%*,:<>?\\|").find(c) == std::string_view::npos;
}

// Windows drops dots and blanks at the end of a name.
bool is_name(const std::string& name) {
  return std::ranges::all_of(name, may_stand) && !name.ends_with('.') && !name.ends_with(' ') &&
         !name.starts_with(' ');
}

}  // namespace

base::Result<std::string> windows_path(const std::filesystem::path& path) {
  std::string out = "Z:";
  for (const auto& part : path.lexically_normal().relative_path()) {
    const std::string name = part.string();
    if (!is_name(name))
      return base::Error{base::Errc::usage,
                         base::printable(path.string()) +
                             ": cannot be named to the wizard, which reads plain ASCII",
                         "give --state a folder whose path has none of \" % * , : < > ? \\ |"};
    out += '\\' + name;
  }
  return out == "Z:" ? "Z:\\" : out;
}

}  // namespace migrator::wizard
