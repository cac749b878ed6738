#include "checker/patch/transaction/preflight.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "checker/patch/transaction/abreast.hpp"
#include "checker/patch/transaction/directory_swap.hpp"
#include "checker/patch/transaction/place.hpp"

namespace checker::patch::transaction {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

Result<void> check_folder(const State& state, const std::string& path, const Place& place) {
  const fs::path folder = (state.root() / path).parent_path();
  struct stat kept = {};
  const fs::path& home = state.exists() ? state.folder() : state.root();
  if (::stat(home.c_str(), &kept) != 0 || kept.st_dev != place.folder_status.st_dev)
    return Error{Errc::unsupported,
                 path + ": is on another file system than " + state.folder().string() +
                     ": files cannot be moved there in one step",
                 "patch the folder that is mounted there by itself"};
  if (is_frozen(folder))
    return Error{Errc::unsupported,
                 path + ": its folder is immutable, or append only (see `lsattr -d`)",
                 "take the flag away with `chattr -i -a`, and run the command again"};
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
    return Error{Errc::io, path + ": its folder cannot be written to"};
  return {};
}

Result<void> check_kind(const State& state, const std::string& path, const Place& place) {
  if (!place.is_file())
    return Error{Errc::unsupported, path + ": is a " + place.kind() + ": only files are patched"};
  if (place.status.st_nlink > 1)
    return Error{Errc::unsupported,
                 fmt::format("{}: has {} names (hard links): the others would keep the old file",
                             path, place.status.st_nlink)};
  if (place.status.st_dev != place.folder_status.st_dev)
    return Error{Errc::unsupported, path + ": something is mounted on it"};
  if (is_frozen(state.root() / path))
    return Error{Errc::unsupported, path + ": is immutable, or append only (see `lsattr`)",
                 "take the flag away with `chattr -i -a`, and run the command again"};
  return {};
}

// A file of another case beside an added one would be the same file on Windows.
Result<void> check_free(const State& state, const Change& change, const Place& place) {
  if (place.present)
    return Error{Errc::conflict, change.path + ": is to be added, and stands there already",
                 "make the plan again"};
  const fs::path path = state.root() / change.path;
  std::error_code error;
  for (fs::directory_iterator at(path.parent_path(), error), end; !error && at != end;
       at.increment(error))
    if (base::equals_fold(at->path().filename().string(), path.filename().string()))
      return Error{Errc::conflict, change.path + ": is to be added, and stands there as " +
                                       at->path().filename().string()};
  if (error) return Error{Errc::io, path.parent_path().string() + ": " + error.message()};
  return {};
}

Result<std::uint64_t> check_change(const State& state, const Change& change, bool hashes) {
  auto place = look(state.root(), change.path);
  if (!place) return std::move(place).error();
  if (auto done = check_folder(state, change.path, *place); !done) return std::move(done).error();
  if (change.before_sha256.empty()) {
    if (auto done = check_free(state, change, *place); !done) return std::move(done).error();
    return std::uint64_t{0};
  }
  if (!place->present)
    return Error{Errc::conflict, change.path + ": is gone since the plan was made",
                 "make the plan again"};
  if (auto done = check_kind(state, change.path, *place); !done) return std::move(done).error();
  const auto size = static_cast<std::uint64_t>(place->status.st_size);
  if (!hashes) return size;
  auto now = measure(state.root(), change.path);
  if (!now) return std::move(now).error();
  if (now->sha256 != change.before_sha256)
    return Error{Errc::conflict, change.path + ": was changed since the plan was made",
                 "make the plan again"};
  return now->size;
}

Result<Space> check_space(const State& state, const Request& request,
                          const std::vector<std::uint64_t>& old, std::uint64_t also) {
  struct statvfs disk = {};
  if (::statvfs(state.root().c_str(), &disk) != 0)
    return Error{Errc::io, state.root().string() + ": its free space cannot be asked for"};
  const std::uint64_t block = std::max<std::uint64_t>(disk.f_frsize, 512);
  constexpr std::uint64_t kSlack = 64u << 10;
  std::uint64_t needed = kSlack + kJournalSize;
  bool too_much = false;  // more than can be counted
  const auto add = [&](std::uint64_t size) {
    too_much = too_much || size > std::uint64_t{1} << 60 || needed > std::uint64_t{1} << 62;
    if (!too_much) needed += (size + block - 1) / block * block;
  };
  for (const Change& change : request.changes) add(change.size);
  for (const std::uint64_t size : old) add(size);
  add(also);
  const std::uint64_t free = disk.f_bavail * std::uint64_t{disk.f_frsize};
  if (too_much || needed > free)
    return Error{Errc::limit,
                 fmt::format("{}: too little space: {}{} bytes are needed for the new files, the "
                             "backups and the journal, {} are free",
                             state.root().string(), too_much ? "more than " : "", needed, free),
                 "free some space there and run the command again"};
  return Space{needed, free};
}

}  // namespace

bool is_remote(long kind) {
  constexpr std::array<std::uint32_t, 16> kRemote = {
      0x6969,      // NFS
      0x517B,      // SMB
      0xFF534D42,  // CIFS
      0xFE534D42,  // SMB2
      0x65735546,  // FUSE: sshfs and the like; also ntfs-3g, whose syncs are its own affair
      0x01021997,  // 9P
      0x5346414F,  // AFS
      0x6B414653,  // AFS of the kernel
      0x73757245,  // Coda
      0x564C,      // NCP
      0x00C36400,  // Ceph
      0x786F4256,  // VirtualBox shared folders
      0x0BD00BD0,  // Lustre
      0x47504653,  // GPFS
      0xAAD7AAEA,  // PanFS
      0xBACBACBC,  // VMware shared folders
  };
  return std::ranges::find(kRemote, static_cast<std::uint32_t>(kind)) != kRemote.end();
}

Result<Preflight> preflight(const State& state, const Request& request, bool hashes) {
  struct statfs disk = {};
  if (::statfs(state.root().c_str(), &disk) != 0)
    return Error{Errc::io, state.root().string() + ": its file system cannot be asked for"};
  if (is_remote(static_cast<long>(disk.f_type)))
    return Error{
        Errc::unsupported,
        state.root().string() +
            ": is on a network mount, or on FUSE, which do not promise that what was "
            "synced is there after a crash",
        "run this on the machine that has the disk, or copy the files with `sidestep patch "
        "stage`"};
  std::vector<std::uint64_t> old(request.changes.size());
  auto fine = each_abreast(old.size(), [&](std::size_t i) -> Result<void> {
    auto size = check_change(state, request.changes[i], hashes);
    if (!size) return std::move(size).error();
    old[i] = *size;
    return {};
  });
  if (!fine) return std::move(fine).error();
  std::uint64_t also = 0;  // of the folder's other files
  if (request.swap == Swap::directory) {
    auto folder = check_swap(state, request);
    if (!folder) return std::move(folder).error();
    also = *folder;
  }
  auto space = check_space(state, request, old, also);
  if (!space) return std::move(space).error();
  return Preflight{std::move(old), *space};
}

Result<void> check_target(const State& state, const std::string& path) {
  auto place = look(state.root(), path);
  if (!place) return std::move(place).error();
  if (auto done = check_folder(state, path, *place); !done) return done;
  if (!place->present) return {};
  return check_kind(state, path, *place);
}

}  // namespace checker::patch::transaction
