#pragma once
// What a destination and a ledger belong to: a run of another kind is refused.
#include <string>

#include "migrator/mime/render.hpp"
#include "migrator/run/provenance.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

/// What the ledger's run was told, in one line: job, zone, domain, what was chosen, the address
/// map.
std::string job_words(const Request& request, const mime::Options& options);

/// Whatever ledger a run has, a destination takes one source, in one format and zone, under one
/// domain and address map: file names are made of these, and a second run of another kind would put
/// every message beside itself. A recovery set belongs to the source that it was made from.
/// Errc::conflict when `.sidestep/destination.json` says otherwise.
base::Result<void> check_destination(const Request& request, const Provenance& provenance,
                                     const mime::Options& options);
/// Writes `.sidestep/destination.json` where there is none.
base::Result<void> bind_destination(const Request& request, base::Files& files,
                                    const Provenance& provenance, const mime::Options& options);

}  // namespace migrator::run
