#pragma once
// What the commands that change something have in common.
#include "migrator/cli/commands.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/cli/imap_options.hpp"
#include "migrator/run/control.hpp"
#include "migrator/run/run.hpp"

namespace migrator::cli {

struct WorkOptions {
  std::string source, to, state, time_zone, domain, events, profile, address_map, items;
  std::string since, until;  // "1998-06-02"
  std::vector<std::string> mailboxes, boards, folders;
  std::optional<std::uint64_t> max_errors;
  bool accept_faults = false, dry_run = false, no_space_check = false;
  ImapOptions imap;
};

/// What of a source, and how far: --since, --until, --mailbox, --board, --folder, --items,
/// --max-errors, --no-space-check.
void add_choice_options(CLI::App& command, WorkOptions& options);
/// --to, what only a delivery has (--address-map, --dry-run, what an IMAP server needs), and the
/// options of a choice.
void add_delivery_options(CLI::App& command, WorkOptions& options);
/// --state, --time-zone, --domain, --events; `state`: where that is unless it is given.
void add_work_options(CLI::App& command, WorkOptions& options,
                      const std::string& state = ".sidestep in the destination");
/// --accept-faults.
void add_accept_faults(CLI::App& command, WorkOptions& options);

/// --profile, of commands that read an export set.
void add_profile_option(CLI::App& command, std::string& profile);
/// What the source at `path` is, read with the keyword spellings of `profile` ("": those that the
/// set names). Errc::usage when a profile is given for a set of migration files, which has no
/// keywords.
base::Result<run::Origin> origin_of(const std::filesystem::path& path, const std::string& profile);

/// A migration to DEST: opens everything, runs the job, prints its page or its JSON. `control` is
/// what a control file chooses of the source.
base::Result<Outcome> deliver_to(const run::Job& job, const WorkOptions& options,
                                 const std::string& format, const run::Control& control = {});

/// An extraction into the folder `files`.
base::Result<Outcome> extract_into(const std::string& files, const WorkOptions& options,
                                   const std::string& format);

}  // namespace migrator::cli
