#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace base {
namespace {

// Reached by a signal handler: the child that runs now, and the last signal that came before it
// did.
volatile sig_atomic_t child_now = 0, asked_before = 0;
static_assert(sizeof(sig_atomic_t) >= sizeof(pid_t));

void pass_on(int signal) {
  const int before = errno;
  if (child_now > 0)
    ::kill(child_now, signal);
  else
    asked_before = signal;
  errno = before;
}

// While a child runs, its parent stays to tell how it ended. Ctrl-C reaches the child from the
// terminal; what is sent to the parent alone is passed on. A signal that was ignored stays ignored.
class Guardian {
 public:
  Guardian() {
    child_now = 0;
    asked_before = 0;
    for (Kept& one : kept_) {
      struct sigaction now = {};
      now.sa_handler = one.signal == SIGINT ? SIG_IGN : pass_on;
      now.sa_flags = SA_RESTART;
      ::sigaction(one.signal, nullptr, &one.before);
      if (one.before.sa_handler != SIG_IGN) ::sigaction(one.signal, &now, nullptr);
    }
  }
  ~Guardian() {
    child_now = 0;
    for (const Kept& one : kept_) ::sigaction(one.signal, &one.before, nullptr);
  }
  Guardian(const Guardian&) = delete;
  Guardian& operator=(const Guardian&) = delete;

  // The child is born with what was so before.
  void prepare(posix_spawnattr_t& attributes) const {
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const Kept& one : kept_)
      if (one.before.sa_handler != SIG_IGN) ::sigaddset(&defaults, one.signal);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  }
  void watch(pid_t child) const {
    child_now = child;
    if (asked_before != 0) ::kill(child, asked_before);
  }

 private:
  struct Kept {
    int signal;
    struct sigaction before;
  };
  Kept kept_[3] = {{SIGINT, {}}, {SIGTERM, {}}, {SIGHUP, {}}};
};

// Where a child's streams go; -1: where ours go.
struct Streams {
  int output = -1, errors = -1;
  bool has_input = true;
};

Result<pid_t> start(const std::vector<std::string>& argv, const Streams& streams,
                    const Guardian& guardian) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (!streams.has_input) posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (streams.output >= 0) posix_spawn_file_actions_adddup2(&actions, streams.output, 1);
  if (streams.errors >= 0) posix_spawn_file_actions_adddup2(&actions, streams.errors, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  guardian.prepare(attributes);
  pid_t child = 0;
  const int failed = posix_spawn(&child, args[0], &actions, &attributes, args.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{Errc::io, "start " + argv[0] + ": " + std::strerror(failed)};
  guardian.watch(child);
  return child;
}

int status_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  child_now = 0;  // its number may be another's from now on
  return status;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int wait_for(pid_t child) { return code_of(status_of(child)); }

// The beginning of a file in memory.
std::string beginning_of(int file, std::size_t most) {
  std::string out(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const auto n = ::pread(file, out.data() + size, most - size, static_cast<off_t>(size));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  out.resize(size);
  return out;
}

}  // namespace

Result<int> run(const std::vector<std::string>& argv) {
  const Guardian guardian;
  auto child = start(argv, {}, guardian);
  if (!child) return std::move(child).error();
  return wait_for(*child);
}

Result<Output> capture(const std::vector<std::string>& argv, std::size_t most) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Errc::io, "make a pipe"};
  const Guardian guardian;
  auto child = start(argv, {ends[1], -1, true}, guardian);
  ::close(ends[1]);
  if (!child) {
    ::close(ends[0]);
    return std::move(child).error();
  }
  Output out{0, {}};
  std::array<char, 16 * 1024> room;
  bool too_much = false;
  for (;;) {
    const auto n = ::read(ends[0], room.data(), room.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    too_much = too_much || out.text.size() + static_cast<std::size_t>(n) > most;
    if (!too_much) out.text.append(room.data(), static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  out.code = wait_for(*child);
  if (too_much)
    return Error{Errc::limit, argv[0] + " printed more than " + std::to_string(most) + " bytes"};
  return out;
}

Result<Printed> run_apart(const std::vector<std::string>& argv, std::size_t most) {
  // No pipe: servers that a child leaves behind (wine has some) would keep it open.
  const int file = ::memfd_create("printed", MFD_CLOEXEC);
  if (file < 0) return Error{Errc::io, std::string("make a file in memory: ") + strerror(errno)};
  const Guardian guardian;
  auto child = start(argv, {file, file, false}, guardian);
  if (!child) {
    ::close(file);
    return std::move(child).error();
  }
  const int status = status_of(*child);
  Printed out{code_of(status), !WIFEXITED(status), beginning_of(file, most + 1), true};
  ::close(file);
  out.is_whole = out.text.size() <= most;
  if (!out.is_whole) out.text.resize(most);
  return out;
}

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

std::filesystem::path program_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path(".") : self.parent_path();
}

}  // namespace base
