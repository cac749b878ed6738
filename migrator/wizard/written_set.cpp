#include "migrator/wizard/written_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "contract/rewrite/migration_set.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostInFolder = 100'000, kMostShown = 10;

// What `wanted` says yes to, in the order of names.
template <class Wanted>
Result<std::vector<fs::path>> names_in(const fs::path& folder, const Wanted& wanted) {
  std::vector<fs::path> out;
  std::size_t names = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (++names > kMostInFolder)
      return Error{Errc::limit, folder.string() + ": holds too many names"};
    std::error_code unknown;
    if (wanted(it->path().filename().string(), it->symlink_status(unknown)))
      out.push_back(it->path());
  }
  if (error) return Error{Errc::io, folder.string() + ": " + error.message()};
  std::ranges::sort(out);
  return out;
}

std::string names_of(const std::vector<fs::path>& paths) {
  std::string out;
  for (std::size_t i = 0; i < std::min(paths.size(), kMostShown); ++i)
    out += (i == 0 ? "" : ", ") + base::printable(paths[i].filename().string());
  return out + (paths.size() > kMostShown ? ", …" : "");
}

}  // namespace

Result<fs::path> find_written_set(const fs::path& folder) {
  auto sets = names_in(folder, [](const std::string& name, fs::file_status status) {
    return fs::is_directory(status) && contract::rewrite::is_set_folder(name);
  });
  if (!sets) return std::move(sets).error();
  std::vector<fs::path> lists;
  for (const fs::path& set : *sets) {
    auto found = names_in(set, [](const std::string& name, fs::file_status status) {
      return fs::is_regular_file(status) && contract::rewrite::is_packing_list(name);
    });
    if (!found) return std::move(found).error();
    if (found->size() > 1)
      return Error{Errc::conflict, fmt::format("{}: holds several packing lists: {}", set.string(),
                                               names_of(*found))};
    lists.insert(lists.end(), found->begin(), found->end());
  }
  if (lists.empty())
    return Error{
        Errc::malformed,
        folder.string() + ": the wizard wrote no set there: no folder NAME.NNN with a .PKL",
        "its events say why: `sidestep diagnose --log FILE`"};
  if (lists.size() > 1)
    return Error{Errc::conflict,
                 fmt::format("{}: the wizard wrote several sets, one was expected: {}",
                             folder.string(), names_of(*sets)),
                 "look at them; `sidestep-migrator import --files SET.PKL` takes one"};
  return lists.front();
}

}  // namespace migrator::wizard
