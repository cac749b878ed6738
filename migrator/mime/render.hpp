#pragma once
// A message as an Internet message (RFC 5322, MIME), the same bytes every time.
#include <string>
#include <vector>

#include "base/stream.hpp"
#include "migrator/message/message.hpp"

namespace migrator::mime {

struct Options {
  std::string domain;             // "harbor.invalid": completes addresses and Message-IDs
  std::string time_zone = "UTC";  // IANA name; the wall clock of every LocalTime
  unsigned code_page = 850;       // of text parts
  std::string post_office;        // of addresses that name none
  enum class Newline { lf, crlf } newline = Newline::lf;
};

struct Rendered {
  std::string message_id;             // without < >; a digest of the content
  std::optional<std::int64_t> sent;   // Unix time of the Date field; nullopt without a date
  std::vector<std::string> warnings;  // "2 bytes of the text mean nothing in code page 850 …"
};

/// Writes the message to `out`, streaming its parts. Errc::usage for a time zone that does not
/// exist; Errc::io when a part can no longer be read or `out` refuses.
base::Result<Rendered> render(const Message& message, const Options& options, base::ByteSink& out);

}  // namespace migrator::mime
