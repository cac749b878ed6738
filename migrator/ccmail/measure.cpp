#include "migrator/ccmail/account_source.hpp"
#include "migrator/ccmail/export_set.hpp"
#include "migrator/ccmail/open_set.hpp"

namespace migrator::ccmail {
namespace {

using contract::Fact;

// Looks at headers until a receipt turns up. "No" needs every message to have been readable.
base::Result<std::optional<Fact>> measure_receipts(const SetFile& set) {
  std::uint64_t messages = 0;
  bool all_read = true;
  for (const AccountFiles& files : set.accounts) {
    AccountSource items(set.folder, files, set.rules);
    for (;;) {
      auto item = items.next();
      if (!item) return std::move(item).error();
      if (!*item) break;
      if ((*item)->damage) all_read = false;
      if (!(*item)->message) continue;
      ++messages;
      if ((*item)->message->receipt_requested)
        return std::optional(Fact{true, (*item)->place.file + ": byte " +
                                            std::to_string((*item)->place.offset) + ": receipt"});
    }
  }
  if (!all_read) return std::optional<Fact>{};
  return std::optional(
      Fact{false, "set.json: no receipt in " + std::to_string(messages) + " messages"});
}

}  // namespace

base::Result<contract::Facts> measure(const std::filesystem::path& folder,
                                      const SetChoice& choice) {
  auto set = open_set(folder, choice);
  if (!set) return std::move(set).error();
  contract::Facts facts;
  facts.set("source.post_office", {set->file.post_office, "set.json post_office"});
  if (!set->file.database.empty())
    facts.set("source.database", {set->file.database, "set.json database"});
  if (!set->file.export_version.empty())
    facts.set("source.export_version", {set->file.export_version, "set.json export_version"});
  if (!set->lists.first_comma().empty())
    facts.set("source.list_names",
              {std::string("last-first"), set->lists.first_comma() + " \"Last, First\""});
  else if (set->lists.any_member())
    facts.set("source.list_names", {std::string("first-last"),
                                    set->file.private_lists->text() + ": no member with a comma"});
  auto receipts = measure_receipts(set->file);
  if (!receipts) return std::move(receipts).error();
  if (*receipts) facts.set("source.has_receipts", std::move(**receipts));
  return facts;
}

}  // namespace migrator::ccmail
