// What all destinations have in common that are a folder: who may write there, where accounts and
// folders stand, the address book, the index.
#include <algorithm>
#include <unordered_map>

#include "migrator/destination/address_book.hpp"
#include "migrator/destination/folder_names.hpp"
#include "migrator/destination/index.hpp"
#include "migrator/destination/layout.hpp"
#include "migrator/destination/store.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kState = ".sidestep";

class FolderDestination : public Destination {
 public:
  FolderDestination(const Room& room, std::optional<base::Lock> lock, std::string post_office,
                    Layout layout, FolderNames names, std::unique_ptr<Store> store)
      : files_(room.files),
        root_(room.root),
        state_(room.state),
        adds_(room.opening.adds),
        lock_(std::move(lock)),
        post_office_(std::move(post_office)),
        layout_(std::move(layout)),
        names_(std::move(names)),
        store_(std::move(store)),
        book_(files_, root_, state_, room.options, adds_) {}

  base::Result<void> begin(const Account& account) override;
  base::Result<void> resume(const Extents& extents) override { return store_->resume(extents); }
  base::Result<void> check(const Account& account) const override;
  Extents extents() const override { return store_->extents(); }
  base::Result<Delivered> put(const Account& account, const Item& item) override;
  base::Result<void> share(const std::string& target) override { return store_->share(target); }
  base::Result<void> flush() override;
  base::Result<Delivered> put(const DirectoryEntry& entry) override { return book_.put(entry); }
  base::Result<void> finish_directory() override { return book_.finish_directory(); }
  base::Result<DeliveredLists> put(const Account& mailbox,
                                   const std::vector<PersonalList>& lists) override;
  base::Result<void> finish() override;

 private:
  base::Result<const std::string*> path_of(const Account& account) const;
  base::Result<const std::string*> place(const Account& account, const std::string& folder);
  base::Result<std::string> new_place(const Account& account, const std::string& folder);
  base::Result<void> spread_directory();
  base::Result<void> sweep();
  std::vector<Standing> standing() const;

  base::Files& files_;
  fs::path root_, state_;
  bool adds_;
  std::optional<base::Lock> lock_;
  std::string post_office_;
  Layout layout_;
  FolderNames names_;
  std::unique_ptr<Store> store_;
  AddressBook book_;
  std::unordered_map<std::string, std::string> places_;  // that are there, by account and folder
  std::string key_;                                      // of places_: its room is used again
};

base::Result<const std::string*> FolderDestination::path_of(const Account& account) const {
  if (const std::string* path = layout_.path(account)) return path;
  return base::Error{base::Errc::usage, "\"" + base::printable(account.name) +
                                            "\" is not in the catalogue that the "
                                            "destination was opened with"};
}

base::Result<void> FolderDestination::check(const Account& account) const {
  auto path = path_of(account);
  if (!path) return std::move(path).error();
  const std::string suffix(store_->suffix());
  if (auto good = store_->check(**path + suffix); !good) return good;
  for (const Folder& folder : names_.of(**path))
    if (auto good = store_->check(folder.path + suffix); !good) return good;
  return {};
}

// Makes the place, and the account's before a folder's.
base::Result<std::string> FolderDestination::new_place(const Account& account,
                                                       const std::string& folder) {
  auto path = path_of(account);
  if (!path) return std::move(path).error();
  const std::string below = store_->folder(folder);
  std::string place = **path;
  if (!below.empty()) {
    if (auto begun = begin(account); !begun) return std::move(begun).error();
    auto named = names_.path(**path, folder, **path + "/" + below);
    if (!named) return named;
    place = *std::move(named);
  }
  place += store_->suffix();
  if (auto made = store_->make(place, below.empty() ? "" : folder); !made)
    return std::move(made).error();
  return place;
}

base::Result<const std::string*> FolderDestination::place(const Account& account,
                                                          const std::string& folder) {
  key_.assign(account.kind == AccountKind::board ? "b" : "m").append(account.name);
  key_.append(1, '\0').append(folder);
  if (const auto found = places_.find(key_); found != places_.end()) return &found->second;
  const std::string key = key_;
  auto made = new_place(account, folder);
  if (!made) return std::move(made).error();
  return &places_.emplace(key, *std::move(made)).first->second;
}

base::Result<void> FolderDestination::begin(const Account& account) {
  auto made = place(account, "");
  return made ? base::Result<void>() : std::move(made).error();
}

base::Result<Delivered> FolderDestination::put(const Account& account, const Item& item) {
  if (!item.message)
    return base::Error{base::Errc::usage, "a damaged item cannot be delivered as a message"};
  auto where = place(account, item.message->folder);
  if (!where) return std::move(where).error();
  return store_->put(**where, item);
}

base::Result<void> FolderDestination::flush() {
  if (auto done = names_.sync(); !done) return done;
  return store_->flush();
}

base::Result<DeliveredLists> FolderDestination::put(const Account& mailbox,
                                                    const std::vector<PersonalList>& lists) {
  auto path = path_of(mailbox);
  if (!path) return std::move(path).error();
  if (auto begun = begin(mailbox); !begun) return std::move(begun).error();
  return book_.put_lists(mailbox.name, lists, root_ / (**path + ".vcf"));
}

// What came to the directory comes to every mailbox's copy of it, also of those that this run is
// not about.
base::Result<void> FolderDestination::spread_directory() {
  if (!adds_ || !book_.grown()) return {};
  for (const Account& account : layout_.accounts()) {
    const fs::path book = root_ / (*layout_.path(account) + ".vcf");
    std::error_code absent;
    if (account.kind != AccountKind::mailbox || !fs::exists(book, absent)) continue;
    if (auto put = book_.put_lists(account.name, {}, book); !put) return std::move(put).error();
  }
  return {};
}

// Drafts of a run that was broken off.
base::Result<void> FolderDestination::sweep() {
  std::vector<fs::path> drafts;
  std::error_code error;
  for (fs::directory_iterator at(state_, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".new") drafts.push_back(at->path());
  for (const fs::path& draft : drafts)
    if (auto done = files_.remove(draft); !done) return done;
  return {};
}

std::vector<Standing> FolderDestination::standing() const {
  std::vector<Standing> out;
  for (const Account& account : layout_.accounts()) {
    const std::string& path = *layout_.path(account);
    const std::string suffix(store_->suffix());
    if (!store_->stands(path + suffix)) continue;
    Standing& one = out.emplace_back(Standing{account, path + suffix, path, {}});
    for (Folder& folder : names_.of(path)) {
      folder.path += suffix;
      if (store_->stands(folder.path)) one.folders.push_back(std::move(folder));
    }
  }
  return out;
}

base::Result<void> FolderDestination::finish() {
  if (auto done = flush(); !done) return done;
  if (auto done = spread_directory(); !done) return done;
  if (auto done = sweep(); !done) return done;
  // Mailboxes and boards that stay empty are on no other list of things to sync.
  if (auto done = files_.sync_filesystem(root_); !done) return done;
  const base::Json index = make_index(root_, standing(), post_office_);
  if (auto done = base::write_whole(files_, root_ / "index.json", base::dump(index) + "\n"); !done)
    return done;
  return store_->finish();
}

// Ours, new, or empty: anything else is somebody's mail that we would mix with.
base::Result<void> check_root(const fs::path& root) {
  std::error_code error;
  const auto status = fs::status(root, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status))
    return base::Error{base::Errc::conflict, root.string() + ": not a folder"};
  if (fs::exists(root / kState, error)) return {};
  const bool empty = fs::is_empty(root, error);
  if (error) return base::Error{base::Errc::io, root.string() + ": " + error.message()};
  if (empty) return {};
  return base::Error{base::Errc::conflict,
                     root.string() + ": holds files that no run of ours has put there",
                     "name a folder that is empty or does not exist yet"};
}

base::Result<std::unique_ptr<Store>> open_store(Format format, Room room) {
  if (format == Format::mbox) return mbox_store(std::move(room));
  return format == Format::eml ? eml_store(std::move(room)) : maildir_store(std::move(room));
}

}  // namespace

base::Result<std::unique_ptr<Destination>> open_folder(base::Files& files, Format format,
                                                       const fs::path& root,
                                                       const Catalogue& catalogue,
                                                       const mime::Options& given,
                                                       const Opening& opening) {
  Room room{files, root, root / kState, given, opening};
  if (room.options.domain.empty())
    room.options.domain = mime::default_domain(room.options.post_office);
  // What would fail at every message fails before anything is written.
  if (auto zone = mime::moment({}, given.time_zone); !zone) return std::move(zone).error();
  if (auto page = base::CodePage::find(given.code_page); !page) return std::move(page).error();
  if (auto ours = check_root(root); !ours) return std::move(ours).error();
  std::error_code absent;
  if (!fs::exists(room.state, absent))
    if (auto made = files.make_directories(room.state); !made) return std::move(made).error();
  std::optional<base::Lock> lock;
  const fs::path lock_file = room.state / "destination.lock";
  if (!opening.looks || fs::exists(lock_file, absent)) {  // to take it is to make it
    auto taken = base::Lock::take(lock_file);
    if (!taken) return std::move(taken).error();
    lock.emplace(*std::move(taken));
  }
  auto store = open_store(format, room);
  if (!store) return std::move(store).error();
  auto names = FolderNames::open(files, room.state / "folders");
  if (!names) return std::move(names).error();
  Layout::Known known;
  if (opening.adds) {
    auto accounts = known_accounts(root, (*store)->suffix());
    if (!accounts) return std::move(accounts).error();
    known = *std::move(accounts);
  }
  return std::unique_ptr<Destination>(std::make_unique<FolderDestination>(
      room, std::move(lock), catalogue.post_office, Layout(catalogue, known), *std::move(names),
      *std::move(store)));
}

}  // namespace migrator::destination
