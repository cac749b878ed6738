#include "migrator/destination/folder_names.hpp"

#include <algorithm>

#include "migrator/destination/book_names.hpp"
#include "migrator/destination/layout.hpp"
#include "migrator/destination/places.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongest = 240;  // bytes of a directory of a Maildir whose levels got digits

struct Level {
  std::string name;    // of all levels up to this one
  std::string wanted;  // what it adds to the path, with what divides them
};

// The levels of a name beside those of its path: "/" divides them, in a Maildir ".", which begins
// them as well. A path that was shortened has other levels, and is taken as one.
std::vector<Level> levels_of(const std::string& name, const std::string& account,
                             const std::string& path) {
  if (!path.starts_with(account + "/")) return {{name, path}};
  const std::string below = path.substr(account.size() + 1);
  const bool maildir = below.starts_with('.') && below.find('/') == std::string::npos;
  std::vector<Level> out;
  std::size_t at = maildir ? 1 : 0, name_at = 0;
  for (;;) {
    const auto end = below.find(maildir ? '.' : '/', at), name_end = name.find('\\', name_at);
    if ((end == std::string::npos) != (name_end == std::string::npos)) return {{name, "/" + below}};
    const std::string_view divider = out.empty() ? (maildir ? "/." : "/") : maildir ? "." : "/";
    out.push_back({name.substr(0, name_end), std::string(divider).append(below, at, end - at)});
    if (end == std::string::npos) return out;
    at = end + 1;
    name_at = name_end + 1;
  }
}

}  // namespace

// A parent that is no folder yet stands where its children are.
void FolderNames::Account::add(const std::string& account, const std::string& name,
                               const std::string& path) {
  std::string parent = account;
  for (const Level& level : levels_of(name, account, path)) {
    parent += level.wanted;
    parents.emplace(level.name, parent);
    taken.insert(folded_name(parent));
  }
  parents[name] = path;
  taken.insert(folded_name(path));
  paths.emplace(name, path);
}

// Where one level is, or is to be.
std::string FolderNames::Account::level(const std::string& name, const std::string& wanted) {
  const auto found = parents.find(name);
  return found != parents.end() ? found->second : free_name(wanted, name, taken);
}

base::Result<FolderNames> FolderNames::open(base::Files& files, std::filesystem::path file) {
  FolderNames out(LineLog(files, std::move(file)));
  auto lines = out.log_.read();
  if (!lines) return std::move(lines).error();
  for (const LineLog::Fields& line : *lines) {
    if (line.size() != 3) continue;  // a power cut can leave anything there
    auto inside = check_place(line[0]);
    if (inside) inside = check_place(line[1]);
    if (inside && !line[1].starts_with(line[0] + "/"))
      inside = base::Error{base::Errc::malformed, "a folder stands outside its mailbox"};
    if (!inside) return std::move(inside).error().during(out.log_.path().string());
    out.accounts_[line[0]].add(line[0], line[2], line[1]);
  }
  return out;
}

base::Result<std::string> FolderNames::path(const std::string& account, const std::string& name,
                                            const std::string& wanted) {
  Account& known = accounts_[account];
  if (const auto found = known.paths.find(name); found != known.paths.end()) return found->second;
  std::string path = account;
  for (const Level& level : levels_of(name, account, wanted))
    path = known.level(level.name, path + level.wanted);
  if (fs::path(path).filename().native().size() > kLongest)
    path = free_name(wanted, name, known.taken);
  if (auto added = log_.add({account, path, name}); !added) return std::move(added).error();
  known.add(account, name, path);
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
