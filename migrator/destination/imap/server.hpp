#pragma once
// Where an IMAP server is, and how it is to be trusted.
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace migrator::imap {

struct Server {
  std::string host;  // a name or an address; IPv6 without brackets
  std::uint16_t port = 143;
  bool tls = false;            // imaps: TLS from the first byte
  bool starttls = false;       // asked for also where plain text is allowed
  std::filesystem::path ca{};  // PEM certificates to trust; empty: those of this system
  int timeout = 120;           // seconds that a server may be silent
  int patience = 100;          // percent of the usual waits; a test has less

  /// "imaps://mail.example:993", always the same for the same server.
  std::string text() const;
};

/// Reads "imap://HOST[:PORT]" and "imaps://HOST[:PORT]" (RFC 5092; ports 143 and 993), and nothing
/// behind it: who logs in is said by the accounts. Errc::usage.
base::Result<Server> parse_server(const std::string& text);

}  // namespace migrator::imap
