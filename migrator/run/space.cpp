#include "migrator/run/space.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <map>

#include "migrator/run/rehearsal.hpp"
#include "migrator/run/runner.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::uint64_t kMessage = 16u << 10;  // bytes of a message, attachments and all
constexpr std::uint64_t kHeader = 1u << 10;
constexpr std::uint64_t kHalfBlock = 2u << 10;  // lost at the end of a file
constexpr std::uint64_t kRow = 1u << 10;        // of the ledger, with its log

std::uint64_t less(std::uint64_t bytes, std::uint64_t done) {
  return bytes > done ? bytes - done : 0;
}

// base64 with its line ends makes 4/3 and a little; text stays as it is.
std::uint64_t of_destination(const Request& request, std::uint64_t bytes) {
  const bool one_file = request.destination.starts_with("mbox:");
  return bytes / 100 * 140 + bytes / kMessage * (kHeader + (one_file ? 0 : kHalfBlock));
}

fs::path existing(fs::path folder) {
  std::error_code error;
  folder = fs::absolute(folder, error);
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

std::uint64_t size_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored)) bytes += at->file_size(ignored);
  }
  return bytes;
}

struct Done {
  bool complete = false;
  std::uint64_t bytes = 0;
};

// What is wrong with a ledger is said when it is opened.
Result<Done> done_by(const Request& request) {
  std::optional<ScratchFolder> scratch;
  const auto file = ledger_to_read(request, scratch);
  if (!file) return Done{};
  auto ledger = ledger::Ledger::read(*file);
  if (!ledger) return Done{};
  auto complete = ledger->marked(kComplete);
  if (!complete) return std::move(complete).error();
  auto sums = ledger->sums();
  if (!sums) return std::move(sums).error();
  return Done{*complete, sums->extras.bytes};
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{}.{} MB", bytes / 1'000'000, bytes / 100'000 % 10);
}

}  // namespace

Result<std::vector<Need>> needs_of(const Request& request) {
  auto done = done_by(request);
  if (!done) return std::move(done).error();
  if (done->complete) return std::vector<Need>();
  auto names = source_files(request.origin);
  if (!names) return std::move(names).error();
  std::uint64_t bytes = 0;
  for (const std::string& name : *names) {
    std::error_code absent;
    const auto size = fs::file_size(request.origin.folder / name, absent);
    if (!absent) bytes += size;
  }
  std::vector<Need> out;
  if (!request.destination_root.empty() && request.job.phase != Phase::extract)
    out.push_back({request.destination_root, less(of_destination(request, bytes), done->bytes)});
  out.push_back({request.state, bytes / kMessage * kRow});
  bool set = request.job.phase == Phase::extract;
  for (const Pass& pass : request.job.passes)
    set = set || (pass.steps == Steps::two && request.job.phase != Phase::import);
  if (!set || request.origin.kind == Origin::Kind::packing_list) return out;
  const fs::path folder = request.set_folder.empty() ? request.state / "files" : request.set_folder;
  out.push_back({folder, less(bytes / 100 * 110, size_below(folder))});
  return out;
}

std::optional<std::uint64_t> free_bytes(const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(existing(folder), error);
  return error ? std::nullopt : std::optional<std::uint64_t>(space.available);
}

Result<void> check_space(const Request& request, const Doors& doors) {
  if (!request.check_space) return {};
  auto needs = needs_of(request);
  if (!needs) return std::move(needs).error();
  std::map<dev_t, Need> by_disk;
  for (const Need& need : *needs) {
    struct stat status {};
    if (::stat(existing(need.folder).c_str(), &status) != 0) continue;
    auto& sum = by_disk.try_emplace(status.st_dev, Need{need.folder, 0}).first->second;
    sum.bytes += need.bytes;
  }
  for (const auto& [disk, need] : by_disk) {
    const auto room = doors.free_bytes ? doors.free_bytes(need.folder) : free_bytes(need.folder);
    if (!room || *room >= need.bytes) continue;
    return Error{Errc::limit,
                 need.folder.string() + ": about " + megabytes(need.bytes) +
                     " will be written there, and its disk has " + megabytes(*room) + " free",
                 "free some space, or begin all the same with --no-space-check: a run that a full "
                 "disk ends goes on where it stopped"};
  }
  return {};
}

}  // namespace migrator::run
