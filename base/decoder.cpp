#include "base/decoder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <span>
#include <string>

#include "base/decoder_host.hpp"

namespace base {
namespace {

// How long a stop may go unnoticed, in milliseconds.
constexpr int kPatience = 100;

Error io_error(const char* what) {
  return {Errc::io, std::string("decoder: ") + what + ": " + std::strerror(errno)};
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  void close() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }

 private:
  int value_;
};

// A long request, as a file in memory that is at its beginning.
Result<int> in_memory(std::string_view request) {
  const int file = ::memfd_create("request", MFD_CLOEXEC);
  if (file < 0) return io_error("memfd_create");
  for (std::size_t at = 0; at < request.size();) {
    const auto n = ::write(file, request.data() + at, request.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const Error error = io_error("write");
      ::close(file);
      return error;
    }
    at += static_cast<std::size_t>(n);
  }
  return file;
}

// One packet: the request, and the descriptors beside it.
Result<void> send_packet(int control, std::string_view request, std::span<const int> descriptors) {
  iovec text{const_cast<char*>(request.data()), request.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(3 * sizeof(int))> room{};
  msghdr message{};
  message.msg_iov = &text;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(control, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return io_error("its host is gone");
  return {};
}

Result<void> send_job(int control, std::string_view request, int file, int pipe) {
  if (request.size() <= kMaxPacket)
    return send_packet(control, request, std::array<int, 2>{file, pipe});
  const auto held = in_memory(request);
  if (!held) return held.error();
  const Descriptor closed(*held);
  return send_packet(control, "", std::array<int, 3>{file, pipe, *held});
}

Result<void> judge(const ChildEnd& end, const DecoderLimits& limits) {
  if (end.signal == 0 && end.code == kChildDone) return {};
  // The kernel says SIGXCPU at the soft limit and SIGKILL a second later, at the hard one.
  if (end.signal == SIGXCPU || (end.signal == SIGKILL && end.seconds >= limits.seconds))
    return Error{Errc::limit,
                 "took more than " + std::to_string(limits.seconds) +
                     " seconds of processor time and was stopped",
                 "--max-time allows more"};
  if (end.signal == 0 && end.code == kChildNoMemory)
    return Error{
        Errc::limit,
        "needs more than " + std::to_string(limits.memory >> 20) + " MiB of memory and was stopped",
        "--max-memory allows more"};
  if (end.signal == 0 && end.code == kChildNotLocked)
    return Error{Errc::unsupported,
                 "this system does not let a process lock itself down (seccomp), so that nothing "
                 "that needs unpacking is read"};
  if (end.signal == SIGKILL)
    return Error{Errc::limit, "the decoder was killed by somebody (this system is out of memory?)"};
  if (end.signal != 0)
    return Error{Errc::malformed, std::string("the decoder crashed (") + ::strsignal(end.signal) +
                                      ") and was stopped"};
  return Error{Errc::malformed, "the decoder failed (code " + std::to_string(end.code) + ")"};
}

}  // namespace

Result<std::unique_ptr<Decoder>> Decoder::start(Work work, WarmUp warm_up,
                                                const DecoderLimits& limits) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return io_error("socketpair");
  const pid_t parent = ::getpid();
  const pid_t host = ::fork();
  if (host < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    return io_error("fork");
  }
  if (host == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(ends[0]);
    run_decoder_host(ends[1], work, warm_up, limits);
  }
  ::close(ends[1]);
  return std::unique_ptr<Decoder>(new Decoder(host, ends[0], limits));
}

Decoder::~Decoder() {
  ::close(control_);  // the host ends, and its children with it
  while (::waitpid(host_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> Decoder::decode(int file, std::string_view request,
                             const std::function<bool(Bytes)>& take, const std::atomic<bool>* stop,
                             std::optional<std::uint64_t> output) const {
  if (request.size() > kMaxRequest)
    return Error{Errc::limit,
                 "what is asked of it has more than " + std::to_string(kMaxRequest) + " bytes"};
  const std::uint64_t most = output.value_or(limits_.output);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return io_error("pipe");
  Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  if (auto sent = send_job(control_, request, file, to.get()); !sent) return sent;
  to.close();

  // The last bytes of all are the host's word about the child's end, so they are held back.
  std::array<std::byte, 64 * 1024> room;
  std::size_t held = 0;
  std::uint64_t total = 0;
  for (;;) {
    if (stop != nullptr && *stop) return {};
    pollfd event{from.get(), POLLIN, 0};
    if (::poll(&event, 1, kPatience) == 0) continue;
    const auto n = ::read(from.get(), room.data() + held, room.size() - held);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("read");
    if (n == 0) break;
    held += static_cast<std::size_t>(n);
    if (held <= sizeof(ChildEnd)) continue;
    const std::size_t ready = held - sizeof(ChildEnd);
    total += ready;
    if (total > most)
      return Error{Errc::limit,
                   "what is to be said of it has more than " + std::to_string(most) +
                       " bytes; the rest was not read",
                   "unpack it first"};
    if (!take(Bytes(room).first(ready))) return {};
    std::memmove(room.data(), room.data() + ready, sizeof(ChildEnd));
    held = sizeof(ChildEnd);
  }
  if (held != sizeof(ChildEnd)) return Error{Errc::io, "decoder: its host has died"};
  ChildEnd end{};
  std::memcpy(&end, room.data(), sizeof(end));
  return judge(end, limits_);
}

}  // namespace base
