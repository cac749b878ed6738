#pragma once
// How messages are rendered in this run, checked before anything is written.
#include "migrator/mime/render.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

/// The catalogue as this run sees it: in the time zone that was asked for, without the accounts of
/// which nothing is carried. Errc::malformed when two accounts have one name.
base::Result<Catalogue> catalogue_of(const Catalogue& source, const Request& request);

/// Errc::usage for a time zone or a domain that cannot be.
base::Result<mime::Options> options_of(const Catalogue& catalogue, const Request& request);

/// Reads the address map that the request names, if it does, and keeps its digest in the request.
base::Result<void> read_address_map(Request& request, mime::Options& options);

}  // namespace migrator::run
