// sidestep scan: what versions the executables below some paths have.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <memory>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/progress.hpp"
#include "checker/cli/request.hpp"
#include "checker/cli/scan_output.hpp"
#include "checker/inventory/inventory_file.hpp"
#include "checker/inventory/walk.hpp"
#include "checker/report/changes.hpp"

namespace checker::cli {

namespace {

using base::Errc;
using base::Error;
using base::Result;

// A container in a container in a container …: nobody packs deeper, and each level is held.
constexpr int kMaxDepth = 16;
constexpr std::uint64_t kLeastMemory = 16u << 20;
constexpr int kInterrupted = 128 + SIGINT;

struct ScanOptions {
  std::vector<std::string> paths, manifests;
  std::string format;  // empty: by the name of the output
  std::string fields = "all";
  std::string output, hash, newer_than;
  bool diff = false;
  inventory::ScanOptions scan;
};

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "it is set by a signal handler");

void ask_to_stop(int signal) {
  stop_asked = true;
  ::signal(signal, SIG_DFL);  // who asks twice does not want to wait
}

// "1999-09-30" or "1999-09-30T12:00", in local time, or a file, whose age counts.
Result<std::int64_t> point_in_time(const std::string& text) {
  for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    std::tm time = {};
    const char* const end = ::strptime(text.c_str(), form, &time);
    if (end == nullptr || *end != '\0') continue;
    time.tm_isdst = -1;
    std::tm real = time;
    const auto seconds = static_cast<std::int64_t>(std::mktime(&real));
    if (real.tm_mday != time.tm_mday || real.tm_mon != time.tm_mon) break;  // 31 February
    return seconds;
  }
  struct stat info = {};
  if (::stat(text.c_str(), &info) == 0) return static_cast<std::int64_t>(info.st_mtime);
  return Error{Errc::usage, "--newer-than " + text + ": neither a date nor a file",
               "a date is 1999-09-30 or 1999-09-30T12:00, in local time"};
}

bool is_file(const std::string& output) { return !output.empty() && output != "-"; }

int finish(int code) {
  if (!stop_asked) return code;
  std::fprintf(stderr, "interrupted: the list is not complete\n");
  return kInterrupted;
}

// How the paths of all rows begin; of a PATH that cannot be read, as it is.
std::vector<std::string> roots_of(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    const auto roots = inventory::roots_of(path);
    if (roots)
      out.insert(out.end(), roots->begin(), roots->end());
    else
      out.push_back(path);
  }
  return out;
}

int scan(ScanOptions& options, const inventory::Progress& progress) {
  auto out = Output::open(options.output);
  if (!out) return fail(std::move(out).error().during("scan"), false);
  options.scan.skip = out->draft();
  ScanOutput rows(options.format, is_file(options.output), options.scan, roots_of(options.paths),
                  *out);
  const inventory::Scanner scanner(options.scan);
  const bool busy = !is_file(options.output) && ::isatty(1) != 0;

  int code = 0;
  Result<void> written = rows.begin();
  {
    const ProgressLine line(progress, options.paths, options.scan, busy);
    for (const std::string& path : options.paths) {
      if (!written) break;
      if (stop_asked) {
        written = rows.add(inventory::unread(path, inventory::stopped()));
        continue;
      }
      auto done = scanner.scan(path, rows.render(), [&](const inventory::Batch& batch) {
        written = rows.add(batch);
        return static_cast<bool>(written);
      });
      if (done) continue;
      // An inventory says what it does not hold.
      if (written && rows.is_inventory()) written = rows.add(inventory::unread(path, done.error()));
      code = fail(std::move(done).error().during("scan"), false);
    }
  }
  if (written) written = rows.finish(code == 0);
  if (!written) return fail(std::move(written).error().during("scan"), false);
  return finish(code);
}

// What stands below one side of a comparison, and how its paths begin.
struct Side {
  Inventory inventory;
  std::string root;
};

Result<Side> side(const inventory::Scanner& scanner, const std::string& path) {
  auto roots = inventory::roots_of(path);
  if (!roots) return std::move(roots).error();
  auto inventory = scanner.scan(path);
  if (!inventory) return std::move(inventory).error();
  // Paths of several roots are compared as they are.
  return Side{std::move(*inventory), roots->size() == 1 ? inventory::shown(roots->front()) : ""};
}

int diff(const ScanOptions& options) {
  if (options.paths.size() != 2)
    return fail({Errc::usage, "scan --diff compares two PATHs, OLD and NEW"}, false);
  const inventory::Scanner scanner(options.scan);
  auto old = side(scanner, options.paths[0]);
  if (!old) return fail(std::move(old).error().during("scan --diff"), false);
  auto now = side(scanner, options.paths[1]);
  if (!now) return fail(std::move(now).error().during("scan --diff"), false);
  // Half of a place would show as gone what was only not read.
  if (stop_asked) return finish(0);
  (void)warn_of_closed(old->inventory);
  (void)warn_of_closed(now->inventory);
  const auto changes = inventory::compare(std::move(old->inventory), old->root,
                                          std::move(now->inventory), now->root);
  const std::string text = options.format == "table" ? report::changes_table(changes)
                           : options.format == "csv" ? report::changes_csv(changes)
                                                     : report::changes_ndjson(changes);
  if (auto printed = print(text, options.output); !printed)
    return fail(std::move(printed).error().during("scan --diff"), false);
  return finish(0);
}

int run(ScanOptions& options) {
  static inventory::Progress progress;
  options.scan.strings = options.fields == "all";
  options.scan.hash_all = options.hash == "sha256";
  options.scan.stop = &stop_asked;
  options.scan.progress = &progress;
  if (options.format.empty()) options.format = format_of(options.output);
  if (options.scan.jobs == 0) options.scan.jobs = inventory::default_jobs(options.paths.front());
  if (!options.newer_than.empty()) {
    auto time = point_in_time(options.newer_than);
    if (!time) return fail(time.error(), false);
    options.scan.filter.newer_than = *time;
    for (const std::string& path : options.paths) {
      const auto header = inventory::read_inventory_file(
          path, {}, [](const inventory::FileRecord&) { return false; });
      if (header && *header)
        return fail(
            {Errc::usage, "--newer-than: " + path + " is an inventory, which keeps no times"},
            false);
    }
  }
  ::signal(SIGINT, ask_to_stop);
  ::signal(SIGTERM, ask_to_stop);
  return options.diff ? diff(options) : scan(options, progress);
}

void add_limits(CLI::App& command, inventory::ScanOptions& scan) {
  const auto option = [&](const char* name, auto& value, const char* what) {
    return command.add_option(name, value, what)->capture_default_str()->group("Limits");
  };
  option("--depth", scan.depth, "How deep containers are opened; 0: not at all")
      ->check(CLI::Range(0, kMaxDepth));
  option("--max-members", scan.limits.members, "Members of one container, nested ones counted");
  option("--max-output", scan.limits.total, "Bytes unpacked of one container")
      ->transform(CLI::AsSizeValue(false));
  option("--max-ratio", scan.limits.ratio, "Bytes unpacked for each one packed");
  option("--max-memory", scan.decoder.memory, "Memory of the process that unpacks, 16 MiB or more")
      ->transform(CLI::AsSizeValue(false))
      ->check([](const std::string& text) {
        return std::stoull(text) >= kLeastMemory ? "" : "less than 16 MiB is not enough for any";
      });
  option("--max-time", scan.decoder.seconds, "Seconds of processor time for one container")
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_choice(CLI::App& command, ScanOptions& options) {
  const auto option = [&](const char* name, auto& value, const char* what) {
    return command.add_option(name, value, what)->group("Which files");
  };
  auto& filter = options.scan.filter;
  option("--include", filter.include,
         "Only files like this: a shell pattern for the name, or with / for the path below PATH; "
         "without case")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  option("--exclude", filter.exclude, "No files, folders or containers like this")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  option("--newer-than", options.newer_than,
         "Only files changed after a date (1999-09-30 or 1999-09-30T12:00, local time) or a file")
      ->type_name("DATE|FILE");
  command.add_flag("--all", options.scan.all, "Every file, not only executables")
      ->group("Which files");
  command
      .add_flag("--one-file-system", options.scan.one_file_system,
                "Do not enter other file systems below PATH")
      ->group("Which files");
}

}  // namespace

void add_scan(CLI::App& app, int& code) {
  const auto options = std::make_shared<ScanOptions>();
  options->scan.jobs = 0;
  CLI::App* command = app.add_subcommand("scan", "List executables and their versions");
  command
      ->add_option(
          "PATH", options->paths,
          "Files, folders, containers (ZIP, CAB, 7z, ISO, tar, SZDD, KWAJ, self-extracting "
          "EXE), or files that scan -o has written")
      ->required();
  // Accepted after any command; a scan asks no manifest.
  command->add_option("--manifests", options->manifests, "Not used by scan")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command
      ->add_option("--format", options->format,
                   "table, ndjson or csv [by the end of the name of -o, else table]")
      ->check(CLI::IsMember({"table", "ndjson", "csv"}));
  command->add_option("--fields", options->fields, "all, or version: without the string tables")
      ->check(CLI::IsMember({"version", "all"}))
      ->capture_default_str();
  command->add_flag("--all-languages", options->scan.all_languages,
                    "The version in each of its languages, not only in the one that Windows takes");
  command->add_option("--hash", options->hash, "sha256: with each file's digest")
      ->check(CLI::IsMember({"sha256"}));
  command->add_flag("--diff", options->diff, "Compare two PATHs, OLD and NEW");
  command
      ->add_option("-j,--jobs", options->scan.jobs,
                   "Files read at the same time [by processors, more for slow storage]")
      ->check(CLI::Range(1, 64));
  command->add_option(
      "-o,--output", options->output,
      "Write to this file; NDJSON begins with a header line there and can be a PATH "
      "later");
  add_choice(*command, *options);
  add_limits(*command, options->scan);
  command->footer(
      "Exit code: 0, damaged files being lines with an error; 3 if a PATH is missing; 130 when\n"
      "interrupted, after what is known was written.\n"
      "Examples:\n"
      "  sidestep scan /mnt/Exchsrvr/Bin hotfix.exe --format ndjson\n"
      "  sidestep scan /mnt --hash sha256 -o server.ndjson\n"
      "  sidestep scan --diff server.ndjson /mnt");
  command->callback([options, &code] { code = run(*options); });
}

}  // namespace checker::cli
