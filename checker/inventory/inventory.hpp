#pragma once
// Inventory: what was measured of a folder, a container or a single file, here
// or on another machine. The judge reads nothing else.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decoder.hpp"
#include "base/result.hpp"
#include "checker/container/container.hpp"
#include "checker/image/image.hpp"
#include "checker/inventory/filter.hpp"
#include "checker/version/version.hpp"

namespace checker::inventory {

using image::to_string;     // "present", "none", "other-id", …
using image::VersionState;  // present, none, other_id, unreadable, cut_short

/// One file, as one line of `sidestep scan`.
struct FileRecord {
  std::string path;  // '/'-separated, as walked; a member is "outer.zip!/inner/path"
  std::string name;  // the last part of the path
  std::uint64_t size = 0;
  std::string format = "none";         // pe32, pe32+, ne, le, mz, none
  std::optional<std::string> machine;  // i386, alpha, mips, ppc, amd64, arm64, …
  VersionState version_state = VersionState::none;
  std::optional<Version> file_version, product_version;  // from the fixed block, nothing else
  std::optional<std::string> language;    // four hex digits of the resource's language, "0409"
  std::vector<std::string> languages;     // of all version resources, where there are several
  std::vector<std::string> translations;  // "040904b0"
  /// String tables: key as stored ("040904B0"), then key → value, in stored order.
  std::vector<std::pair<std::string, image::Strings>> strings;
  bool string_differs = false;  // the FileVersion string says another number than the fixed block
  std::vector<std::string> flags;  // debug, prerelease, patched, private, special
  /// Each language's version, where ScanOptions asked for them and there are several.
  std::vector<image::LanguageVersion> by_language;
  std::string why;                   // why version_state is none or other-id, of an image
  std::optional<base::Error> error;  // the file is damaged or could not be read: the scan went on
  bool closed = false;  // a folder or container that could not be looked into: it may hold anything
  std::string sha256;   // only where ScanOptions asked for it
  /// When it was last written, where ScanOptions asked for it: a file's own time; of a member what
  /// its container says, which in ZIP and CAB is local to whoever made it and here taken for UTC.
  std::optional<std::chrono::sys_seconds> modified;
};

struct Inventory {
  std::vector<FileRecord> files;  // sorted by path
};

/// How far a scan has come; read by another thread.
struct Progress {
  std::atomic<std::uint64_t> files{0};
};

struct ScanOptions {
  bool strings = true;         // --fields all; false: of the string tables only FileVersion
  bool all_languages = false;  // fill by_language
  bool all = false;            // every file, not only executable images
  int depth = 3;               // how deep containers are opened; 0: not at all
  std::vector<std::string>
      hash;               // names (without case) that are a record whatever they are, with SHA-256
  bool hash_all = false;  // SHA-256 of every record
  bool times = false;     // fill modified
  Filter filter;
  bool one_file_system = false;             // do not enter other file systems below the root
  unsigned jobs = 1;                        // files read at the same time; the result is the same
  container::Limits limits;                 // of one outermost container
  base::DecoderLimits decoder;              // of the child that opens it
  std::filesystem::path skip;               // a file that is being written by the scan itself
  const std::atomic<bool>* stop = nullptr;  // set: end soon with what is known
  Progress* progress = nullptr;
};

/// Some records in the order of the walk, and what `render` made of them.
struct Batch {
  std::vector<FileRecord> records;
  std::string text;
};
/// Called by several threads at once. With one, a batch carries its text and no records.
using Render = std::function<void(const FileRecord& record, std::string& text)>;
/// Takes the batches in order, in the calling thread. False ends the scan.
using TakeBatch = std::function<bool(Batch batch)>;

/// Scans with one set of options.
class Scanner {
 public:
  /// To be made while the process has a single thread: if containers are to be opened, the host of
  /// their locked-down children is forked here (base::Decoder).
  explicit Scanner(ScanOptions options);

  /// Measures a file, a folder, a container, or an inventory file that an earlier scan has written.
  /// The order is that of the paths, byte by byte; members follow in the order of their container.
  /// In a folder links are not followed, and `.sidestep` and the kernel's own file systems (proc,
  /// sysfs …) are not entered. Damaged files are records with `error`; a scan that was stopped ends
  /// with a record of the root that is `closed`. Errc::io when `path` itself is not there.
  ///
  /// Memory: the names of the folders on the way, and a few batches.
  base::Result<void> scan(const std::filesystem::path& path, const Render& render,
                          const TakeBatch& take) const;
  /// The same, all of it, sorted by path.
  base::Result<Inventory> scan(const std::filesystem::path& path) const;

 private:
  ScanOptions options_;
  base::Result<std::unique_ptr<base::Decoder>> decoder_;
};

/// One scan.
base::Result<Inventory> scan(const std::filesystem::path& path, const ScanOptions& options);

/// How the paths of a scan of `path` begin: of a folder or file its own name; of an inventory file
/// the roots that it names.
base::Result<std::vector<std::string>> roots_of(const std::filesystem::path& path);

/// The record of a PATH that could not be read, or not to its end: it may hold anything.
FileRecord unread(const std::filesystem::path& path, base::Error error);
/// The error of a scan that was stopped.
base::Error stopped();

/// How many files to read at the same time: one a processor, more where the storage below `path` is
/// slow to answer (rotating disks, network file systems).
unsigned default_jobs(const std::filesystem::path& path);

}  // namespace checker::inventory

namespace checker {
using inventory::Inventory;
}
