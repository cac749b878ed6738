#pragma once
// Delivered messages, found again by what the ledger says of them.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/blob.hpp"
#include "migrator/destination/destination.hpp"

namespace migrator::destination {

class DeliveredReader {
 public:
  DeliveredReader(Format format, std::filesystem::path root)
      : format_(format), root_(std::move(root)) {}

  /// The message at `target` (of an mbox `target_id` in it: "1234+567"), without what the format
  /// adds to it. A file of a Maildir is found also when a mail program has moved it between new and
  /// cur or given it other flags. Errc::conflict when it is not there, Errc::malformed when an mbox
  /// has something else there.
  base::Result<std::shared_ptr<const base::RandomAccess>> open(const std::string& target,
                                                               const std::string& target_id);
  /// The file of a target as it is called now, relative to the root; empty when it is gone.
  std::string path_now(const std::string& target);

 private:
  struct Listing {
    std::string folder;                                  // relative: the Maildir
    std::unordered_map<std::string, std::string> files;  // by stem: cur/… or new/…
  };
  void list(const std::string& folder);
  base::Result<std::shared_ptr<const base::RandomAccess>> open_record(const std::string& target,
                                                                      const std::string& target_id);

  Format format_;
  std::filesystem::path root_;
  Listing listing_;  // of one Maildir at a time: targets come account by account
  std::shared_ptr<const base::ReadableFile> mbox_;
  std::string mbox_target_;
};

/// Where a record stands in its mbox; nullopt for a text that is no target_id of one.
struct Extent {
  std::uint64_t offset = 0, length = 0;
};
std::optional<Extent> parse_extent(std::string_view target_id);

/// What of a Maildir file name stays when mail programs move and flag it.
std::string_view maildir_stem(std::string_view name);

}  // namespace migrator::destination
