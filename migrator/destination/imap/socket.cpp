#include "migrator/destination/imap/socket.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"

namespace migrator::imap {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// A write to a connection that is gone is an error, never a signal: hence not OpenSSL's own BIO.
int bio_write(BIO* bio, const char* bytes, int size) {
  const auto fd = static_cast<int*>(BIO_get_data(bio));
  const auto sent = ::send(*fd, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  return static_cast<int>(sent);
}
int bio_read(BIO* bio, char* room, int size) {
  const auto fd = static_cast<int*>(BIO_get_data(bio));
  return static_cast<int>(::recv(*fd, room, static_cast<std::size_t>(size), 0));
}
long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* quiet_socket() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "quiet socket");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    BIO_meth_set_create(made, [](BIO* bio) {
      BIO_set_init(bio, 1);
      return 1;
    });
    return made;
  }();
  return method;
}

std::string why_not() {
  std::string out;
  while (const unsigned long code = ERR_get_error()) {
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    out = text.data();
  }
  return out.empty() ? "the connection ended" : out;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> room{};
  return inet_pton(AF_INET, host.c_str(), room.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), room.data()) == 1;
}

}  // namespace

struct Socket::State {
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  Server server;
  int fd = -1;
  std::unique_ptr<SSL_CTX, FreeSsl> context;
  std::unique_ptr<SSL, FreeSsl> ssl;
  std::string held;    // read, and not asked for yet
  std::size_t at = 0;  // in held

  ~State() {
    ssl.reset();
    if (fd >= 0) ::close(fd);
  }

  Error lost(const std::string& why) const { return {Errc::io, server.text() + ": " + why}; }
  Error silent_or(const std::string& why) const {
    return errno == EAGAIN || errno == EWOULDBLOCK
               ? lost("no answer for " + std::to_string(server.timeout) + " seconds")
               : lost(why);
  }

  // Waits for more; held grows.
  Result<void> fill() {
    if (at > 0) {
      held.erase(0, at);
      at = 0;
    }
    constexpr std::size_t kRoom = 64u << 10;
    const std::size_t before = held.size();
    held.resize(before + kRoom);
    errno = 0;
    long got = 0;
    do
      got = ssl ? SSL_read(ssl.get(), held.data() + before, static_cast<int>(kRoom))
                : ::recv(fd, held.data() + before, kRoom, 0);
    while (got < 0 && errno == EINTR);
    held.resize(before + static_cast<std::size_t>(std::max<long>(got, 0)));
    if (got > 0) return {};
    if (got == 0) return lost("the server ended the connection");
    return silent_or("the connection was lost" +
                     (errno != 0 ? std::string(": ") + std::strerror(errno) : ""));
  }
};

Socket::Socket(std::unique_ptr<State> state) : state_(std::move(state)) {}
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;
Socket::~Socket() = default;

Result<Socket> Socket::connect(const Server& server) {
  auto state = std::make_unique<State>();
  state->server = server;
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      ::getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &wanted, &found);
  if (failed != 0) return state->lost(::gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  const timeval limit{server.timeout, 0};
  const int yes = 1;
  std::string why = "no address";
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int fd = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (fd < 0) continue;
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(fd, one->ai_addr, one->ai_addrlen) == 0) {
      state->fd = fd;
      return Socket(std::move(state));
    }
    why = std::strerror(errno);
    ::close(fd);
  }
  return Error{Errc::io, server.text() + ": cannot be reached: " + why,
               "is the server running, and is this its port?"};
}

bool Socket::encrypted() const { return state_->ssl != nullptr; }

bool Socket::loopback() const {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(state_->fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  if (peer.ss_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(&peer);
    return ntohl(four->sin_addr.s_addr) >> 24 == 127;
  }
  if (peer.ss_family != AF_INET6) return false;
  const auto& six = reinterpret_cast<const sockaddr_in6*>(&peer)->sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

Result<void> Socket::start_tls() {
  State& state = *state_;
  const std::string where = state.server.text();
  state.context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = state.context.get();
  if (context == nullptr) return state.lost(why_not());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
  const bool trusted =
      state.server.ca.empty()
          ? SSL_CTX_set_default_verify_paths(context) == 1
          : SSL_CTX_load_verify_locations(context, state.server.ca.c_str(), nullptr) == 1;
  if (!trusted)
    return Error{Errc::usage,
                 "--ca " + state.server.ca.string() + ": holds no certificates: " + why_not(),
                 "give a file of certificates in PEM form"};
  state.ssl.reset(SSL_new(context));
  SSL* ssl = state.ssl.get();
  BIO* bio = BIO_new(quiet_socket());
  if (ssl == nullptr || bio == nullptr) return state.lost(why_not());
  BIO_set_data(bio, &state.fd);
  SSL_set_bio(ssl, bio, bio);
  if (is_address(state.server.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), state.server.host.c_str());
  } else {
    SSL_set1_host(ssl, state.server.host.c_str());
    // SSL_set_tlsext_host_name, without its cast.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             state.server.host.data());
  }
  // What came in the clear would be taken for the server's (RFC 3501 §6.2.1, and CVE-2011-0411).
  state.held.clear();
  state.at = 0;
  errno = 0;
  if (SSL_connect(ssl) == 1) return {};
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict != X509_V_OK)
    return Error{
        Errc::conflict,
        where + ": its certificate does not hold: " + X509_verify_cert_error_string(verdict),
        "give --ca a file with the certificate of whoever signed it, and the host by the "
        "name that stands in it; nothing was sent"};
  return state.silent_or("TLS could not be begun: " + why_not());
}

Result<void> Socket::write(std::string_view bytes) {
  while (!bytes.empty()) {
    constexpr std::size_t kMost = 1u << 20;
    const std::size_t size = std::min(bytes.size(), kMost);
    errno = 0;
    const long sent = state_->ssl
                          ? SSL_write(state_->ssl.get(), bytes.data(), static_cast<int>(size))
                          : ::send(state_->fd, bytes.data(), size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0)
      return state_->silent_or("the connection was lost" +
                               (errno != 0 ? std::string(": ") + std::strerror(errno) : ""));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::string> Socket::line(std::size_t most) {
  State& state = *state_;
  std::size_t look = state.at;
  for (;;) {
    const auto end = state.held.find('\n', look);
    if (end != std::string::npos) {
      std::string out = state.held.substr(state.at, end - state.at);
      state.at = end + 1;
      if (out.ends_with('\r')) out.pop_back();
      return out;
    }
    const std::size_t waiting = state.held.size() - state.at;
    if (waiting > most)
      return Error{Errc::limit, state.server.text() + ": a line of the server is above " +
                                    std::to_string(most) + " bytes"};
    if (auto filled = state.fill(); !filled) return std::move(filled).error();
    look = state.at + waiting;
  }
}

Result<void> Socket::read(std::size_t size, std::string& out) {
  State& state = *state_;
  while (size > 0) {
    if (state.at == state.held.size())
      if (auto filled = state.fill(); !filled) return filled;
    const std::size_t take = std::min(size, state.held.size() - state.at);
    out.append(state.held, state.at, take);
    state.at += take;
    size -= take;
  }
  return {};
}

}  // namespace migrator::imap
