#include "migrator/destination/folder_names.hpp"

#include <algorithm>

#include "migrator/destination/book_names.hpp"
#include "migrator/destination/layout.hpp"

namespace migrator::destination {

base::Result<FolderNames> FolderNames::open(base::Files& files, std::filesystem::path file) {
  FolderNames out(LineLog(files, std::move(file)));
  auto lines = out.log_.read();
  if (!lines) return std::move(lines).error();
  for (const LineLog::Fields& line : *lines) {
    if (line.size() != 3) continue;  // a power cut can leave anything there
    Account& account = out.accounts_[line[0]];
    account.paths.emplace(line[2], line[1]);
    account.taken.insert(folded_name(line[1]));
  }
  return out;
}

base::Result<std::string> FolderNames::path(const std::string& account, const std::string& name,
                                            const std::string& wanted) {
  Account& known = accounts_[account];
  if (const auto found = known.paths.find(name); found != known.paths.end()) return found->second;
  std::string path = free_name(wanted, name, known.taken);
  if (auto added = log_.add({account, path, name}); !added) return std::move(added).error();
  known.taken.insert(folded_name(path));
  known.paths.emplace(name, path);
  return path;
}

std::vector<Folder> FolderNames::of(const std::string& account) const {
  std::vector<Folder> out;
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return out;
  for (const auto& [name, path] : found->second.paths) out.push_back({name, path});
  std::ranges::sort(out, {}, &Folder::path);
  return out;
}

}  // namespace migrator::destination
