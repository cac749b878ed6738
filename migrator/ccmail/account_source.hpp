#pragma once
// The messages of one mailbox or board, out of its files, one after the other.
#include <memory>

#include "migrator/ccmail/message_file.hpp"
#include "migrator/ccmail/set_file.hpp"

namespace migrator::ccmail {

class AccountSource : public ItemSource {
 public:
  AccountSource(std::filesystem::path folder, AccountFiles files, Rules rules)
      : folder_(std::move(folder)), files_(std::move(files)), rules_(std::move(rules)) {}

  /// Never an Error: a file that cannot be opened, or no longer be read, is one damaged item
  /// ("unreadable"), and the next file is gone on with.
  base::Result<std::optional<Item>> next() override;

 private:
  std::uint64_t number(std::size_t file);
  Item unreadable(std::uint64_t from, std::uint64_t to, const base::Error& error) const;

  std::filesystem::path folder_;
  AccountFiles files_;
  Rules rules_;
  std::size_t index_ = 0;  // of the file that is open, or of the next one
  std::unique_ptr<MessageFile> open_;
  std::uint64_t sequence_ = 0;
  std::optional<std::size_t> numbered_;  // the file that the last item stood in
};

}  // namespace migrator::ccmail
