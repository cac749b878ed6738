// The cards of a destination, one by one.
#include "base/blob.hpp"
#include "base/digest.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using ledger::ItemKind;
using ledger::State;

constexpr std::size_t kLongestCard = 16u << 20;  // a list of 200 members has 20 KB

struct Card {
  Difference item;
  std::string hash;
};
using Cards = std::map<std::string, Card>;  // by UID

void check_card(std::string_view text, Cards& cards, Audit& audit) {
  constexpr std::string_view kUid = "\r\nUID:";
  const auto uid = text.find(kUid);
  if (uid == std::string_view::npos) return;
  const auto from = uid + kUid.size();
  const auto found = cards.find(std::string(text.substr(from, text.find("\r\n", from) - from)));
  if (found == cards.end()) return;
  ++audit.compared;
  if (base::sha256(text) != found->second.hash) {
    found->second.item.what = "its card " + found->first + " has another text";
    audit.add(found->second.item);
  }
  cards.erase(found);
}

void check_card_file(const AuditRequest& request, const std::string& target, Cards& cards,
                     Audit& audit) {
  auto read = each_card(request.root / target, [&](std::string_view card) -> Result<void> {
    check_card(card, cards, audit);
    return {};
  });
  std::error_code error;
  const bool there = std::filesystem::is_regular_file(request.root / target, error);
  for (auto& [uid, card] : cards) {
    card.item.what = !there ? "its file is not there" : "its card is not in its file";
    audit.add(card.item);
  }
  cards.clear();
}

}  // namespace

Result<void> each_card(const std::filesystem::path& path,
                       const std::function<Result<void>(std::string_view)>& take) {
  constexpr std::string_view kEnd = "\r\nEND:VCARD\r\n";
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  std::string held;
  auto read = base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    // An end that two pieces share is looked for again.
    std::size_t look = held.size() < kEnd.size() ? 0 : held.size() - kEnd.size(), from = 0;
    held += base::text_of(piece);
    for (auto end = held.find(kEnd, look); end != std::string::npos; end = held.find(kEnd, from)) {
      const auto size = end + kEnd.size() - from;
      if (auto taken = take(std::string_view(held).substr(from, size)); !taken) return taken;
      from += size;
    }
    held.erase(0, from);
    if (held.size() <= kLongestCard) return Result<void>();
    return Result<void>(Error{Errc::limit, path.string() + ": no end of a card"});
  });
  if (!read || held.empty()) return read;
  return Error{Errc::malformed, path.string() + ": ends within a card"};
}

Result<void> check_cards(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit) {
  std::string target;
  Cards cards;
  auto read = ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    const ledger::Row& row = entry.row;
    if (row.kind == ItemKind::message || row.state != State::delivered || row.target.empty())
      return {};
    if (row.target != target) {  // all cards of a file come together
      if (!target.empty()) check_card_file(request, target, cards, audit);
      target = row.target;
    }
    Difference item{entry.owner, entry.name, row.kind, row.sequence, row.target, row.place};
    cards.insert_or_assign(row.target_id, Card{std::move(item), row.hash});
    return {};
  });
  if (read && !target.empty()) check_card_file(request, target, cards, audit);
  return read;
}

}  // namespace migrator::run
