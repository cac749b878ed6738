#include "base/process.hpp"

#include <fcntl.h>
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

Result<pid_t> start(const std::vector<std::string>& argv, int standard_output) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (standard_output >= 0) posix_spawn_file_actions_adddup2(&actions, standard_output, 1);
  pid_t child = 0;
  const int failed = posix_spawn(&child, args[0], &actions, nullptr, args.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{Errc::io, "start " + argv[0] + ": " + std::strerror(failed)};
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<int> run(const std::vector<std::string>& argv) {
  auto child = start(argv, -1);
  if (!child) return std::move(child).error();
  return wait_for(*child);
}

Result<Output> capture(const std::vector<std::string>& argv, std::size_t most) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Errc::io, "make a pipe"};
  auto child = start(argv, ends[1]);
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
