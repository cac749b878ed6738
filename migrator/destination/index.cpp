#include "migrator/destination/index.hpp"

#include <optional>
#include <tuple>

#include "base/path.hpp"
#include "migrator/destination/book_writer.hpp"

namespace migrator::destination {
namespace {

base::Json entry(const std::string& name, const std::string& path) {
  base::Json out = base::Json::object();
  out["name"] = name;
  out["path"] = path;
  return out;
}

base::Json account_entry(const std::filesystem::path& root, const Standing& one) {
  base::Json out = entry(one.account.name, one.path);
  const bool mailbox = one.account.kind == AccountKind::mailbox;
  if (mailbox || !one.folders.empty()) {
    base::Json list = base::Json::array();
    for (const Folder& folder : one.folders) list.push_back(entry(folder.name, folder.path));
    out["folders"] = std::move(list);
  }
  const std::string cards = one.beside + ".vcf", records = one.beside + ".ldif";
  if (mailbox && stands(root / cards)) out["lists"] = cards;
  if (mailbox && stands(root / records)) out["lists_ldif"] = records;
  return out;
}

// An account is one name below `parent`, whatever a file may say.
std::optional<std::pair<Account, std::string>> known_account(const base::Json& json,
                                                             AccountKind kind,
                                                             const std::string& parent,
                                                             std::string_view suffix) {
  if (!json.is_object()) return std::nullopt;
  const auto name = json.find("name"), path = json.find("path");
  if (name == json.end() || path == json.end() || !name->is_string() || !path->is_string())
    return std::nullopt;
  auto parsed = base::RelPath::parse(path->get<std::string>());
  if (!parsed || !parsed->text().starts_with(parent) ||
      parsed->text().find('/', parent.size()) != std::string::npos ||
      !parsed->text().ends_with(suffix))
    return std::nullopt;
  return std::pair(Account{kind, name->get<std::string>()},
                   parsed->text().substr(0, parsed->text().size() - suffix.size()));
}

}  // namespace

base::Result<Layout::Known> known_accounts(const std::filesystem::path& root,
                                           std::string_view suffix) {
  Layout::Known out;
  const auto path = root / "index.json";
  if (!stands(path)) return out;
  constexpr const char* kMend =
      "run again the command that delivered to this folder first: it makes the index anew";
  auto json = base::read_json(path);
  if (!json) return base::Error{json.error().code, json.error().message, kMend};
  const base::Error wrong{base::Errc::malformed,
                          path.string() +
                              ": is not an index of ours: it should name mailboxes and "
                              "boards with their paths",
                          kMend};
  if (!json->is_object()) return wrong;
  for (const auto& [key, kind, parent] :
       {std::tuple{"mailboxes", AccountKind::mailbox, "mailboxes/"},
        std::tuple{"boards", AccountKind::board, "public/"}}) {
    const auto list = json->find(key);
    if (list == json->end() || !list->is_array()) return wrong;
    for (const base::Json& account : *list) {
      auto one = known_account(account, kind, parent, suffix);
      if (!one) return wrong;
      out.push_back(std::move(*one));
    }
  }
  return out;
}

base::Json make_index(const std::filesystem::path& root, const std::vector<Standing>& accounts,
                      const std::string& post_office) {
  base::Json mailboxes = base::Json::array(), boards = base::Json::array();
  for (const Standing& one : accounts)
    (one.account.kind == AccountKind::board ? boards : mailboxes)
        .push_back(account_entry(root, one));
  base::Json out = base::Json::object();
  out["schema"] = "sidestep-index/1";
  out["post_office"] = post_office;
  out["mailboxes"] = std::move(mailboxes);
  out["boards"] = std::move(boards);
  if (stands(root / "directory.vcf")) out["directory"] = "directory.vcf";
  if (stands(root / "directory.ldif")) out["directory_ldif"] = "directory.ldif";
  return out;
}

}  // namespace migrator::destination
