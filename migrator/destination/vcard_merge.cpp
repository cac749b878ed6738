#include "migrator/destination/vcard_merge.hpp"

#include "base/blob.hpp"
#include "migrator/destination/book_names.hpp"
#include "migrator/destination/vcard.hpp"

namespace migrator::destination {
namespace {

using base::Result;

constexpr std::size_t kLongestCard = 16u << 20;  // a list of 200 members has 20 KB
constexpr std::string_view kEnd = "\r\nEND:VCARD\r\n";
constexpr std::string_view kUid = "\r\nUID:";
constexpr std::string_view kMember = "\r\nMEMBER:";

struct Card {
  std::string before, uid, after;  // around the value of its UID line; all of it where it has none
  std::uint64_t text() const { return digest64(before + after); }
};

Card card_of(std::string text) {
  const auto at = text.find(kUid);
  if (at == std::string::npos) return {std::move(text), "", ""};
  const auto from = at + kUid.size(), to = text.find("\r\n", from);
  return {text.substr(0, from), text.substr(from, to - from), text.substr(to)};
}

Result<void> each_card(const std::filesystem::path& path,
                       const std::function<Result<void>(const std::string&)>& take) {
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  std::string held;
  auto read = base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    held += base::text_of(piece);
    std::size_t from = 0;
    for (auto end = held.find(kEnd); end != std::string::npos; end = held.find(kEnd, from)) {
      if (auto taken = take(held.substr(from, end + kEnd.size() - from)); !taken) return taken;
      from = end + kEnd.size();
    }
    held.erase(0, from);
    if (held.size() <= kLongestCard) return Result<void>();
    return Result<void>(base::Error{base::Errc::malformed, path.string() + ": no end of a card"});
  });
  if (!read) return read;
  if (held.empty()) return {};
  return base::Error{base::Errc::malformed, path.string() + ": ends within a card",
                     "put the file back as the migration wrote it"};
}

// Writes what it is given, in pieces.
class Out {
 public:
  explicit Out(base::OutputFile& file) : file_(file) {}
  Result<void> write(std::string_view text) {
    held_ += text;
    return held_.size() < (64u << 10) ? Result<void>() : flush();
  }
  Result<void> finish() {
    if (auto done = flush(); !done) return done;
    if (auto done = file_.sync(); !done) return done;
    return file_.close();
  }

 private:
  Result<void> flush() {
    auto done = file_.write(base::bytes_of(held_));
    held_.clear();
    return done;
  }
  base::OutputFile& file_;
  std::string held_;
};

}  // namespace

void KnownCards::keep(std::string_view text) {
  const Card card = card_of(std::string(text));
  uids_.insert(digest64(card.uid));
  texts_.emplace(card.text(), card.uid);
}

// Lists name their members by UIDs, which may have become others.
void KnownCards::rename_members(std::string& text) const {
  if (renamed_.empty()) return;
  for (auto at = text.find(kMember); at != std::string::npos; at = text.find(kMember, at)) {
    at += kMember.size();
    const auto renamed = renamed_.find(text.substr(at, text.find("\r\n", at) - at));
    if (renamed != renamed_.end()) text.replace(at, renamed->first.size(), renamed->second);
  }
}

SettledCard KnownCards::settle(std::string text) {
  Card card = card_of(std::move(text));
  rename_members(card.after);
  const std::string uid = card.uid;
  const auto [same, fresh] = texts_.emplace(card.text(), uid);
  if (fresh) {
    const bool named = !card.after.empty();
    for (unsigned n = 1; named && !uids_.insert(digest64(card.uid)).second; ++n)
      card.uid = uuid_urn(uid + '\0' + std::to_string(n));
    same->second = card.uid;
  } else {
    card.uid = same->second;
  }
  if (card.uid != uid) renamed_[uid] = card.uid;
  return {card.before + card.uid + card.after, card.uid, !fresh};
}

Result<void> KnownCards::read(const std::filesystem::path& file) {
  std::error_code absent;
  if (!std::filesystem::exists(file, absent)) return {};
  return each_card(file, [&](const std::string& card) {
    keep(card);
    return Result<void>();
  });
}

Result<void> merge_cards(base::Files& files, const std::filesystem::path& there,
                         const std::filesystem::path& more, const std::filesystem::path& merged,
                         const std::function<void(const std::string&, const SettledCard&)>& tell) {
  auto file = files.create(merged);
  if (!file) return std::move(file).error();
  Out out(**file);
  KnownCards known;
  std::error_code absent;
  if (std::filesystem::exists(there, absent)) {
    auto kept = each_card(there, [&](const std::string& card) {
      known.keep(card);
      return out.write(card);
    });
    if (!kept) return kept;
  }
  auto added = each_card(more, [&](const std::string& text) {
    const SettledCard card = known.settle(text);
    if (tell) tell(card_of(text).uid, card);
    return card.there ? Result<void>() : out.write(card.text);
  });
  return added ? out.finish() : added;
}

}  // namespace migrator::destination
