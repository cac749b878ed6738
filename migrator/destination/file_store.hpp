#pragma once
// One file a message: drafts first; one syncfs makes a whole batch safe, and only then do its files
// get their names (measured: reference/mail.md §3.4). What Maildir and EML have in common.
#include <string>
#include <vector>

#include "migrator/destination/store.hpp"

namespace migrator::destination {

class FileStore : public Store {
 public:
  explicit FileStore(Room room) : room_(std::move(room)), drafts_(room_.state / "tmp") {}

  base::Result<Delivered> put(const std::string& place, const Item& item) override;
  base::Result<void> share(const std::string& target) override;
  base::Result<void> flush() override;
  base::Result<void> finish() override;

 protected:
  struct Staged {
    std::string directory;  // relative: where the file will be
    std::string name;
    std::string same_as;  // the file that it is to be a second name of
  };

  /// The directory of a place in which files stand.
  virtual std::string directory(const std::string& place) const { return place; }
  virtual std::string file_name(const Item& item, const mime::Rendered& rendered) const = 0;
  virtual mime::OwnFields own_fields(const Message&) const { return {}; }
  /// Of the staged items, by their index, those that an earlier run has put there and that stay as
  /// they are; every other one moves over what has its name.
  virtual base::Result<std::vector<bool>> standing(const std::vector<Staged>& staged) = 0;

  Room room_;

 private:
  base::Result<void> sweep();
  const std::filesystem::path& draft(std::size_t number);
  base::Result<mime::Rendered> write(const Message& message, const std::filesystem::path& draft,
                                     std::uint64_t& bytes);
  base::Result<void> name(const Staged& item, const std::filesystem::path& draft);
  base::Result<bool> link(const Staged& item, const std::filesystem::path& draft,
                          const std::filesystem::path& path);

  std::filesystem::path drafts_;
  std::vector<std::filesystem::path> paths_;  // of drafts: made once, used in every batch
  std::vector<Staged> staged_;
};

/// When a message was sent, as the time of its file: servers take its arrival from there. One
/// without a date is as old as time gets, the same in every run, and so is one from before 1970.
std::int64_t arrival(const mime::Rendered& rendered);

}  // namespace migrator::destination
