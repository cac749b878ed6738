// The destination's side of an audit: what stands there beyond the ledger, and
// the cards.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "migrator/destination/open_delivered.hpp"
#include "migrator/run/audit.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using destination::Extent;
using destination::Format;
using ledger::ItemKind;
using ledger::State;

constexpr std::uint64_t kMostCards = 64u << 20;  // bytes of one card file that are read at once
constexpr std::size_t kLedgers = 1000;           // below a state

// What the ledgers know of a destination: of files their names, of mbox files their records.
struct Known {
  std::unordered_set<std::size_t> files;  // hashes of names without flags
  std::map<std::string, std::vector<Extent>> records;
};

// A million names would be a hundred megabytes; hashes of them are sixteen.
std::size_t key_of(Format format, const std::string& path) {
  const fs::path file(path);
  if (format != Format::maildir) return std::hash<std::string>()(path);
  return std::hash<std::string>()(
      (file.parent_path().parent_path() / destination::maildir_stem(file.filename().string()))
          .string());
}

Result<void> learn(const AuditRequest& request, ledger::Ledger& ledger, Known& known) {
  return ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    const ledger::Row& row = entry.row;
    if (row.kind != ItemKind::message || row.state != State::delivered) return {};
    if (request.format != Format::mbox) {
      known.files.insert(key_of(request.format, row.target));
      return {};
    }
    if (const auto record = destination::parse_extent(row.target_id))
      known.records[row.target].push_back(*record);
    return {};
  });
}

// Ledgers of imports that came to the same destination: those of recovery sets lie below the state
// of the run that made them.
Result<void> learn_from_others(const AuditRequest& request, Known& known, Audit& audit) {
  std::error_code error;
  std::size_t asked = 0;
  const fs::path own = request.state / "ledger.sqlite";
  for (fs::recursive_directory_iterator at(request.state, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() != "ledger.sqlite" || at->path() == own || ++asked > kLedgers)
      continue;
    auto other = ledger::Ledger::read(at->path());
    if (!other) continue;
    auto binding = other->binding();
    if (!binding || binding->destination != request.destination) continue;
    if (auto learnt = learn(request, *other, known); !learnt) return learnt;
    audit.notes.push_back("the ledger " + at->path().string() + " is of this destination too");
  }
  return {};
}

void stranger(Audit& audit, const std::string& file, std::string what) {
  Difference one;
  one.owner = file.starts_with("public/") ? ledger::Owner::board : ledger::Owner::mailbox;
  one.file = file;
  one.what = std::move(what);
  audit.add(std::move(one));
}

// Bytes of an mbox between, before and behind the records that are known.
void check_records(const std::string& file, std::uint64_t size, std::vector<Extent> records,
                   Audit& audit) {
  std::ranges::sort(records, {}, &Extent::offset);
  std::uint64_t at = 0;
  const auto gap = [&](std::uint64_t end) {
    if (end > at)
      stranger(audit, file,
               std::to_string(end - at) + " bytes from byte " + std::to_string(at) +
                   " on are of no item that the ledger has");
  };
  for (const Extent& one : records) {
    gap(one.offset);
    at = std::max(at, one.offset + one.length);
  }
  gap(size);
}

bool is_ours(Format format, const fs::path& path) {
  if (format == Format::mbox) return path.extension() == ".mbox";
  if (format == Format::eml) return path.extension() == ".eml";
  const std::string folder = path.parent_path().filename().string();
  return folder == "cur" || folder == "new";
}

void check_file(const AuditRequest& request, const Known& known, const fs::directory_entry& entry,
                Audit& audit) {
  const std::string file = entry.path().lexically_relative(request.root).generic_string();
  std::error_code error;
  if (!is_ours(request.format, entry.path())) return;
  if (request.format != Format::mbox) {
    if (!known.files.contains(key_of(request.format, file)))
      stranger(audit, file, "stands in the destination, and the ledger does not have it");
    return;
  }
  const auto records = known.records.find(file);
  check_records(file, entry.file_size(error),
                records == known.records.end() ? std::vector<Extent>() : records->second, audit);
}

struct Card {
  Difference item;
  std::string hash;
};
using Cards = std::map<std::string, Card>;  // by UID

Result<void> check_card_file(const AuditRequest& request, const std::string& target, Cards& cards,
                             Audit& audit) {
  const auto missing = [&](const std::string& what) {
    for (auto& [uid, card] : cards) {
      card.item.what = what;
      audit.add(card.item);
    }
    cards.clear();
  };
  auto file = base::ReadableFile::open(request.root / target);
  if (!file) {
    missing("its file is not there");
    return {};
  }
  const auto blob = base::Blob::window(*file, 0, (*file)->size());
  auto text = blob.text(kMostCards);
  if (!text) return std::move(text).error().during(target);
  constexpr std::string_view kBegin = "BEGIN:VCARD\r\n", kEnd = "END:VCARD\r\n", kUid = "\r\nUID:";
  std::string_view rest = *text;
  for (auto begin = rest.find(kBegin); begin != std::string_view::npos; begin = rest.find(kBegin)) {
    rest.remove_prefix(begin);
    const auto end = rest.find(kEnd);
    if (end == std::string_view::npos) break;
    const std::string_view card = rest.substr(0, end + kEnd.size());
    rest.remove_prefix(card.size());
    const auto uid = card.find(kUid);
    if (uid == std::string_view::npos) continue;
    const auto from = uid + kUid.size();
    const auto found = cards.find(std::string(card.substr(from, card.find("\r\n", from) - from)));
    if (found == cards.end()) continue;
    ++audit.compared;
    if (base::sha256(card) != found->second.hash) {
      found->second.item.what = "its card " + found->first + " has another text";
      audit.add(found->second.item);
    }
    cards.erase(found);
  }
  missing("its card is not in its file");
  return {};
}

}  // namespace

Result<void> check_cards(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit) {
  std::string target;
  Cards cards;
  auto read = ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    const ledger::Row& row = entry.row;
    if (row.kind == ItemKind::message || row.state != State::delivered || row.target.empty())
      return {};
    if (row.target != target) {  // all cards of a file come together
      if (!target.empty())
        if (auto done = check_card_file(request, target, cards, audit); !done) return done;
      target = row.target;
    }
    Difference item{entry.owner, entry.name, row.kind, row.sequence, row.target, row.place};
    cards.insert_or_assign(row.target_id, Card{std::move(item), row.hash});
    return {};
  });
  if (!read) return read;
  return target.empty() ? read : check_card_file(request, target, cards, audit);
}

Result<void> find_strangers(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit) {
  std::error_code error;
  if (fs::exists(request.origin.folder / "recovery.json", error)) {
    audit.notes.push_back("a recovery set comes to mail of another run, so nothing was said of it");
    return {};
  }
  Known known;
  if (auto learnt = learn(request, ledger, known); !learnt) return learnt;
  if (auto learnt = learn_from_others(request, known, audit); !learnt) return learnt;
  for (const char* part : {"mailboxes", "public"}) {
    for (fs::recursive_directory_iterator at(request.root / part, error), end; !error && at != end;
         at.increment(error)) {
      std::error_code ignored;
      if (at->is_regular_file(ignored) && !at->is_symlink(ignored))
        check_file(request, known, *at, audit);
    }
    if (error && error != std::errc::no_such_file_or_directory)
      return Error{Errc::io, (request.root / part).string() + ": " + error.message()};
  }
  return {};
}

}  // namespace migrator::run
