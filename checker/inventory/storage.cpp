// How many files to read at the same time, by what they lie on.
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <thread>

#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

namespace fs = std::filesystem;

namespace {

// Threads for storage that is slow to answer.
constexpr unsigned kSlowJobs = 16;

bool is_slow(const fs::path& path) {
  struct statfs system = {};
  if (::statfs(path.c_str(), &system) != 0) return false;
  // NFS, SMB1, CIFS, SMB2, FUSE (sshfs and others), 9p, AFS.
  constexpr std::array<std::uint32_t, 7> kRemote = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                                    0x65735546, 0x01021997, 0x5346414F};
  if (std::ranges::find(kRemote, static_cast<std::uint32_t>(system.f_type)) != kRemote.end())
    return true;
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return false;
  const std::string device = "/sys/dev/block/" + std::to_string(major(info.st_dev)) + ":" +
                             std::to_string(minor(info.st_dev));
  for (const char* queue : {"/queue/rotational", "/../queue/rotational"}) {
    std::ifstream file(device + queue);
    if (int rotates = 0; file >> rotates) return rotates != 0;
  }
  return false;
}

}  // namespace

unsigned default_jobs(const fs::path& path) {
  const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
  return is_slow(path) ? std::max(processors, kSlowJobs) : processors;
}

}  // namespace checker::inventory
