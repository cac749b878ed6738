#include "migrator/destination/imap/server.hpp"

#include <charconv>

#include "base/text.hpp"

namespace migrator::imap {
namespace {

base::Error wrong(const std::string& text, const std::string& what) {
  return {base::Errc::usage, base::printable(text) + ": " + what,
          "give imap://HOST:PORT or imaps://HOST:PORT"};
}

}  // namespace

std::string Server::text() const {
  const bool six = host.find(':') != std::string::npos;
  return std::string(tls ? "imaps" : "imap") + "://" + (six ? "[" + host + "]" : host) + ":" +
         std::to_string(port);
}

base::Result<Server> parse_server(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return wrong(text, "is not the address of an IMAP server");
  Server out;
  const std::string kind = base::lower(text.substr(0, scheme));
  if (kind != "imap" && kind != "imaps") return wrong(text, "is neither imap:// nor imaps://");
  out.tls = kind == "imaps";
  out.port = out.tls ? 993 : 143;
  std::string rest = text.substr(scheme + 3);
  if (rest.ends_with('/')) rest.pop_back();
  if (rest.find('@') != std::string::npos)
    return wrong(text, "names who logs in, which the accounts say (--accounts)");
  std::string port;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string::npos) return wrong(text, "has no ']' behind its address");
    out.host = rest.substr(1, end - 1);
    port = rest.substr(end + 1);
    if (!port.empty() && port.front() != ':') return wrong(text, "has something behind its ']'");
  } else {
    const auto colon = rest.find(':');
    out.host = rest.substr(0, colon);
    port = colon == std::string::npos ? "" : rest.substr(colon);
  }
  if (out.host.empty() || out.host.find_first_of("/ ?#\\\"%") != std::string::npos ||
      base::printable(out.host) != out.host)
    return wrong(text, "has no host name");
  out.host = base::lower(out.host);
  if (port.empty()) return out;
  const char* end = port.data() + port.size();
  const auto [at, error] = std::from_chars(port.data() + 1, end, out.port);
  if (error != std::errc() || at != end || out.port == 0)
    return wrong(text, "has no port between 1 and 65535");
  return out;
}

}  // namespace migrator::imap
