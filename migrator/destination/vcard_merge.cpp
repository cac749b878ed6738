#include "migrator/destination/vcard_merge.hpp"

#include <functional>
#include <string>
#include <unordered_set>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "migrator/destination/vcard.hpp"

namespace migrator::destination {
namespace {

using base::Result;

constexpr std::size_t kLongestCard = 16u << 20;  // a list of 200 members has 20 KB
constexpr std::string_view kEnd = "\r\nEND:VCARD\r\n";
constexpr std::string_view kUid = "\r\nUID:";

std::uint64_t digest64(std::string_view text) {
  return std::stoull(base::sha256(text).substr(0, 16), nullptr, 16);
}

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
                       const std::function<Result<void>(std::string)>& take) {
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

class Merge {
 public:
  explicit Merge(base::OutputFile& out) : out_(out) {}

  Result<void> keep(std::string text) {
    Card card = card_of(std::move(text));
    uids_.insert(digest64(card.uid));
    texts_.insert(card.text());
    return write(card);
  }
  Result<void> add(std::string text) {
    Card card = card_of(std::move(text));
    if (!texts_.insert(card.text()).second) return {};
    const std::string uid = card.uid;
    const bool named = !card.after.empty();
    for (unsigned n = 1; named && !uids_.insert(digest64(card.uid)).second; ++n)
      card.uid = uuid_urn(uid + '\0' + std::to_string(n));
    return write(card);
  }

  Result<void> flush() {
    auto done = out_.write(base::bytes_of(held_));
    held_.clear();
    return done;
  }

 private:
  Result<void> write(const Card& card) {
    held_ += card.before + card.uid + card.after;
    return held_.size() < (64u << 10) ? Result<void>() : flush();
  }
  std::string held_;
  base::OutputFile& out_;
  std::unordered_set<std::uint64_t> uids_, texts_;
};

}  // namespace

Result<void> merge_cards(base::Files& files, const std::filesystem::path& there,
                         const std::filesystem::path& more, const std::filesystem::path& merged) {
  auto out = files.create(merged);
  if (!out) return std::move(out).error();
  Merge merge(**out);
  std::error_code absent;
  if (std::filesystem::exists(there, absent))
    if (auto kept = each_card(there, [&](std::string card) { return merge.keep(std::move(card)); });
        !kept)
      return kept;
  if (auto added = each_card(more, [&](std::string card) { return merge.add(std::move(card)); });
      !added)
    return added;
  if (auto done = merge.flush(); !done) return done;
  if (auto done = (*out)->sync(); !done) return done;
  return (*out)->close();
}

}  // namespace migrator::destination
