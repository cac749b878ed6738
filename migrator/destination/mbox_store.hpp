#pragma once
// mbox: one file (mboxrd) for each mailbox, board and folder. A file only grows, and what of it
// counts is what the ledger has (Extents): everything beyond is cut when a run goes on.
//
// Two locks keep mail programs away while a run is under way: FILE.lock, which outlives a killed
// run as long as its mail is not whole, and fcntl's while the file is open.
#include <map>
#include <string>
#include <vector>

#include "migrator/destination/gather.hpp"
#include "migrator/destination/mbox_journal.hpp"
#include "migrator/destination/mbox_locks.hpp"
#include "migrator/destination/store.hpp"

namespace migrator::destination {

class MboxStore : public Store {
 public:
  MboxStore(Room room, MboxJournal journal)
      : room_(std::move(room)),
        journal_(std::move(journal)),
        locks_(room_.files, room_.state / "mbox.lock") {}
  /// What was put and not flushed is taken back; files are as mail programs want them.
  ~MboxStore() override;

  std::string_view suffix() const override { return ".mbox"; }
  base::Result<void> make(const std::string& place, std::string_view name) override;
  bool stands(const std::string& place) const override;
  base::Result<void> check(const std::string& place) const override;
  /// Errc::conflict also when everything is in order now, but mail that may be somebody's had to be
  /// moved away: that has to be told.
  base::Result<void> resume(const Extents& extents) override;
  /// Of the files that grew by the last flush().
  Extents extents() const override { return grown_; }
  base::Result<Delivered> put(const std::string& place, const Item& item) override;
  base::Result<void> flush() override;
  base::Result<void> finish() override;

 private:
  struct File {
    std::uint64_t size = 0;     // with what is still gathered
    std::uint64_t flushed = 0;  // of that, what is durable
    bool claimed = false;       // in the journal and locked, and nobody else has changed it
    std::uint64_t used = 0;     // when it was last put to: the oldest are closed
    std::unique_ptr<base::OutputFile> out;  // while it is open
  };
  using Named = std::pair<const std::string, File>;

  base::Result<std::uint64_t> size_of(const std::string& place) const;
  base::Error changed(const std::string& place, std::uint64_t size, std::uint64_t expected) const;
  base::Result<void> fits(const std::string& place, const File& file) const;
  base::Result<void> fits(const std::string& place, const File& file, std::uint64_t size) const;
  base::Result<std::uint64_t> extent(const std::string& place, const Extents& extents) const;
  base::Result<Named*> open(const std::string& place);
  base::Result<void> claim(const std::string& place, File& file);
  base::Result<void> make_room();
  base::Result<void> choose(File& file);
  base::Result<void> close(File& file);
  base::Result<mime::Rendered> write(File& file, const Message& message);
  base::Result<void> take_back(const std::string& place, File& file, std::uint64_t size);
  base::Result<void> sync();
  base::Result<void> leave();

  // mbox_resume.cpp
  base::Result<void> look(const Extents& extents);
  base::Result<void> find_open();
  base::Result<void> lock_all(std::vector<std::filesystem::path>& taken);
  base::Result<std::string> keep();
  base::Result<void> regain(const Extents& extents, std::string& kept,
                            std::vector<std::filesystem::path>& taken);
  base::Result<void> cut(const std::string& place, File& file);
  base::Result<void> note_rest();
  base::Result<void> unlock();

  Room room_;
  MboxJournal journal_;
  MboxLocks locks_;
  bool resumed_ = false;
  std::map<std::string, File> files_;
  std::vector<Named*> dirty_;  // longer than what of them is durable
  File* current_ = nullptr;    // the file that gather_ is of
  Gather gather_;
  unsigned open_ = 0;
  std::uint64_t clock_ = 0;
  Extents grown_;
};

}  // namespace migrator::destination
