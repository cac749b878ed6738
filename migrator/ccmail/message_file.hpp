#pragma once
// One file of messages: every byte of it belongs to a message, to a damage, or
// is filler between them (blank lines, 0x1A).
#include "migrator/ccmail/contents.hpp"

namespace migrator::ccmail {

class MessageFile {
 public:
  /// `name` is the file's in the set: for places and messages to people.
  MessageFile(std::shared_ptr<const base::RandomAccess> file, std::string name, Rules rules)
      : lines_(std::move(file)), name_(std::move(name)), rules_(std::move(rules)) {}

  /// The next item, without its sequence; nullopt at the end. Errc::io when the file can no longer
  /// be read: what is left of it starts at offset().
  base::Result<std::optional<Item>> next();

  std::uint64_t offset() const { return at_; }
  std::uint64_t size() const { return lines_.size(); }

 private:
  Item item(std::uint64_t from, std::uint64_t to) const;
  base::Result<Item> read_garbage(std::uint64_t from);
  base::Result<Item> read_message(std::uint64_t from);
  base::Result<Item> damaged(std::uint64_t from, std::uint64_t search, Damage damage);

  base::Lines lines_;
  std::string name_;
  Rules rules_;
  std::uint64_t at_ = 0;
};

}  // namespace migrator::ccmail
