// The least that it can cost to bring mail into an IMAP server: the messages of a Maildir, in
// memory before the clock starts, are sent over one plain connection as MULTIAPPENDs of 50 to a
// mailbox that is selected, with literals that wait for nothing (LITERAL+). No ledger, no intents,
// no answer but OK is understood. Prints the number of messages, their bytes, and the seconds from
// first to last byte.
//
// usage: bench_imap_floor PORT LOGIN SECRET_FILE MAILDIR
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 50;
constexpr std::size_t kWrite = 256u << 10;  // handed to the system at a time

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(3);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Lines of mail end in CR LF, those of our Maildirs in LF.
std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  char before = 0;
  for (const char one : text) {
    if (one == '\n' && before != '\r') out += '\r';
    out += before = one;
  }
  return out;
}

std::vector<std::string> messages_of(const fs::path& maildir) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(maildir / "cur")) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> out;
  for (const fs::path& path : paths) out.push_back(with_crlf(read_file(path)));
  return out;
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("the server cannot be reached");
    line();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(fd_); }

  void put(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= kWrite) flush();
  }

  // Ends the command that was put, and waits for its OK.
  void done(const std::string& tag) {
    put("\r\n");
    flush();
    for (;;) {
      const std::string answer = line();
      if (answer.starts_with(tag + " OK")) return;
      if (!answer.starts_with("*") && !answer.starts_with("+")) fail("the server says " + answer);
    }
  }

  void command(const std::string& tag, const std::string& text) {
    put(tag + " " + text);
    done(tag);
  }

 private:
  void flush() {
    for (std::string_view left = waiting_; !left.empty();) {
      const ssize_t sent = ::send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) fail("the connection was lost");
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    waiting_.clear();
  }

  std::string line() {
    for (;;) {
      if (const auto end = held_.find("\r\n"); end != std::string::npos) {
        std::string out = held_.substr(0, end);
        held_.erase(0, end + 2);
        return out;
      }
      char room[4096];
      const ssize_t got = ::recv(fd_, room, sizeof room, 0);
      if (got <= 0) fail("the connection was lost");
      held_.append(room, static_cast<std::size_t>(got));
    }
  }

  int fd_;
  std::string waiting_, held_;
};

std::string literal(const std::string& text) {
  return "{" + std::to_string(text.size()) + "+}\r\n" + text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::vector<std::string> messages = messages_of(argv[4]);
  std::string secret = read_file(argv[3]);
  secret.resize(std::min(secret.find('\n'), secret.size()));
  Connection server(static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10)));
  server.command("A", "LOGIN " + literal(argv[2]) + " " + literal(secret));
  server.command("B", "SELECT INBOX");
  std::size_t bytes = 0, number = 0;
  const auto start = std::chrono::steady_clock::now();
  while (number < messages.size()) {
    const std::string tag = "C" + std::to_string(number);
    server.put(tag + " APPEND INBOX");
    for (const std::size_t end = std::min(number + kBatch, messages.size()); number < end;
         ++number) {
      server.put(" (\\Seen) \"01-Feb-1999 10:00:00 +0100\" {" +
                 std::to_string(messages[number].size()) + "+}\r\n");
      server.put(messages[number]);
      bytes += messages[number].size();
    }
    server.done(tag);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  server.command("D", "LOGOUT");
  std::printf("%zu %zu %.6f\n", messages.size(), bytes, took.count());
}
