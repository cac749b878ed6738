#pragma once
// FILE.lock, by which mail programs keep each other from an mbox file.
#include <filesystem>

#include "base/files.hpp"

namespace migrator::destination {

class MboxLocks {
 public:
  /// `whole`: where the text of a lock is written before it becomes one.
  MboxLocks(base::Files& files, std::filesystem::path whole)
      : files_(files), whole_(std::move(whole)) {}
  enum class Holder { nobody, us, another };
  /// Who has `file` locked. `known`: as in take().
  static Holder holder(const std::filesystem::path& file, bool known);
  /// Errc::conflict when another program has it locked.
  static base::Result<void> check(const std::filesystem::path& file, bool known);
  /// Locks `file`, durably, like the name of the file beside it: when the power goes, no mail of
  /// ours stands there unlocked. A lock that a broken run of ours left is ours; `known`: the run
  /// had the file, so an empty lock, of which a power cut took the rest, is too. Errc::conflict for
  /// any other.
  base::Result<void> take(const std::filesystem::path& file, bool known);
  base::Result<void> release(const std::filesystem::path& file);
  /// After the last one.
  base::Result<void> end();

 private:
  base::Result<void> make(const std::filesystem::path& path);
  base::Files& files_;
  std::filesystem::path whole_;
  bool made_ = false;  // whole_ is there
};

}  // namespace migrator::destination
