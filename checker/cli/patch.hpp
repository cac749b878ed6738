#pragma once
// What the commands of `sidestep patch` share.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/cli/request.hpp"
#include "checker/patch/execution/execution.hpp"
#include "checker/patch/planning/planning.hpp"
#include "checker/report/commands.hpp"

namespace checker::cli {

inline constexpr int kCured = 0, kLeft = 1, kRefused = 2, kRecoveryNeeded = 3;

struct PatchOptions {
  std::string target, rule, key, feeds, format = "text";
  std::vector<std::string> packages, facts;
  patch::Wishes wishes;
  bool require_signature = false;
  Shelves shelves;
  bool json() const { return format == "json"; }
};

/// Declares them on a command. `options` must outlive the parse.
void add_patch_options(CLI::App& command, PatchOptions& options);

/// --set on a command: what is known of the target's data.
void add_facts_option(CLI::App& command, std::vector<std::string>& facts);
base::Result<contract::Facts> known_facts(const std::vector<std::string>& assignments,
                                          const manifest::Knowledge& knowledge);

/// Packages, target and knowledge read, and what is to be done decided.
struct Planned {
  explicit Planned(const patch::package::Options& opening) : reader(opening) {}
  // First: it forks its children's hosts.
  const patch::package::Reader reader;
  manifest::Knowledge knowledge;
  std::unique_ptr<patch::planning::Plan> plan;
};
base::Result<std::unique_ptr<Planned>> planned(const PatchOptions& options);
/// The file that remembers the editions of feeds: --feeds, or one of this user's.
std::filesystem::path editions_file(const PatchOptions& options);

/// Adds to the target's log what a recovery has ended; nothing where there was nothing.
base::Result<void> log_recovery(base::Files& files, const std::string& target,
                                const patch::transaction::Recovered& recovered);
/// Ends what a crash left of an earlier patch, logs that, and says so on standard error. Errors as
/// of transaction::recover().
base::Result<patch::transaction::Recovered> recover_first(base::Files& files,
                                                          const std::string& target);
/// From here on a reader that goes away (SIGPIPE) stops no change half way.
void outlive_the_reader();

/// The plan, as text or JSON, on standard output.
base::Result<void> show_plan(const patch::planning::Plan& plan, const PatchOptions& options);
/// The command that carries it out, with the options that were given.
report::Command apply_command(const patch::planning::Plan& plan, const PatchOptions& options);

/// apply and stage.
void add_patch_apply(CLI::App& patch, int& code);
/// undo, recover and list.
void add_patch_back(CLI::App& patch, int& code);
/// log.
void add_patch_log(CLI::App& patch, int& code);

/// "error: …"; gives 3 where a recovery is needed, and says how, or where nothing could be meant,
/// else 2: all is as it was, or another patch is at work.
int failed_patch(const base::Error& error, const std::string& target, bool json);

}  // namespace checker::cli
