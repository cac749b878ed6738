// The destination's side of an audit, of a server: what stands there twice.
#include "migrator/run/audit_parts.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::run {
namespace {

using base::Result;
using ledger::ItemKind;
using ledger::State;

struct Mailbox {
  Account account;
  std::unordered_map<std::string, std::size_t> ids;  // Message-ID to how many the ledger has
};

}  // namespace

Result<void> check_remote(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit) {
  std::map<std::string, Mailbox> mailboxes;  // by target
  auto read = ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    const ledger::Row& row = entry.row;
    if (row.kind != ItemKind::message || row.state != State::delivered) return {};
    Mailbox& mailbox = mailboxes[row.target];
    const bool board = entry.owner == ledger::Owner::board;
    mailbox.account = {board ? AccountKind::board : AccountKind::mailbox, entry.name};
    ++mailbox.ids[row.message_id];
    return {};
  });
  if (!read) return read;
  std::uint64_t others = 0;
  for (auto& [target, mailbox] : mailboxes) {
    auto looked = request.remote->each(
        mailbox.account, target, [&](std::string target_id, std::string message_id) {
          const auto known = mailbox.ids.find(message_id);
          if (known == mailbox.ids.end()) {
            ++others;
          } else if (known->second == 0) {
            say_of_file(audit, target,
                        "message " + target_id + " stands there once more than the source has it");
          } else {
            --known->second;
          }
        });
    if (!looked && looked.error().code != base::Errc::conflict) return looked;
    if (!looked) say_of_file(audit, target, looked.error().message);
  }
  if (others > 0)
    audit.notes.push_back(std::to_string(others) +
                          " other messages stand in the same mailboxes, and are not of this run");
  return {};
}

}  // namespace migrator::run
