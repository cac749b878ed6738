#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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

Result<pid_t> start(const std::vector<std::string>& argv, int standard_output,
                    const Guardian& guardian) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (standard_output >= 0) posix_spawn_file_actions_adddup2(&actions, standard_output, 1);
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

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  child_now = 0;  // its number may be another's from now on
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<int> run(const std::vector<std::string>& argv) {
  const Guardian guardian;
  auto child = start(argv, -1, guardian);
  if (!child) return std::move(child).error();
  return wait_for(*child);
}

Result<Output> capture(const std::vector<std::string>& argv, std::size_t most) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Errc::io, "make a pipe"};
  const Guardian guardian;
  auto child = start(argv, ends[1], guardian);
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
