// Maildir++: a Maildir for each mailbox and board, its folders inside it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "migrator/destination/book_names.hpp"
#include "migrator/destination/file_store.hpp"
#include "migrator/destination/open_delivered.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".sidestep";  // ends every file name of ours, before the flags

// ":2," and the flags in byte order, as a Maildir wants them: Draft, Seen.
std::string flags(const Message& message) {
  std::string out = ":2,";
  if (message.unsent) out += 'D';
  if (!message.unread) out += 'S';
  return out;
}

class MaildirStore : public FileStore {
 public:
  using FileStore::FileStore;
  std::string folder(std::string_view name) const override { return folder_directory(name); }
  base::Result<void> make(const std::string& place, std::string_view name) override;
  bool stands(const std::string& place) const override {
    std::error_code absent;
    return fs::exists(room_.root / place / "cur", absent);
  }

 private:
  std::string directory(const std::string& place) const override { return place + "/cur"; }
  std::string file_name(const Item& item, const mime::Rendered& rendered) const override {
    return fmt::format("{}.S{:08}P{}{}{}", arrival(rendered), item.sequence,
                       std::string_view(rendered.message_id).substr(0, 16), kMark,
                       flags(*item.message));
  }
  base::Result<std::vector<bool>> standing(const std::vector<Staged>& staged) override;
  base::Result<std::vector<std::uint64_t>> read_stems(const std::string& directory) const;

  // Directories that were there before this run, and what stood in them: digests of stems, eight
  // bytes a message, read once when the first message comes there.
  std::map<std::string, std::optional<std::vector<std::uint64_t>>> found_;
};

// A folder's exact name stands in maildirfolder, too, the file that marks a folder of a Maildir++
// and that mail programs only look for.
base::Result<void> MaildirStore::make(const std::string& place, std::string_view name) {
  if (stands(place)) found_.try_emplace(directory(place));
  for (const char* part : {"cur", "new", "tmp"})
    if (auto made = room_.files.make_directories(room_.root / place / part); !made) return made;
  if (name.empty()) return {};
  auto mark = room_.files.create(room_.root / place / "maildirfolder");
  if (!mark) return std::move(mark).error();
  if (auto done = (*mark)->write(base::bytes_of(name)); !done) return done;
  return (*mark)->close();
}

base::Result<std::vector<std::uint64_t>> MaildirStore::read_stems(
    const std::string& directory) const {
  std::vector<std::uint64_t> out;
  for (const fs::path& path :
       {room_.root / directory, (room_.root / directory).parent_path() / "new"}) {
    std::error_code error;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
      out.push_back(digest64(maildir_stem(at->path().filename().native())));
    if (error) return base::Error{base::Errc::io, path.string() + ": " + error.message()};
  }
  std::ranges::sort(out);
  return out;
}

// Whoever reads his mail gives a file other flags, and it must not come a second time: in an import
// of what was rejected, after a run that broke off before its ledger knew, with another ledger.
base::Result<std::vector<bool>> MaildirStore::standing(const std::vector<Staged>& staged) {
  std::vector<bool> out;
  for (const Staged& item : staged) {
    const auto place = found_.find(item.directory);
    if (place == found_.end()) {
      out.push_back(false);
      continue;
    }
    if (!place->second) {
      auto stems = read_stems(item.directory);
      if (!stems) return std::move(stems).error();
      place->second = *std::move(stems);
    }
    out.push_back(std::ranges::binary_search(*place->second, digest64(maildir_stem(item.name))));
  }
  return out;
}

}  // namespace

std::unique_ptr<Store> maildir_store(Room room) {
  return std::make_unique<MaildirStore>(std::move(room));
}

}  // namespace migrator::destination
