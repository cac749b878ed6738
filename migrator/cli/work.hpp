#pragma once
// What the commands that change something have in common.
#include "migrator/cli/commands.hpp"
#include "migrator/cli/endpoints.hpp"
#include "migrator/run/run.hpp"

namespace migrator::cli {

struct WorkOptions {
  std::string source, to, state, time_zone, domain, events;
};

/// --state, --time-zone, --domain, --events.
void add_work_options(CLI::App& command, WorkOptions& options);

/// A migration to DEST: opens everything, runs the job, prints its page or its JSON.
base::Result<Outcome> deliver_to(const run::Job& job, const WorkOptions& options,
                                 const std::string& format);

/// An extraction into the folder `files`.
base::Result<Outcome> extract_into(const std::string& files, const WorkOptions& options,
                                   const std::string& format);

}  // namespace migrator::cli
