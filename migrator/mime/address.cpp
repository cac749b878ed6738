#include "migrator/mime/address.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "migrator/mime/address_map.hpp"
#include "migrator/mime/encode.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kLocalPartLimit = 64;  // RFC 5321 §4.5.3.1.1
constexpr std::size_t kLabelLimit = 63;      // RFC 1035 §2.3.4
constexpr std::size_t kDomainLimit = 253;    // the same, without the length bytes of its ends
constexpr std::size_t kDigits = 12;

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_atext(char c) {
  return is_plain(c) || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

void append_hex(std::string& out, std::string_view mark, char c) {
  out += mark;
  out += base::lower(hex_of(c));
}

bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) { return c == '.' || is_atext(c); });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLabelLimit && !text.starts_with('-') &&
         !text.ends_with('-') &&
         std::ranges::all_of(base::lower(text), [](char c) { return c == '-' || is_plain(c); });
}

Mailbox with_name(Mailbox mailbox, const std::string& name) {
  if (!name.empty() && !is_internet_address(name)) mailbox.name = name;
  return mailbox;
}

std::string display_name(const Address& address) {
  return address.name.empty() ? std::string(base::trim(to_string(address))) : address.name;
}

Mailbox named_mailbox(const Address& address, const Options& options,
                      std::string_view post_office) {
  const std::string_view where =
      address.post_office.empty() ? post_office : std::string_view(address.post_office);
  if (options.addresses)
    if (const std::string* today = options.addresses->find(address.name, where))
      return {display_name(address), *today};
  if (auto internet = internet_mailbox(address.name)) return *std::move(internet);
  return {display_name(address), local_part(address.name) + "@" + domain_of(where, options)};
}

}  // namespace

bool is_domain(std::string_view text) {
  if (text.size() > kDomainLimit) return false;
  for (;;) {
    const auto dot = std::min(text.find('.'), text.size());
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == text.size()) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_internet_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at <= kLocalPartLimit && is_dot_atom(text.substr(0, at)) &&
         is_domain(text.substr(at + 1));
}

std::optional<Mailbox> internet_mailbox(std::string_view text) {
  text = base::trim(text);
  if (is_internet_address(text)) return Mailbox{"", std::string(text)};
  const auto open = text.rfind('<');
  if (open == std::string_view::npos || text.back() != '>') return std::nullopt;
  const auto inner = base::trim(text.substr(open + 1, text.size() - open - 2));
  if (!is_internet_address(inner)) return std::nullopt;
  auto name = base::trim(text.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return Mailbox{std::string(name), std::string(inner)};
}

std::string local_part(std::string_view name) {
  const std::string folded = base::lower(name);
  if (folded.empty()) return "=noname";
  std::string out;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    const bool inside = !out.empty() && out.back() != '.';
    if (is_plain(c) || std::string_view("'#~-").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ',' && inside && i + 2 < folded.size() && folded[i + 1] == ' ') {
      out += '.';
      ++i;
    } else if (c == ' ') {
      out += '_';
    } else {
      append_hex(out, "=", c);
    }
  }
  if (out.size() <= kLocalPartLimit) return out;
  out.resize(kLocalPartLimit - 2 - kDigits);
  return out + "=~" + base::sha256(folded).substr(0, kDigits);
}

std::string domain_label(std::string_view post_office) {
  const std::string folded = base::lower(post_office);
  std::string out;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    const bool inner =
        i > 0 && i + 1 < folded.size() && is_plain(folded[i - 1]) && is_plain(folded[i + 1]);
    if (is_plain(c)) {
      out += c;
    } else if (c == ' ' && inner) {
      out += '-';
    } else {
      // A label must begin with a letter or digit; "0-" before "--" comes from no other name.
      append_hex(out, out.empty() ? "0---" : "--", c);
    }
  }
  if (out.empty()) return "0---0";  // one digit: of no byte
  if (out.size() <= kLabelLimit) return out;
  out.resize(kLabelLimit - 3 - kDigits);
  return out + "---" + base::sha256(folded).substr(0, kDigits);
}

std::string default_domain(std::string_view post_office) {
  return domain_label(post_office) + ".invalid";
}

std::string domain_of(std::string_view post_office, const Options& options) {
  if (post_office.empty() || base::equals_fold(post_office, options.post_office))
    return options.domain;
  const std::string ours = domain_label(options.post_office) + ".";
  const std::string theirs = domain_label(post_office) + ".";
  if (base::starts_with_fold(options.domain, ours))
    return theirs + options.domain.substr(ours.size());
  return theirs + options.domain;
}

Mailbox to_mailbox(const Address& address, const Options& options, std::string_view post_office) {
  const std::string& full = address.address;
  // Who has an address of another kind may have one of today's by name.
  if (options.addresses && !full.empty() && !address.name.empty())
    if (const std::string* today = options.addresses->find(address.name, address.post_office))
      return {address.name, *today};
  if (base::starts_with_fold(full, "SMTP:")) {
    if (auto internet = internet_mailbox(std::string_view(full).substr(5)))
      return with_name(*std::move(internet), address.name);
  } else if (base::starts_with_fold(full, "CCMAIL:")) {
    Address inner = parse_ccmail_address(std::string_view(full).substr(7));
    return with_name(named_mailbox(inner, options, post_office), address.name);
  } else if (auto internet = internet_mailbox(full)) {
    return with_name(*std::move(internet), address.name);
  }
  if (full.empty()) return named_mailbox(address, options, post_office);
  // X.400 and whatever else: the whole address, made an addr-spec that no other address gets.
  const std::string name = address.name.empty() ? full : display_name(address);
  return {name, local_part(full) + "@" + options.domain};
}

}  // namespace migrator::mime
