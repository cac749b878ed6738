#include "migrator/run/checks.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/shell.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/run/items.hpp"
#include "migrator/run/rehearsal.hpp"
#include "migrator/run/runner.hpp"

namespace migrator::run {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

Result<void> check_source(const Request& request, bool recovery) {
  const bool set = request.origin.kind == Origin::Kind::packing_list;
  if (!set && !request.job.source.empty() && request.job.source != "cc:mail")
    return Error{Errc::conflict,
                 "the plan is for " + request.job.source + ", and " + request.origin.path.string() +
                     " is an export set of cc:Mail",
                 "plan again with `sidestep check`"};
  if (request.job.phase == Phase::import && !set && !recovery)
    return Error{
        Errc::usage,
        request.origin.path.string() +
            ": only the second step was asked for, and this is not a set of migration files",
        "give the .PKL that the first step has written"};
  if (request.job.phase == Phase::extract && set)
    return Error{
        Errc::usage,
        request.origin.path.string() + ": is extracted already; only the first step was asked for",
        "use `sidestep-migrator import`, or give the export set"};
  return {};
}

namespace {
constexpr std::size_t kNamedFaults = 5;  // in a refusal; verify names them all
}

Result<void> check_faults(const Request& request) {
  if (request.origin.kind != Origin::Kind::packing_list || request.accept_faults) return {};
  auto verification = migration::verify(request.origin.path);
  if (!verification) return std::move(verification).error().during("verify");
  if (verification->good()) return {};
  std::string message =
      request.origin.path.string() + ": the set has " + std::to_string(verification->faults) +
      (verification->faults == 1 ? " fault" : " faults") + ", so import would lose something:";
  std::size_t named = 0;
  for (const migration::Finding& one : verification->findings) {
    if (one.kind != migration::Finding::Kind::fault || named == kNamedFaults) continue;
    ++named;
    message += "\n  " + one.file + (one.line > 0 ? " line " + std::to_string(one.line) : "") +
               ": " + one.message;
  }
  if (verification->faults > named)
    message += "\n  and " + std::to_string(verification->faults - named) + " more";
  return Error{Errc::conflict, std::move(message),
               "`sidestep-migrator repair --files " +
                   base::shell_word(request.origin.path.string()) +
                   " -o DIR` writes a mended copy; --accept-faults imports the set as it is: what "
                   "cannot be read is rejected and kept"};
}

namespace {

std::uint64_t files_in(const fs::path& folder) {
  std::uint64_t count = 0;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_directory(ignored)) ++count;
  }
  return count;
}

// Messages of a Maildir move from cur to new and back when a mail program forgets that they were
// seen.
std::uint64_t messages_in(const fs::path& folder) {
  const std::uint64_t here = files_in(folder);
  return folder.filename() == "cur" ? here + files_in(folder.parent_path() / "new") : here;
}

std::string advice(const Request& request) {
  return "`sidestep-migrator audit --source " + base::shell_word(request.origin.path.string()) +
         " --to " + base::shell_word(request.destination) + " --state " +
         base::shell_word(request.state.string()) +
         "` names them; to deliver everything again, remove " + request.state.string();
}

Error gone(const Request& request, const fs::path& path) {
  return {Errc::conflict,
          path.string() + ": is gone, though the ledger in " + request.state.string() +
              " has mail that was delivered there",
          advice(request)};
}

// Messages that are files of their own: one look into each folder, however many there are.
Result<void> check_folders(const Request& request, ledger::Ledger& ledger) {
  auto folders = ledger.files_by_folder();
  if (!folders) return std::move(folders).error();
  for (const auto& [name, delivered] : *folders) {
    const fs::path folder = request.destination_root / name;
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) return gone(request, folder);
    const std::uint64_t there = messages_in(folder);
    if (there >= delivered) continue;
    return Error{Errc::conflict,
                 folder.string() + ": " + std::to_string(delivered - there) + " of " +
                     std::to_string(delivered) +
                     (delivered == 1 ? " message is" : " messages are") +
                     " gone, though the ledger has them as delivered",
                 advice(request)};
  }
  return {};
}

// Files that grew, an mbox say: what is behind the ledger's size is not its business.
Result<void> check_sizes(const Request& request, ledger::Ledger& ledger) {
  auto extents = ledger.extents();
  if (!extents) return std::move(extents).error();
  for (const auto& [name, size] : *extents) {
    const fs::path file = request.destination_root / name;
    std::error_code absent;
    const auto there = fs::file_size(file, absent);
    if (absent) return gone(request, file);
    if (there >= size) continue;
    return Error{Errc::conflict,
                 file.string() + ": has lost mail: it holds " + std::to_string(there) +
                     " bytes, and the run left " + std::to_string(size),
                 advice(request)};
  }
  return {};
}

}  // namespace

Result<void> check_delivered(const Request& request, ledger::Ledger& ledger) {
  if (request.destination_root.empty()) return {};
  if (auto there = check_folders(request, ledger); !there) return there;
  if (auto there = check_sizes(request, ledger); !there) return there;
  // Cards are written after their rows, so only a run that ended has them all.
  auto complete = ledger.marked(kComplete);
  if (!complete) return std::move(complete).error();
  if (!*complete) return {};
  auto files = ledger.shared_files(!request.remote);
  if (!files) return std::move(files).error();
  for (const std::string& name : *files) {
    std::error_code ignored;
    if (!fs::exists(request.destination_root / name, ignored))
      return gone(request, request.destination_root / name);
  }
  return {};
}

Result<void> check_ledger(const Request& request, const ledger::Binding& binding) {
  std::optional<ScratchFolder> scratch;
  const auto file = ledger_to_read(request, scratch);
  if (!file) return {};
  auto fits = ledger::Ledger::check(*file, binding);
  if (fits || *file == request.state / "ledger.sqlite") return fits;
  // A copy was read; its name says nothing to anyone.
  Error error = std::move(fits).error();
  const std::string copy = file->string();
  if (error.message.starts_with(copy))
    error.message.replace(0, copy.size(), (request.state / "ledger.sqlite").string());
  return error;
}

Result<void> check_items(const Request& request) {
  if (request.items.empty()) return {};
  if (auto format = items_format_of(request.items); !format) return std::move(format).error();
  fs::path folder = request.items.parent_path();
  if (folder.empty()) folder = ".";
  std::error_code ignored;
  if (fs::is_directory(request.items, ignored))
    return Error{Errc::usage, "--items " + request.items.string() + ": is a folder",
                 "give the name of a file"};
  if (!fs::is_directory(folder, ignored))
    return Error{Errc::usage,
                 "--items " + request.items.string() + ": there is no folder " + folder.string(),
                 "make the folder, or give another name"};
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return Error{Errc::io, folder.string() + ": " + std::strerror(errno),
                 "give --items a place where you may write"};
  return {};
}

Result<void> check_unchanged(const Request& request, ledger::Ledger& ledger) {
  auto before = ledger.binding();
  if (!before) return std::move(before).error();
  auto now = fingerprint(request.origin);
  if (!now) return std::move(now).error().during("look at the source again");
  if (*now == before->fingerprint) return {};
  return Error{Errc::conflict,
               request.origin.path.string() +
                   ": was changed while the run read it, so nobody knows what of it arrived",
               "put its files back as they were and run the command again, or begin again with an "
               "empty --state and destination, from a copy that nobody writes to"};
}

}  // namespace migrator::run
