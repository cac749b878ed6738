// sidestep patch log: who did what to a target, when, and with what result.
#include <fmt/format.h>

#include "base/text.hpp"
#include "checker/audit/log.hpp"
#include "checker/cli/chain.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/patch.hpp"
#include "checker/cli/patch_trail.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Json;
namespace fs = std::filesystem;

struct LogOptions {
  std::string target, expect, format = "text";
  bool verify = false;
};

// A record may be of a program that is newer than this one.
std::string text_at(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_string()
             ? base::printable(json[key].get<std::string>())
             : "";
}

std::string file_line(const Json& file) {
  const std::string before = text_at(file, "before"), after = text_at(file, "after");
  const auto hash = [](const std::string& text) { return text.substr(0, 8); };
  return fmt::format("    {}  {} -> {}\n", text_at(file, "path"),
                     before.empty() ? "none" : hash(before), after.empty() ? "none" : hash(after));
}

std::string to_text(const Json& record) {
  std::string out =
      fmt::format("{}  {}@{}  {} {}", text_at(record, "time"), text_at(record, "user"),
                  text_at(record, "host"), text_at(record, "command"), text_at(record, "stage"));
  if (const std::string id = text_at(record, "id"); !id.empty()) out += "  " + id;
  const Json outcome = record.value("outcome", Json());
  if (outcome.is_object() && outcome.contains("recovered") && outcome["recovered"].is_array())
    for (const Json& one : outcome["recovered"])
      out += "  " + text_at(one, "id") + ": " + text_at(one, "now") + " files";
  if (const std::string status = text_at(outcome, "status"); !status.empty()) out += ": " + status;
  if (const std::string error = text_at(outcome, "error"); !error.empty()) out += ": " + error;
  out += "\n";
  if (const std::string reason = text_at(record.value("asked", Json()), "reason"); !reason.empty())
    out += "    reason: " + reason + "\n";
  if (record.contains("files") && record["files"].is_array())
    for (const Json& file : record["files"]) out += file_line(file);
  return out;
}

// A target that was patched has a log.
int without_log(const LogOptions& options, bool json) {
  std::error_code ignored;
  if (!options.expect.empty() ||
      fs::exists(fs::path(options.target) / ".sidestep" / "patch" / "journal", ignored)) {
    (void)fail({Errc::malformed, patch_log(options.target).string() +
                                     ": is not there, and should be: it was removed"},
               json);
    return kRefused;
  }
  const auto shown = print(json ? "{\"records\": []}\n" : "Nothing was ever patched here.\n", "");
  return shown ? kCured : fail(shown.error(), false);
}

int show(const LogOptions& options) {
  const bool json = options.format == "json";
  std::error_code ignored;
  if (!fs::is_directory(options.target, ignored))
    return fail({base::Errc::usage, options.target + ": is no folder"}, json);
  const fs::path log = patch_log(options.target);
  if (!fs::exists(log, ignored)) return without_log(options, json);
  if (options.verify) return show_chain(log, options.expect, json);
  Json records = Json::array();
  std::string text;
  auto chain = audit::verify(log, "", [&](std::string_view line) {
    auto record = base::parse_json(line, log.string());
    if (!record) return;
    if (json)
      records.push_back(std::move(*record));
    else
      text += to_text(*record);
  });
  if (!chain) return fail(chain.error(), json);
  const auto shown = print(json ? base::dump({{"records", records}}) + "\n" : text, "");
  if (!shown) return fail(shown.error(), false);
  if (!chain->fault) return kCured;
  std::fprintf(stderr, "warning: %s; sidestep patch log --verify says more\n",
               base::printable(chain->fault->message).c_str());
  return kRefused;
}

}  // namespace

void add_patch_log(CLI::App& patch, int& code) {
  auto options = std::make_shared<LogOptions>();
  auto* command = patch.add_subcommand("log", "Who patched what, when, and what came of it");
  command->add_option("TARGET", options->target, "The folder that was patched")->required();
  auto* verify = command->add_flag("--verify", options->verify,
                                   "Whether the log is whole: no record changed, moved or removed");
  command
      ->add_option("--expect", options->expect,
                   "HASH of a record, noted elsewhere, that must be in the log")
      ->needs(verify);
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "Exit codes: 0 whole, 1 cut short at its end (--verify), 2 broken, 3 unusable input.\n"
      "Example:\n"
      "  sidestep patch log Exchsrvr/bin --verify");
  command->callback([options, &code] { code = show(*options); });
}

}  // namespace checker::cli
