#include "migrator/ccmail/export_set.hpp"

#include "migrator/ccmail/account_source.hpp"
#include "migrator/ccmail/directory.hpp"
#include "migrator/ccmail/open_set.hpp"

namespace migrator::ccmail {
namespace {

class ExportSet : public Source {
 public:
  explicit ExportSet(OpenSet set) : set_(std::move(set)) {
    catalogue_.post_office = set_.file.post_office;
    catalogue_.code_page = set_.file.rules.page.number();
    catalogue_.time_zone = set_.file.time_zone;
    for (const AccountFiles& files : set_.file.accounts) {
      catalogue_.accounts.push_back(files.account);
      if (files.private_directory)
        catalogue_.unread.push_back(
            {files.account, files.private_directory->text() +
                                ": the personal address book is not migrated by this version"});
    }
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
    return set_.lists.of(mailbox.name);
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
  OpenSet set_;
  Catalogue catalogue_;
};

}  // namespace

base::Result<OpenSet> open_set(const std::filesystem::path& folder) {
  auto file = load_set(folder);
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

base::Result<std::unique_ptr<Source>> open_export_set(const std::filesystem::path& folder) {
  auto set = open_set(folder);
  if (!set) return std::move(set).error();
  return std::unique_ptr<Source>(std::make_unique<ExportSet>(std::move(*set)));
}

}  // namespace migrator::ccmail
