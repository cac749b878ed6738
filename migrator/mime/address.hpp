#pragma once
// cc:Mail addresses as Internet addresses: deterministic, valid, and never two names as one.
#include <optional>
#include <string>
#include <string_view>

#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::mime {

/// A display name (UTF-8, may be empty) and an addr-spec in ASCII.
struct Mailbox {
  std::string name;
  std::string address;
  bool operator==(const Mailbox&) const = default;
};

/// True for a domain of labels of letters, digits and inner hyphens, each of 1 to 63 and in all at
/// most 253 bytes (RFC 1035 §2.3), as every mail program takes them.
bool is_domain(std::string_view text);

/// True for an addr-spec that every mail program takes: dot-atom @ domain, ASCII.
bool is_internet_address(std::string_view text);

/// The Internet address that a text is or holds: a@b, <a@b>, "John Doe" <a@b>; nullopt without.
std::optional<Mailbox> internet_mailbox(std::string_view text);

/// "Quill, Nora" → "quill.nora". Letters lose their case (cc:Mail names have none: Q237588); ", "
/// becomes '.', a blank '_', and any other byte but a-z 0-9 ' # ~ - becomes "=" and two hexadecimal
/// digits, so that two names never meet. An empty name is "=noname". Over 64 bytes (RFC 5321) the
/// end is replaced by "=~" and twelve digits of the name's SHA-256.
std::string local_part(std::string_view name);

/// "PORT WEST" → "port-west", a DNS label, in the same spirit ("--" and two hexadecimal digits).
std::string domain_label(std::string_view post_office);

/// The domain when nobody chose one: "HARBOR" → "harbor.invalid" (RFC 2606: it never resolves).
std::string default_domain(std::string_view post_office);

/// The domain of a post office. Ours is options.domain. Another's is its label in place of ours
/// when the domain begins with our label ("harbor.invalid" → "pier.invalid"), else below it
/// ("example.com" → "pier.example.com").
std::string domain_of(std::string_view post_office, const Options& options);

/// An address as it is delivered. Who stands in options.addresses has the address given there,
/// under the name of the source. An Internet address, as a name, in angle brackets, behind "SMTP:",
/// or with a gateway's name after " at ", is used as such. `post_office` is the one of an address
/// that names none.
Mailbox to_mailbox(const Address& address, const Options& options, std::string_view post_office);

}  // namespace migrator::mime
