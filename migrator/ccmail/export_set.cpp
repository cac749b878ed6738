#include "migrator/ccmail/export_set.hpp"

#include "migrator/ccmail/account_source.hpp"
#include "migrator/ccmail/directory.hpp"
#include "migrator/ccmail/open_set.hpp"
#include "migrator/ccmail/private_directory.hpp"

namespace migrator::ccmail {
namespace {

class ExportSet : public Source {
 public:
  explicit ExportSet(OpenSet set) : set_(std::move(set)) {
    catalogue_.post_office = set_.file.post_office;
    catalogue_.code_page = set_.file.rules.page.number();
    catalogue_.time_zone = set_.file.time_zone;
    for (const AccountFiles& files : set_.file.accounts)
      catalogue_.accounts.push_back(files.account);
  }

  const Catalogue& catalogue() const override { return catalogue_; }

  base::Result<std::unique_ptr<ItemSource>> open(const Account& account) override {
    const AccountFiles* files = set_.file.find(account.kind, account.name);
    if (files == nullptr)
      return base::Error{base::Errc::usage, "\"" + account.name + "\" is not in set.json"};
    return std::unique_ptr<ItemSource>(
        std::make_unique<AccountSource>(set_.file.folder, *files, set_.file.rules));
  }

  base::Result<std::vector<PersonalList>> lists(const Account& mailbox) override {
    if (mailbox.kind != AccountKind::mailbox) return std::vector<PersonalList>{};
    auto lists = set_.lists.of(mailbox.name);
    const AccountFiles* files = set_.file.find(mailbox.kind, mailbox.name);
    if (!lists || files == nullptr || !files->private_directory) return lists;
    for (PersonalList& one : address_book(*files->private_directory))
      lists->push_back(std::move(one));
    return lists;
  }

  base::Result<void> directory(
      const std::function<base::Result<void>(const DirectoryEntry&)>& take,
      const std::function<base::Result<void>(const Place&, const Damage&)>& damaged) override {
    if (!set_.file.directory) return {};
    auto file = open_inside(set_.file.folder, *set_.file.directory);
    if (!file) return std::move(file).error();
    return read_directory(std::move(*file), set_.file.directory->text(), set_.file.rules, take,
                          damaged);
  }

 private:
  // A file that can no longer be read is one damage, as a file of messages is.
  std::vector<PersonalList> address_book(const base::RelPath& path) const {
    const std::string name = path.text();
    auto file = open_inside(set_.file.folder, path);
    auto read = file ? read_private_directory(*file, name, set_.file.rules.page)
                     : base::Result<std::vector<PersonalList>>(file.error());
    if (read) return std::move(*read);
    PersonalList lost;
    lost.name = kAddressBookName;
    lost.place = {name, 0, 0};
    const std::string& what = read.error().message;
    lost.damage = Damage{"unreadable", (what.starts_with(name) ? what : name + ": " + what) +
                                           "; expected a readable PRIVDIR.INI"};
    return {std::move(lost)};
  }

  OpenSet set_;
  Catalogue catalogue_;
};

// A file of messages that is gone is an item of its mailbox (docs/formats/export-set.md); one that
// is there and cannot be opened is somebody's oversight, and better said before anything is read.
base::Result<void> check_readable(const SetFile& set) {
  for (const AccountFiles& account : set.accounts)
    for (const base::RelPath& path : account.messages) {
      auto file = open_inside(set.folder, path);
      if (file || is_gone(set.folder, path) || file.error().code != base::Errc::io) continue;
      base::Error error = std::move(file).error().during(set.folder.string());
      error.hint = "make it readable for this user, or take it out of the set";
      return error;
    }
  return {};
}

}  // namespace

base::Result<OpenSet> open_set(const std::filesystem::path& folder, const SetChoice& choice) {
  auto file = load_set(folder, choice);
  if (!file) return std::move(file).error();
  OpenSet set{std::move(*file), {}};
  if (!set.file.private_lists) return set;
  auto csv = open_inside(folder, *set.file.private_lists);
  if (!csv) return std::move(csv).error().during(folder.string());
  auto lists = PrivateLists::open(std::move(*csv), set.file);
  if (!lists) return std::move(lists).error().during(folder.string());
  set.lists = std::move(*lists);
  return set;
}

base::Result<std::unique_ptr<Source>> open_export_set(const std::filesystem::path& folder,
                                                      const SetChoice& choice) {
  auto set = open_set(folder, choice);
  if (!set) return std::move(set).error();
  if (auto readable = check_readable(set->file); !readable) return std::move(readable).error();
  return std::unique_ptr<Source>(std::make_unique<ExportSet>(std::move(*set)));
}

}  // namespace migrator::ccmail
