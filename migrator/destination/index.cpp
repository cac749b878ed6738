#include "migrator/destination/index.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/blob.hpp"
#include "base/path.hpp"

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

// An account is one folder below `parent`, whatever a file may say.
std::optional<std::pair<Account, std::string>> known_account(const base::Json& json,
                                                             AccountKind kind,
                                                             const std::string& parent) {
  if (!json.is_object()) return std::nullopt;
  const auto name = json.find("name"), path = json.find("path");
  if (name == json.end() || path == json.end() || !name->is_string() || !path->is_string())
    return std::nullopt;
  auto parsed = base::RelPath::parse(path->get<std::string>());
  if (!parsed || !parsed->text().starts_with(parent) ||
      parsed->text().find('/', parent.size()) != std::string::npos)
    return std::nullopt;
  return std::pair(Account{kind, name->get<std::string>()}, parsed->text());
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

base::Result<Layout::Known> known_accounts(const std::filesystem::path& root) {
  Layout::Known out;
  const auto path = root / "index.json";
  if (!stands(path)) return out;
  auto json = base::read_json(path);
  if (!json) return std::move(json).error();
  const base::Error wrong{base::Errc::malformed,
                          path.string() +
                              ": is not an index of ours: it should name mailboxes and "
                              "boards with their paths",
                          "remove it; the next run makes it anew"};
  if (!json->is_object()) return wrong;
  for (const auto& [key, kind, parent] :
       {std::tuple{"mailboxes", AccountKind::mailbox, "mailboxes/"},
        std::tuple{"boards", AccountKind::board, "public/"}}) {
    const auto list = json->find(key);
    if (list == json->end() || !list->is_array()) return wrong;
    for (const base::Json& account : *list) {
      auto one = known_account(account, kind, parent);
      if (!one) return wrong;
      out.push_back(std::move(*one));
    }
  }
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
