#pragma once
// A message as an Internet message (RFC 5322, MIME), the same bytes every time.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/stream.hpp"
#include "migrator/message/message.hpp"

namespace migrator::mime {

class AddressMap;

struct Options {
  std::string domain;             // "harbor.invalid": completes addresses and Message-IDs
  std::string time_zone = "UTC";  // IANA name; the wall clock of every LocalTime
  unsigned code_page = 850;       // of text parts
  std::string post_office;        // of addresses that name none
  std::shared_ptr<const AddressMap> addresses;  // of people that have an address today; may be null
  enum class Newline { lf, crlf } newline = Newline::lf;
};

struct Rendered {
  std::string message_id;             // without < >; the beginning of `hash`
  std::string hash;                   // SHA-256, hex, over the fields and the content of the parts
  std::optional<std::int64_t> sent;   // Unix time of the Date field; nullopt without a date
  unsigned programs = 0, macros = 0;  // attachments that can be run, and that hold macros
  std::vector<std::string> warnings;  // "2 bytes of the text mean nothing in code page 850 …"
};

/// Fields that a destination puts before the message's own: ("Status", "RO"). ASCII; they say where
/// a message stands, and are no part of its hash.
using OwnFields = std::vector<std::pair<std::string, std::string>>;
/// Status, X-Status, X-Unsent, X-Keywords, Lines, X-UID, X-IMAPbase, X-Mozilla-… and their like:
/// the fields that a destination, or who reads mail in it, sets. No message of ours has them
/// itself.
bool is_own_field(std::string_view name);

/// Writes the message to `out`, streaming its parts. Errc::usage for a time zone that does not
/// exist; Errc::io when a part can no longer be read or `out` refuses.
base::Result<Rendered> render(const Message& message, const Options& options, base::ByteSink& out,
                              const OwnFields& own = {});

}  // namespace migrator::mime
