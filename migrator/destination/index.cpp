#include "migrator/destination/index.hpp"

#include <algorithm>

#include "base/blob.hpp"

namespace migrator::destination {
namespace {

constexpr std::uint64_t kLongestName = 1u << 20;

bool stands(const std::filesystem::path& path) {
  std::error_code absent;
  return std::filesystem::exists(path, absent);
}

base::Json entry(const std::string& name, const std::string& path) {
  base::Json out = base::Json::object();
  out["name"] = name;
  out["path"] = path;
  return out;
}

base::Result<base::Json> account_entry(const std::filesystem::path& root, const Account& account,
                                       const std::string& path) {
  base::Json out = entry(account.name, path);
  auto folders = folders_of(root, path);
  if (!folders) return std::move(folders).error();
  const bool mailbox = account.kind == AccountKind::mailbox;
  if (mailbox || !folders->empty()) {
    base::Json list = base::Json::array();
    for (const Folder& folder : *folders) list.push_back(entry(folder.name, folder.path));
    out["folders"] = std::move(list);
  }
  if (mailbox && stands(root / (path + ".vcf"))) out["lists"] = path + ".vcf";
  return out;
}

}  // namespace

base::Result<std::vector<Folder>> folders_of(const std::filesystem::path& root,
                                             const std::string& path) {
  std::vector<Folder> out;
  std::error_code error;
  std::filesystem::directory_iterator at(root / path, error), end;
  for (; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    // Without its mark it is no folder yet: a run was broken off while making it.
    if (!name.starts_with('.') || !stands(at->path() / "maildirfolder")) continue;
    auto exact = base::read_file(at->path() / "maildirfolder", kLongestName);
    if (!exact) return std::move(exact).error();
    out.push_back({*std::move(exact), path + "/" + name});
  }
  if (error) return base::Error{base::Errc::io, (root / path).string() + ": " + error.message()};
  std::ranges::sort(out, {}, &Folder::path);
  return out;
}

base::Result<base::Json> make_index(const std::filesystem::path& root, const Layout& layout,
                                    const std::string& post_office) {
  base::Json mailboxes = base::Json::array(), boards = base::Json::array();
  for (const Account& account : layout.accounts()) {
    const std::string& path = *layout.path(account);
    if (!stands(root / path / "cur")) continue;
    auto made = account_entry(root, account, path);
    if (!made) return made;
    (account.kind == AccountKind::board ? boards : mailboxes).push_back(*std::move(made));
  }
  base::Json out = base::Json::object();
  out["schema"] = "sidestep-index/1";
  out["post_office"] = post_office;
  out["mailboxes"] = std::move(mailboxes);
  out["boards"] = std::move(boards);
  if (stands(root / "directory.vcf")) out["directory"] = "directory.vcf";
  return out;
}

}  // namespace migrator::destination
