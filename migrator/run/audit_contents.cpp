// Files of cards, records and names, held against each other.
#include <unordered_set>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "migrator/destination/ldif_record.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;

constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kLongestRecord = 16u << 20;

Result<bool> same_bytes(const base::ReadableFile& one, const base::ReadableFile& other) {
  if (one.size() != other.size()) return false;
  std::string a(kPiece, '\0'), b(kPiece, '\0');
  for (std::uint64_t at = 0; at < one.size(); at += kPiece) {
    auto got = base::read_full(one, at, std::as_writable_bytes(std::span(a)));
    if (!got) return std::move(got).error();
    auto has = base::read_full(other, at, std::as_writable_bytes(std::span(b)));
    if (!has) return std::move(has).error();
    if (std::string_view(a).substr(0, *got) != std::string_view(b).substr(0, *has)) return false;
  }
  return true;
}

using Take = std::function<Result<void>(std::string_view)>;

// A card without its UID, which an import may change.
std::string text_of(std::string_view card) {
  constexpr std::string_view kUid = "\r\nUID:";
  const auto at = card.find(kUid);
  if (at == std::string_view::npos) return std::string(card);
  const auto end = card.find("\r\n", at + kUid.size());
  return std::string(card.substr(0, at)) + std::string(card.substr(std::min(end, card.size())));
}

Result<void> each_text(const fs::path& path, const Take& take) {
  if (path.extension() == ".vcf")
    return each_card(path, [&](std::string_view card) { return take(text_of(card)); });
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error();
  std::string held;
  return base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    held += base::text_of(piece);
    std::size_t from = 0;
    for (auto end = held.find("\n\n"); end != held.npos; end = held.find("\n\n", from)) {
      const auto text = std::string_view(held).substr(from, end + 2 - from);
      const auto record = destination::LdifRecord::parse(text);
      if (auto taken = take(record ? record->content() : std::string(text)); !taken) return taken;
      from = end + 2;
    }
    held.erase(0, from);
    if (held.size() > kLongestRecord) held.clear();
    return Result<void>();
  });
}

Result<bool> texts_contained(const fs::path& expected, const fs::path& there) {
  std::unordered_set<std::string> has;
  auto read = each_text(there, [&](std::string_view text) {
    has.insert(base::sha256(text));
    return Result<void>();
  });
  if (!read) return false;  // no file of ours any more
  bool all = true;
  auto asked = each_text(expected, [&](std::string_view text) {
    all = all && has.contains(base::sha256(text));
    return Result<void>();
  });
  if (!asked) return std::move(asked).error();
  return all;
}

// Of an index: four levels.
bool contains(const base::Json& all, const base::Json& some) {
  if (all.type() != some.type()) return false;
  if (some.is_object()) {
    for (const auto& [key, value] : some.items())
      if (!all.contains(key) || !contains(all.at(key), value)) return false;
    return true;
  }
  if (!some.is_array()) return all == some;
  for (const auto& value : some)
    if (std::ranges::none_of(all, [&](const auto& one) { return contains(one, value); }))
      return false;
  return true;
}

}  // namespace

Result<bool> holds_all(const fs::path& expected, const fs::path& there, bool contained) {
  auto one = base::ReadableFile::open(expected);
  if (!one) return std::move(one).error();
  auto other = base::ReadableFile::open(there);
  if (!other) return std::move(other).error();
  auto same = same_bytes(**one, **other);
  if (!same || *same || !contained) return same;
  if (expected.extension() != ".json") {
    const bool texts = expected.extension() == ".vcf" || expected.extension() == ".ldif";
    return texts ? texts_contained(expected, there) : Result<bool>(false);
  }
  auto ours = base::read_json(expected);
  if (!ours) return std::move(ours).error();
  auto theirs = base::read_json(there);
  return theirs && contains(*theirs, *ours);
}

}  // namespace migrator::run
