#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "migrator/destination/address_book.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/index.hpp"
#include "migrator/destination/layout.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kState = ".sidestep";
constexpr std::string_view kMark = ".sidestep";  // ends every file name of ours, before the flags

// ":2," and the flags in byte order, as a Maildir wants them: Draft, Seen.
std::string flags(const Message& message) {
  std::string out = ":2,";
  if (message.unsent) out += 'D';
  if (!message.unread) out += 'S';
  return out;
}

// Servers take the arrival of a message from the file's time. One without a date is as old as
// time gets, the same in every run, and so is one from before 1970.
std::int64_t arrival(const mime::Rendered& rendered) {
  return std::max<std::int64_t>(rendered.sent.value_or(0), 0);
}

std::string file_name(const Item& item, const mime::Rendered& rendered) {
  return fmt::format("{}.S{:08}P{}{}{}", arrival(rendered), item.sequence,
                     rendered.message_id.substr(0, 16), kMark, flags(*item.message));
}

// What of a file name stays when mail programs move, flag and mark it.
std::string stem(const std::string& name) { return name.substr(0, name.find_first_of(":,")); }

class Maildir : public Destination {
 public:
  Maildir(base::Files& files, fs::path root, std::string post_office, Layout layout,
          mime::Options options, bool adds)
      : files_(files),
        root_(std::move(root)),
        adds_(adds),
        post_office_(std::move(post_office)),
        layout_(std::move(layout)),
        options_(std::move(options)),
        book_(files_, root_, root_ / kState, options_, adds) {}

  base::Result<void> begin(const Account& account) override;
  base::Result<Delivered> put(const Account& account, const Item& item) override;
  base::Result<void> flush() override;
  base::Result<void> put(const DirectoryEntry& entry) override { return book_.put(entry); }
  base::Result<void> finish_directory() override { return book_.finish_directory(); }
  base::Result<std::vector<std::string>> put(const Account& mailbox,
                                             const std::vector<PersonalList>& lists) override;
  base::Result<void> finish() override;

 private:
  struct Staged {
    std::string directory;  // relative: the Maildir or a folder in it
    std::string draft;      // in its tmp
    std::string name;       // in its cur
  };

  base::Result<std::string> path_of(const Account& account) const;
  base::Result<void> make_maildir(const std::string& path);
  base::Result<std::string> folder(const Account& account, const std::string& name);
  base::Result<mime::Rendered> stage(const Message& message, const fs::path& draft);
  base::Result<void> sweep(const std::string& maildir);
  base::Result<void> spread_directory();
  base::Result<std::set<std::string>> standing() const;

  base::Files& files_;
  fs::path root_;
  bool adds_;
  std::string post_office_;
  Layout layout_;
  mime::Options options_;
  AddressBook book_;
  std::set<std::string> made_;  // Maildirs known to be there
  std::vector<Staged> staged_;
  std::uint64_t drafts_ = 0;
};

base::Result<std::string> Maildir::path_of(const Account& account) const {
  if (const std::string* path = layout_.path(account)) return *path;
  return base::Error{base::Errc::usage, "\"" + base::printable(account.name) +
                                            "\" is not in the catalogue that the "
                                            "destination was opened with"};
}

base::Result<void> Maildir::make_maildir(const std::string& path) {
  for (const char* part : {"cur", "new", "tmp"})
    if (auto made = files_.make_directories(root_ / path / part); !made) return made;
  made_.insert(path);
  return {};
}

base::Result<void> Maildir::begin(const Account& account) {
  auto path = path_of(account);
  if (!path) return std::move(path).error();
  return made_.contains(*path) ? base::Result<void>() : make_maildir(*path);
}

// The Maildir of a folder. Its exact name stands in maildirfolder, the file that marks a folder of
// a Maildir++ and that mail programs only look for.
base::Result<std::string> Maildir::folder(const Account& account, const std::string& name) {
  auto path = path_of(account);
  if (!path) return path;
  if (auto begun = begin(account); !begun) return std::move(begun).error();
  const std::string directory = folder_directory(name);
  if (directory.empty()) return path;
  *path += "/" + directory;
  if (made_.contains(*path)) return path;
  if (auto made = make_maildir(*path); !made) return std::move(made).error();
  auto mark = files_.create(root_ / *path / "maildirfolder");
  if (!mark) return std::move(mark).error();
  if (auto done = (*mark)->write(base::bytes_of(name)); !done) return std::move(done).error();
  if (auto done = (*mark)->close(); !done) return std::move(done).error();
  return path;
}

base::Result<mime::Rendered> Maildir::stage(const Message& message, const fs::path& draft) {
  auto file = files_.create(draft);
  if (!file) return std::move(file).error();
  auto rendered = mime::render(message, options_, **file);
  if (!rendered) return rendered;
  if (auto done = (*file)->close(); !done) return std::move(done).error();
  if (auto done = files_.set_modified(draft, arrival(*rendered)); !done)
    return std::move(done).error();
  return rendered;
}

base::Result<Delivered> Maildir::put(const Account& account, const Item& item) {
  if (!item.message)
    return base::Error{base::Errc::usage, "a damaged item cannot be delivered as a message"};
  auto directory = folder(account, item.message->folder);
  if (!directory) return std::move(directory).error();
  const std::string draft = fmt::format("{}.S{:08}{}", ++drafts_, item.sequence, kMark);
  const fs::path path = root_ / *directory / "tmp" / draft;
  auto rendered = stage(*item.message, path);
  if (!rendered) {
    (void)files_.remove(path);  // the first error is the one that matters
    return std::move(rendered).error();
  }
  staged_.push_back({*directory, draft, file_name(item, *rendered)});
  return Delivered{*directory + "/cur/" + staged_.back().name, rendered->message_id,
                   std::move(rendered->warnings)};
}

// Of the staged items those that an earlier import has put there, as "directory/stem": whoever
// reads his mail gives a file other flags, and it must not come a second time.
base::Result<std::set<std::string>> Maildir::standing() const {
  std::set<std::string> wanted, out, directories;
  if (!adds_) return out;
  for (const Staged& item : staged_) {
    wanted.insert(item.directory + "/" + stem(item.name));
    directories.insert(item.directory);
  }
  for (const std::string& directory : directories)
    for (const char* part : {"cur", "new"}) {
      const fs::path path = root_ / directory / part;
      std::error_code error;
      for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        std::string known = directory + "/" + stem(at->path().filename().string());
        if (wanted.contains(known)) out.insert(std::move(known));
      }
      if (error) return base::Error{base::Errc::io, path.string() + ": " + error.message()};
    }
  return out;
}

// One syncfs makes all staged files safe, whatever their number; only then do they get names
// (measured: reference/mail.md §3.4).
base::Result<void> Maildir::flush() {
  if (staged_.empty()) return {};
  if (auto done = files_.sync_filesystem(root_); !done) return done;
  auto there = standing();
  if (!there) return std::move(there).error();
  std::set<std::string> touched;
  for (const Staged& item : staged_) {
    const fs::path maildir = root_ / item.directory;
    if (there->contains(item.directory + "/" + stem(item.name))) {
      if (auto done = files_.remove(maildir / "tmp" / item.draft); !done) return done;
      continue;
    }
    if (auto done = files_.rename(maildir / "tmp" / item.draft, maildir / "cur" / item.name); !done)
      return done;
    touched.insert(item.directory);
  }
  for (const std::string& directory : touched)
    if (auto done = files_.sync_directory(root_ / directory / "cur"); !done) return done;
  staged_.clear();
  return {};
}

base::Result<std::vector<std::string>> Maildir::put(const Account& mailbox,
                                                    const std::vector<PersonalList>& lists) {
  auto path = path_of(mailbox);
  if (!path) return std::move(path).error();
  if (auto begun = begin(mailbox); !begun) return std::move(begun).error();
  return book_.put_lists(mailbox.name, lists, root_ / (*path + ".vcf"));
}

// Removes what a broken run left in tmp; only files named as ours are.
base::Result<void> Maildir::sweep(const std::string& maildir) {
  std::error_code error;
  fs::directory_iterator at(root_ / maildir / "tmp", error), end;
  std::vector<fs::path> leftovers;
  for (; !error && at != end; at.increment(error))
    if (at->path().filename().string().ends_with(kMark)) leftovers.push_back(at->path());
  for (const fs::path& path : leftovers)
    if (auto done = files_.remove(path); !done) return done;
  return {};
}

// What came to the directory comes to every mailbox's copy of it, also of those that this run is
// not about.
base::Result<void> Maildir::spread_directory() {
  if (!adds_ || !book_.grown()) return {};
  for (const Account& account : layout_.accounts()) {
    const fs::path book = root_ / (*layout_.path(account) + ".vcf");
    std::error_code absent;
    if (account.kind != AccountKind::mailbox || !fs::exists(book, absent)) continue;
    if (auto put = book_.put_lists(account.name, {}, book); !put) return std::move(put).error();
  }
  return {};
}

base::Result<void> Maildir::finish() {
  if (auto done = flush(); !done) return done;
  if (auto done = spread_directory(); !done) return done;
  for (const Account& account : layout_.accounts()) {
    const std::string& path = *layout_.path(account);
    std::error_code absent;
    if (!fs::exists(root_ / path / "cur", absent)) continue;
    auto folders = folders_of(root_, path);
    if (!folders) return std::move(folders).error();
    if (auto done = sweep(path); !done) return done;
    for (const Folder& folder : *folders)
      if (auto done = sweep(folder.path); !done) return done;
  }
  for (const char* draft : {"directory.vcf.new", "lists.vcf.new", "merged.vcf.new"})
    if (auto done = files_.remove(root_ / kState / draft); !done) return done;
  // Mailboxes and boards that stay empty are on no other list of things to sync.
  if (auto done = files_.sync_filesystem(root_); !done) return done;
  auto index = make_index(root_, layout_, post_office_);
  if (!index) return std::move(index).error();
  return base::write_whole(files_, root_ / "index.json", base::dump(*index) + "\n");
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

}  // namespace

base::Result<std::unique_ptr<Destination>> open_maildir(base::Files& files, const fs::path& root,
                                                        const Catalogue& catalogue,
                                                        const mime::Options& given, bool adds) {
  mime::Options options = given;
  if (options.domain.empty()) options.domain = mime::default_domain(options.post_office);
  // What would fail at every message fails before anything is written.
  if (auto zone = mime::moment({}, options.time_zone); !zone) return std::move(zone).error();
  if (auto page = base::CodePage::find(options.code_page); !page) return std::move(page).error();
  if (auto ours = check_root(root); !ours) return std::move(ours).error();
  if (auto made = files.make_directories(root / kState); !made) return std::move(made).error();
  auto known = adds ? known_accounts(root) : base::Result<Layout::Known>(Layout::Known());
  if (!known) return std::move(known).error();
  return std::unique_ptr<Destination>(std::make_unique<Maildir>(
      files, root, catalogue.post_office, Layout(catalogue, *known), std::move(options), adds));
}

}  // namespace migrator::destination
