#pragma once
// Cards that come to cards: what a recovery set adds to a directory or to the lists of a mailbox.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/files.hpp"

namespace migrator::destination {

/// A card as it stands in the end.
struct SettledCard {
  std::string text, uid;
  bool there = false;  // already, with that text
};

/// What a file of cards holds, by digests, and what becomes of cards that come to it.
class KnownCards {
 public:
  /// The cards of a file; none where there is no file.
  base::Result<void> read(const std::filesystem::path& file);
  /// A card that is there.
  void keep(std::string_view text);
  /// A card with the same text under another UID is the same; one with the same UID and another
  /// text gets a new UID. Lists that come later name their members by the UIDs these have then.
  SettledCard settle(std::string text);

 private:
  void rename_members(std::string& text) const;
  std::unordered_set<std::uint64_t> uids_;
  std::unordered_map<std::uint64_t, std::string> texts_;  // digest of a text without UID: its UID
  std::unordered_map<std::string, std::string> renamed_;  // UIDs of cards that came
};

/// Writes `merged`, synced: the cards of `there` (which may be absent) as they stand, then those of
/// `more` that it does not have (KnownCards::settle). So merging twice adds nothing. `tell` learns
/// for each card of `more`, by the UID it had, how it stands. Errc::malformed for a file that is
/// none of cards.
base::Result<void> merge_cards(
    base::Files& files, const std::filesystem::path& there, const std::filesystem::path& more,
    const std::filesystem::path& merged,
    const std::function<void(const std::string&, const SettledCard&)>& tell = {});

}  // namespace migrator::destination
