#include "base/decoder_host.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <new>
#include <optional>
#include <string>

#include "base/lockdown.hpp"

namespace base {
namespace {

// Where a child finds its file and its pipe; everything else is closed.
constexpr int kFrom = 3, kTo = 4;

/// What a child writes with: few large writes.
class PipeSink : public ByteSink {
 public:
  Result<void> write(Bytes bytes) override {
    if (held_.size() + bytes.size() > kPortion)
      if (auto flushed = flush(); !flushed) return flushed;
    held_ += text_of(bytes);
    return held_.size() > kPortion ? flush() : Result<void>();
  }
  Result<void> flush() {
    for (std::size_t at = 0; at < held_.size();) {
      const auto n = ::write(kTo, held_.data() + at, held_.size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Error{Errc::io, "decoder: nobody reads its output"};
      at += static_cast<std::size_t>(n);
    }
    held_.clear();
    return {};
  }

 private:
  static constexpr std::size_t kPortion = 32 * 1024;
  std::string held_;
};

std::uint64_t address_space() {
  unsigned long pages = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  const bool read = std::fscanf(file, "%lu", &pages) == 1;
  std::fclose(file);
  return read ? std::uint64_t{pages} * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

struct Job {
  std::string request;
  int file = -1, pipe = -1;
};

class Host {
 public:
  Host(int control, const Decoder::Work& work, const Decoder::WarmUp& warm_up,
       const DecoderLimits& limits)
      : control_(control), work_(work), warm_up_(warm_up), limits_(limits) {}

  void run() {
    // Handlers of the parent's would run in the children.
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    // Ctrl-C goes to every process of the terminal; whether to stop is the parent's to say.
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &children, nullptr);
    const int ended = ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    std::array<pollfd, 2> events{{{control_, POLLIN, 0}, {ended, POLLIN, 0}}};
    for (;;) {
      if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
      if ((events[1].revents & POLLIN) != 0) {
        signalfd_siginfo info;
        while (::read(ended, &info, sizeof(info)) == sizeof(info)) {
        }
        reap();
      }
      if (events[0].revents == 0) continue;
      auto job = receive();
      if (!job) return;
      begin(*job);
    }
  }

 private:
  // nullopt: the parent has closed its end.
  std::optional<Job> receive() {
    Job job;
    job.request.resize(kMaxPacket);
    iovec text{job.request.data(), job.request.size()};
    std::array<int, 3> descriptors{-1, -1, -1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> room{};
    msghdr message{};
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    const auto got = ::recvmsg(control_, &message, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) return receive();
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    const bool is_short = header != nullptr && header->cmsg_len == CMSG_LEN(2 * sizeof(int));
    const bool is_long = header != nullptr && header->cmsg_len == CMSG_LEN(3 * sizeof(int));
    if (got < 0 || (!is_short && !is_long)) return std::nullopt;
    std::memcpy(descriptors.data(), CMSG_DATA(header), (is_long ? 3 : 2) * sizeof(int));
    job.request.resize(static_cast<std::size_t>(got));
    if (is_long) job.request = content(descriptors[2]);
    job.file = descriptors[0];
    job.pipe = descriptors[1];
    return job;
  }

  // A long request, whose file is then closed. One that cannot be read is no request.
  static std::string content(int file) {
    const off_t end = ::lseek(file, 0, SEEK_END);
    std::string out(static_cast<std::size_t>(std::max<off_t>(end, 0)), '\0');
    std::size_t at = 0;
    while (at < out.size()) {
      const auto n = ::pread(file, out.data() + at, out.size() - at, static_cast<off_t>(at));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      at += static_cast<std::size_t>(n);
    }
    ::close(file);
    out.resize(at);
    return out;
  }

  void begin(const Job& job) {
    if (!warm_) {
      warm_up_();
      lockdown_ = Lockdown::compile(kFrom, kTo);
      memory_ = address_space();
      warm_ = true;
    }
    const pid_t host = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != host) ::_exit(kChildFailed);
      be_child(job);
    }
    ::close(job.file);
    if (child < 0)
      finish(job.pipe, {0, kChildFailed, 0});
    else
      pipes_[child] = job.pipe;
  }

  [[noreturn]] void be_child(const Job& job) {
    // Moved out of the way first: one of them may have the other's number.
    const int file = ::fcntl(job.file, F_DUPFD, 16);
    const int pipe = ::fcntl(job.pipe, F_DUPFD, 16);
    const bool moved = ::dup2(file, kFrom) == kFrom && ::dup2(pipe, kTo) == kTo;
    ::syscall(SYS_close_range, kTo + 1, ~0U, 0);
    auto opened = ReadableFile::adopt(kFrom, "");
    if (!moved || !opened || !*lockdown_ || !(*lockdown_)->apply(limits_, memory_))
      ::_exit(kChildNotLocked);
    int code = kChildDone;
    PipeSink out;
    try {
      work_(std::move(*opened), job.request, out);
    } catch (const std::bad_alloc&) {
      code = kChildNoMemory;
    } catch (...) {
      code = kChildFailed;
    }
    // What is known goes out, whatever became of the rest.
    const bool flushed = static_cast<bool>(out.flush());
    ::_exit(code == kChildDone && !flushed ? kChildFailed : code);
  }

  void reap() {
    int status = 0;
    rusage used = {};
    for (pid_t child = 0; (child = ::wait4(-1, &status, WNOHANG, &used)) > 0;) {
      const auto found = pipes_.find(child);
      if (found == pipes_.end()) continue;
      const auto seconds =
          static_cast<std::uint32_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);
      finish(found->second, WIFSIGNALED(status) ? ChildEnd{WTERMSIG(status), 0, seconds}
                                                : ChildEnd{0, WEXITSTATUS(status), seconds});
      pipes_.erase(found);
    }
  }

  static void finish(int pipe, const ChildEnd& end) {
    (void)!::write(pipe, &end, sizeof(end));
    ::close(pipe);
  }

  int control_;
  const Decoder::Work& work_;
  const Decoder::WarmUp& warm_up_;
  const DecoderLimits& limits_;
  bool warm_ = false;
  std::optional<Result<Lockdown>> lockdown_;
  std::uint64_t memory_ = 0;
  std::map<pid_t, int> pipes_;  // the running children, and where their end is to be told
};

}  // namespace

void run_decoder_host(int control, const Decoder::Work& work, const Decoder::WarmUp& warm_up,
                      const DecoderLimits& limits) {
  Host(control, work, warm_up, limits).run();
  ::_exit(0);
}

}  // namespace base
