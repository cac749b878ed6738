#pragma once
// A connection to a server, in the clear or through TLS (OpenSSL, whose only door this is).
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "migrator/destination/imap/server.hpp"

namespace migrator::imap {

/// A server that is unreachable, that falls silent or that goes away: Errc::io. Errc::conflict for
/// a certificate that does not hold.
class Socket {
 public:
  static base::Result<Socket> connect(const Server& server);
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;
  ~Socket();

  /// Begins TLS: the certificate has to be one of the server's name (or address), from somebody who
  /// is trusted. Nothing that was read before counts any more. Errc::conflict.
  base::Result<void> start_tls();
  bool encrypted() const;
  /// Whether the other end is this computer.
  bool loopback() const;

  /// All of `bytes`, or fails.
  base::Result<void> write(std::string_view bytes);

  /// The next line without its CRLF (or LF). Errc::limit for one above `most` bytes.
  base::Result<std::string> line(std::size_t most);
  /// Appends exactly `size` bytes to `out`.
  base::Result<void> read(std::size_t size, std::string& out);

 private:
  struct State;
  explicit Socket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace migrator::imap
