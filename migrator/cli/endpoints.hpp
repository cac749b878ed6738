#pragma once
// Where mail comes from and goes to, as people write it on the command line.
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/imap/server.hpp"

namespace migrator::cli {

struct Endpoint {
  std::string text;  // "maildir:/srv/mail", always the same for the same place
  destination::Format format = destination::Format::maildir;
  std::filesystem::path path;            // absolute; of a server empty
  std::optional<imap::Server> server{};  // in place of a folder
};

/// Reads DEST. Errc::unsupported for a kind that this version does not write.
base::Result<Endpoint> parse_destination(const std::string& text);

/// The same path for the same place, however it was written; it need not exist.
std::filesystem::path settled(const std::filesystem::path& path);

}  // namespace migrator::cli
