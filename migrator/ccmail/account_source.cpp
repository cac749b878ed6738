#include "migrator/ccmail/account_source.hpp"

#include <algorithm>
#include <utility>

namespace migrator::ccmail {

Item AccountSource::unreadable(std::uint64_t from, std::uint64_t to,
                               const base::Error& error) const {
  const std::string& name = files_.messages[index_].text();
  Item item;
  item.place = {name, from, to - from};
  const std::string message =
      error.message.starts_with(name) ? error.message : name + ": " + error.message;
  item.damage = Damage{"unreadable", message + "; expected a readable file of messages"};
  return item;
}

// Numbers that a recovery set gives are kept; what they do not foresee comes behind all of them.
std::uint64_t AccountSource::number(std::size_t file) {
  if (files_.numbers.empty()) return sequence_ + 1;
  const bool first = std::exchange(numbered_, file) != file;
  if (first && files_.numbers[file] > sequence_) return files_.numbers[file];
  return std::max(sequence_ + 1, files_.numbers.back());
}

base::Result<std::optional<Item>> AccountSource::next() {
  std::optional<Item> out;
  std::size_t from = index_;
  while (!out && index_ < files_.messages.size()) {
    from = index_;
    if (!open_) {
      auto file = open_inside(folder_, files_.messages[index_]);
      if (!file) {
        // The disk's trouble or a right that is missing says nothing of the items: no end is
        // reached.
        const bool trouble = file.error().code == base::Errc::io;
        if (trouble && !is_gone(folder_, files_.messages[index_])) return std::move(file).error();
        out = unreadable(0, 0, file.error());
        ++index_;
        break;
      }
      open_ =
          std::make_unique<MessageFile>(std::move(*file), files_.messages[index_].text(), rules_);
    }
    auto item = open_->next();
    if (!item && item.error().code == base::Errc::io) return std::move(item).error();
    if (!item)
      out = unreadable(open_->offset(), open_->size(), item.error());
    else
      out = std::move(*item);
    if (!item || !out) {
      open_.reset();
      ++index_;
    }
  }
  if (out) out->sequence = sequence_ = number(from);
  return out;
}

}  // namespace migrator::ccmail
