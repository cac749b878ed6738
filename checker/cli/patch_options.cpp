#include <csignal>
#include <cstdlib>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/patch.hpp"
#include "checker/cli/patch_trail.hpp"
#include "checker/operation/operation.hpp"
#include "checker/patch/transaction/transaction.hpp"
#include "checker/report/patch_result.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// A public key of minisign has two lines.
constexpr std::uint64_t kMostKey = 4096;

Result<std::string> key_text(const std::string& file) {
  if (file.empty()) return std::string();
  auto opened = base::ReadableFile::open(file);
  if (!opened) return std::move(opened).error().during("--key");
  auto text = base::Blob::window(*opened, 0, (*opened)->size()).text(kMostKey);
  if (!text) return std::move(text).error().during("--key " + file);
  return text;
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void add_facts_option(CLI::App& command, std::vector<std::string>& facts) {
  command.add_option("--set", facts, "What is known of the target's data (may be repeated)")
      ->type_name("FACT=VALUE");
}

void add_patch_options(CLI::App& command, PatchOptions& options) {
  command.add_option("TARGET", options.target, "The folder with the files")->required();
  command
      .add_option("--from", options.packages,
                  "Package: folder, ZIP, CAB, 7z, ISO or self-extracting program (may be repeated)")
      ->type_name("PACKAGE")
      ->required();
  command.add_option("--for", options.rule, "Only what cures this RULE")->check(not_empty());
  auto* keep = command.add_flag("--keep-newer", options.wishes.keep_newer,
                                "Leave files that are higher than the package's as they are");
  auto* lower = command.add_flag("--allow-downgrade", options.wishes.allow_downgrade,
                                 "Put lower versions in the place of higher ones");
  keep->excludes(lower);
  add_facts_option(command, options.facts);
  auto* key = command
                  .add_option("--key", options.key,
                              "Public key of minisign that a package's manifest is to be signed by")
                  ->type_name("FILE")
                  ->check(CLI::ExistingFile);
  command
      .add_flag("--require-signature", options.require_signature,
                "Refuse packages whose manifest the key has not signed")
      ->needs(key);
  command
      .add_option("--feeds", options.feeds,
                  "Where the accepted editions of feeds are remembered (default: "
                  "~/.local/state/sidestep/feeds.json)")
      ->type_name("FILE")
      ->check(not_empty());
  command.add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  add_shelves_options(command, options.shelves);
}

std::filesystem::path editions_file(const PatchOptions& options) {
  if (!options.feeds.empty()) return options.feeds;
  // The place that the XDG base directory specification names.
  const std::string state = environment("XDG_STATE_HOME"), home = environment("HOME");
  if (state.empty() && home.empty()) return {};
  const std::filesystem::path folder = state.empty() ? home + "/.local/state" : state;
  return folder / "sidestep" / "feeds.json";
}

Result<contract::Facts> known_facts(const std::vector<std::string>& assignments,
                                    const manifest::Knowledge& knowledge) {
  operation::Operation out;
  for (const std::string& assignment : assignments)
    if (auto done = operation::set(out, assignment, knowledge); !done)
      return std::move(done).error();
  if (!out.facts.get("operation").known()) out.facts.set("operation", {"patch", "this command"});
  return std::move(out.facts);
}

Result<std::unique_ptr<Planned>> planned(const PatchOptions& options) {
  patch::package::Options opening;
  opening.jobs = inventory::default_jobs(options.packages.front());
  auto out = std::make_unique<Planned>(opening);
  std::vector<std::string> warnings;
  auto knowledge = load_knowledge(options.shelves, warnings);
  if (!knowledge) return std::move(knowledge).error();
  for (const std::string& warning : warnings)
    std::fprintf(stderr, "warning: %s\n", base::printable(warning).c_str());
  out->knowledge = std::move(*knowledge);
  patch::planning::Request request;
  request.target = options.target;
  request.packages.assign(options.packages.begin(), options.packages.end());
  request.wishes = options.wishes;
  request.rule = options.rule;
  auto key = key_text(options.key);
  if (!key) return std::move(key).error();
  request.trust = {std::move(*key), options.require_signature, editions_file(options)};
  auto facts = known_facts(options.facts, out->knowledge);
  if (!facts) return std::move(facts).error();
  request.facts = std::move(*facts);
  auto plan = patch::planning::plan(request, out->reader, out->knowledge);
  if (!plan) return std::move(plan).error();
  out->plan = std::move(*plan);
  return out;
}

void outlive_the_reader() { std::signal(SIGPIPE, SIG_IGN); }

Result<void> log_recovery(base::Files& files, const std::string& target,
                          const patch::transaction::Recovered& recovered) {
  if (recovered.outcomes.empty()) return {};
  return PatchTrail(files, target, "patch recover", {{"target", target}})
      .end(report::to_json(recovered));
}

Result<patch::transaction::Recovered> recover_first(base::Files& files, const std::string& target) {
  auto recovered = patch::transaction::recover(files, target);
  if (!recovered || recovered->outcomes.empty()) return recovered;
  const auto logged = log_recovery(files, target, *recovered);
  std::fputs(report::to_text(*recovered).c_str(), stderr);
  if (!logged) return logged.error();
  return recovered;
}

int failed_patch(const Error& error, const std::string& target, bool json) {
  const bool busy = patch::transaction::is_busy(target);
  const auto unfinished = patch::transaction::unfinished(target);
  // Where even that cannot be read, nobody knows that all is as it was.
  const bool in_doubt =
      !busy && error.code != Errc::usage && (!unfinished || unfinished->has_value());
  Error shown = error;
  if (in_doubt && unfinished)
    shown.hint = "sidestep patch recover " + report::shell_quoted(target) + " ends it";
  (void)fail(shown, json);
  return in_doubt ? kRecoveryNeeded : error.code == Errc::usage ? kUnusable : kRefused;
}

}  // namespace checker::cli
