#include "migrator/migration/folder.hpp"

#include "base/text.hpp"

namespace migrator::migration {

base::Result<Folder> Folder::open(const std::filesystem::path& path, Wrap wrap) {
  Folder folder(path.empty() ? "." : path);
  folder.wrap_ = std::move(wrap);
  std::error_code error;
  std::filesystem::directory_iterator entries(folder.path_, error), end;
  for (; !error && entries != end; entries.increment(error)) {
    std::error_code unknown;
    if (!entries->is_regular_file(unknown) || entries->is_symlink(unknown)) continue;
    std::string name = entries->path().filename().string();
    folder.names_.emplace(base::lower(name), std::move(name));
  }
  if (error) return base::Error{base::Errc::io, folder.path_.string() + ": " + error.message()};
  return folder;
}

std::optional<std::string> Folder::find(std::string_view name) const {
  const auto [first, last] = names_.equal_range(base::lower(name));
  std::optional<std::string> best;
  for (auto it = first; it != last; ++it) {
    if (it->second == name) return it->second;
    if (!best || it->second < *best) best = it->second;
  }
  return best;
}

base::Result<std::shared_ptr<const base::RandomAccess>> Folder::file(
    const std::string& true_name) const {
  auto file = base::ReadableFile::open(path_ / true_name);
  if (!file) return std::move(file).error();
  std::shared_ptr<const base::RandomAccess> bytes = std::move(*file);
  return wrap_ ? wrap_(std::move(bytes)) : bytes;
}

}  // namespace migrator::migration
