// sidestep scan: what versions the executables below some paths have.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <iterator>
#include <memory>
#include <thread>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/report/scan_rows.hpp"

namespace checker::cli {

namespace {

// A container in a container in a container …: nobody packs deeper, and each level costs a spool.
constexpr int kMaxDepth = 16;

struct Options {
  std::vector<std::string> paths, manifests;
  std::string format = "table";
  std::string fields = "all";
  std::string output;
  inventory::ScanOptions scan;
};

std::string now() {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc = {};
  ::gmtime_r(&time, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::string host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string render(const Options& options, const report::Files& files) {
  if (options.format == "table") return report::scan_table(files);
  if (options.format == "csv") return report::scan_csv(files);
  const auto fields =
      options.fields == "version" ? report::ScanFields::version : report::ScanFields::all;
  const auto lines = report::scan_ndjson(files, fields);
  if (options.output.empty() || options.output == "-") return lines;
  const report::ScanHeader header{now(), host(), options.paths};
  return base::dump(report::to_json(header), -1) + '\n' + lines;
}

int scan(const Options& options) {
  int code = 0;
  report::Files files;
  for (const std::string& path : options.paths) {
    auto inventory = inventory::scan(path, options.scan);
    if (inventory) {
      std::ranges::move(inventory->files, std::back_inserter(files));
    } else {
      code = fail(std::move(inventory).error().during("scan"), false);
    }
  }
  if (auto printed = print(render(options, files), options.output); !printed)
    return fail(std::move(printed).error().during("scan"), false);
  return code;
}

}  // namespace

void add_scan(CLI::App& app, int& code) {
  const auto options = std::make_shared<Options>();
  options->scan.jobs = std::max(1U, std::thread::hardware_concurrency());
  CLI::App* command = app.add_subcommand("scan", "List executables and their versions");
  command->add_option("PATH", options->paths, "Files, folders or ZIPs")->required();
  // Accepted after any command; a scan asks no manifest.
  command->add_option("--manifests", options->manifests, "Not used by scan")->type_name("DIR");
  command->add_option("--format", options->format, "table, ndjson or csv")
      ->check(CLI::IsMember({"table", "ndjson", "csv"}))
      ->capture_default_str();
  command->add_option("--fields", options->fields, "all, or version: without the string tables")
      ->check(CLI::IsMember({"version", "all"}))
      ->capture_default_str();
  command
      ->add_option("--depth", options->scan.depth, "How deep containers are opened; 0: not at all")
      ->check(CLI::Range(0, kMaxDepth))
      ->capture_default_str();
  command->add_option("-j,--jobs", options->scan.jobs, "Files read at the same time")
      ->check(CLI::Range(1, 64));
  command->add_flag("--all", options->scan.all, "Every file, not only executables");
  command->add_option("-o,--output", options->output,
                      "Write to this file; NDJSON begins with a header line there");
  command->footer(
      "Exit code: 0, damaged files being lines with an error; 3 if a PATH is missing.\n"
      "Example: sidestep scan /mnt/Exchsrvr/Bin hotfix.zip --format ndjson");
  command->callback([options, &code] {
    options->scan.strings = options->fields == "all";
    code = scan(*options);
  });
}

}  // namespace checker::cli
