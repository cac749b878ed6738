#include "migrator/ccmail/account_source.hpp"

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

base::Result<std::optional<Item>> AccountSource::next() {
  std::optional<Item> out;
  while (!out && index_ < files_.messages.size()) {
    if (!open_) {
      auto file = open_inside(folder_, files_.messages[index_]);
      if (!file) {
        out = unreadable(0, 0, file.error());
        ++index_;
        break;
      }
      open_ =
          std::make_unique<MessageFile>(std::move(*file), files_.messages[index_].text(), rules_);
    }
    auto item = open_->next();
    if (!item)
      out = unreadable(open_->offset(), open_->size(), item.error());
    else
      out = std::move(*item);
    if (!item || !out) {
      open_.reset();
      ++index_;
    }
  }
  if (out) out->sequence = ++sequence_;
  return out;
}

}  // namespace migrator::ccmail
