#pragma once
// Puts files in place so that after any crash or power cut one recover() gives
// exactly all old or all new files, and takes them back. The steps, their order
// and the conditions (a local disk with honest syncs) are those of
// reference/patching.md §2.2; what is kept is in TARGET/.sidestep/patch.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"

namespace checker::patch::transaction {

/// One file that a patch replaces or adds.
struct Change {
  std::string path;           // below the target, '/'-separated, spelt as on the disk
  std::string before_sha256;  // 64 lower-case digits; "": there is no such file yet
  std::string after_sha256;
  std::uint64_t size = 0;  // bytes of the new file
  /// Writes the new file's bytes; not asked where Request::fill is there.
  std::function<base::Result<void>(base::ByteSink&)> content{};
  /// Looks at the new file, staged and then in its place: a version, say. May be empty.
  std::function<base::Result<void>(const std::filesystem::path&)> verify{};
  std::optional<std::int64_t> modified{};  // Unix seconds of the new file; none: now
  unsigned mode = 0644;                    // of an added file; a replaced one's stays
};

/// How the new files take their places.
enum class Swap {
  files,      // one rename each: for milliseconds readers can see some old and some new
  directory,  // the folder that holds them all changes names with a copy of it, in one step
};

/// Where new files are written to, one at a time, in any order.
class Staging {
 public:
  virtual ~Staging() = default;
  /// Where the bytes of this change go, until close().
  virtual base::Result<base::ByteSink*> open(std::size_t change) = 0;
  virtual base::Result<void> close(std::size_t change) = 0;
};

struct Request {
  std::filesystem::path root;  // the target, a folder
  std::string id;              // 1 to 64 of A-Z a-z 0-9 . _ -, and not '.' first; never used before
  std::vector<Change> changes;
  /// Writes all new files, each once: for packages that are read from their beginning to their end.
  std::function<base::Result<void>(Staging&)> fill{};
  base::Json note = base::Json::object();  // kept in the record: who, why, the plan
  /// Asked when all new files are in place: an error takes them back. May be empty.
  std::function<base::Result<void>()> recheck{};
  Swap swap = Swap::files;
  /// Up to so many files are synced one by one; more, by one call for their whole file system. That
  /// one takes other programs' unwritten data along, which may be gigabytes; single calls take 1 ms
  /// each on an SSD and 20 on a turning disk, so that these 64, each with a backup, take 3 s at
  /// most.
  std::size_t synced_singly = 64;
};

/// A file as a record tells of it.
struct FileRecord {
  std::string path, before_sha256, after_sha256;
  std::uint64_t before_size = 0, after_size = 0;
  /// What stands there: as it was written, or else. From undo(): what stood there until then.
  bool as_written = false;
};

/// A patch that is in place.
struct Applied {
  std::string id;
  std::uint64_t sequence = 0;  // 1, 2, …: the order in which patches that are in place were applied
  std::string committed;       // UTC, ISO 8601
  Swap swap = Swap::files;
  base::Json note;
  std::vector<FileRecord> files;
};

enum class Now { old_files, new_files };

/// What one unfinished transaction came to.
struct Outcome {
  std::string id;
  std::string found;  // how far it had come, as its last journal entry says: "PREPARED", …
  Now now = Now::old_files;
  /// Files that somebody else changed while the patch was under way: they stay as they were found.
  std::vector<std::string> changed_by_others;
};

struct Recovered {
  std::vector<Outcome> outcomes;  // empty: there was nothing to do, and nothing was written
};

/// Puts all new files in place, durably, or none. Any error means that the target is as it was,
/// unless unfinished() then says that a recovery is needed. Recovers first what an earlier run
/// left.
///
/// Errc::usage: a request that cannot be meant. Errc::conflict: the target is not what the plan
/// saw, the id was used before, or another patch is at work. Errc::unsupported: a target that is
/// never patched (links, other file systems, network mounts, immutable files). Errc::limit: too
/// little space, with both numbers. Errc::io: the disk.
base::Result<Applied> apply(base::Files& files, const Request& request);

/// Bytes on the target's file system.
struct Space {
  std::uint64_t needed = 0, free = 0;
};

/// What apply() would refuse before it writes anything, with the same errors; whether the files are
/// still what the plan saw is not asked. Writes nothing.
base::Result<Space> check(const Request& request);

/// Whether another patch of the target is at work at this moment.
bool is_busy(const std::filesystem::path& root);

/// Finishes what a crash left unfinished: forward when it was committed, else back, and says so.
/// Errc::malformed: what is kept was damaged, or changed by hand; nothing more is touched then.
/// Errc::conflict: another patch is at work, or a file is neither old nor new; it is named.
base::Result<Recovered> recover(base::Files& files, const std::filesystem::path& root);

/// Takes a patch back. Errc::usage: it is not in place. Errc::conflict, and nothing is changed:
/// a file was changed since, or a later patch of the same files must be taken back first.
base::Result<Applied> undo(base::Files& files, const std::filesystem::path& root,
                           const std::string& id);

/// The patches in place, first applied first, and which of their files are still as written. Writes
/// nothing. Errc::malformed: a record was damaged.
base::Result<std::vector<Applied>> applied(const std::filesystem::path& root);

/// What recover() would have to finish, in words; none: nothing. Writes nothing, takes no lock: a
/// patch that is under way right now is unfinished, too.
base::Result<std::optional<std::string>> unfinished(const std::filesystem::path& root);

}  // namespace checker::patch::transaction
