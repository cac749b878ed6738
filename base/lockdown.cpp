#include "base/lockdown.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>

namespace base {
namespace {

struct FreeFilter {
  void operator()(void* filter) const noexcept { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

/// Adds rules to a filter; the first failure stays.
class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}
  void allow(std::initializer_list<int> calls) {
    for (const int call : calls) add(call, {});
  }
  /// The call, if all these comparisons of its arguments hold.
  void allow_if(int call, std::initializer_list<scmp_arg_cmp> comparisons) {
    add(call, comparisons);
  }
  bool done() const { return done_; }

 private:
  void add(int call, std::initializer_list<scmp_arg_cmp> comparisons) {
    done_ = done_ && seccomp_rule_add_array(filter_, SCMP_ACT_ALLOW, call,
                                            static_cast<unsigned>(comparisons.size()),
                                            comparisons.begin()) == 0;
  }
  scmp_filter_ctx filter_;
  bool done_ = true;
};

scmp_arg_cmp equals(unsigned argument, int value) {
  // The upper half of a register that holds an int is anything.
  return {argument, SCMP_CMP_MASKED_EQ, 0xFFFFFFFF, static_cast<unsigned>(value)};
}

scmp_arg_cmp masked(unsigned argument, std::uint32_t mask, std::uint32_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool add_rules(scmp_filter_ctx filter, int from, int to) {
  Rules rules(filter);
  for (const int call : {SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(lseek)})
    rules.allow_if(call, {equals(0, from)});
  rules.allow_if(SCMP_SYS(write), {equals(0, to)});
  rules.allow({SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(exit),
               SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(clock_gettime),
               SCMP_SYS(getrandom)});
  // Memory, but no file and no code.
  rules.allow_if(SCMP_SYS(mmap),
                 {masked(2, PROT_EXEC, 0), masked(3, MAP_ANONYMOUS, MAP_ANONYMOUS)});
  rules.allow_if(SCMP_SYS(mprotect), {masked(2, PROT_EXEC, 0)});
  // The C library wakes who never sleeps: a child has one thread, so nothing may wait.
  rules.allow_if(SCMP_SYS(futex),
                 {masked(1, static_cast<std::uint32_t>(FUTEX_CMD_MASK), FUTEX_WAKE)});
  if (kSanitized)  // it reports on descriptor 2, and asks through pipes whether memory can be read
    rules.allow({SCMP_SYS(write), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(close),
                 SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
                 SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction)});
  return rules.done();
}

// libseccomp hands a filter out through a file only.
std::vector<sock_filter> exported(scmp_filter_ctx filter) {
  std::vector<sock_filter> out;
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  if (file < 0) return out;
  const off_t size = seccomp_export_bpf(filter, file) == 0 ? ::lseek(file, 0, SEEK_END) : 0;
  if (size > 0) {
    out.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (::pread(file, out.data(), static_cast<std::size_t>(size), 0) != size) out.clear();
  }
  ::close(file);
  return out;
}

// A limit that is lower already stays.
bool limit(int what, std::uint64_t soft, std::uint64_t hard) {
  rlimit value{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(what), &value) != 0) return false;
  value.rlim_max = std::min<rlim_t>(value.rlim_max, hard);
  value.rlim_cur = std::min<rlim_t>({value.rlim_cur, value.rlim_max, soft});
  return ::setrlimit(static_cast<__rlimit_resource_t>(what), &value) == 0;
}

}  // namespace

Result<Lockdown> Lockdown::compile(int from, int to) {
  // A refused call fails and is no crash: libraries fall back on what they have.
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EACCES)));
  if (filter == nullptr || !add_rules(filter.get(), from, to))
    return Error{Errc::unsupported, "decoder: libseccomp cannot make its filter"};
  auto program = exported(filter.get());
  if (program.empty())
    return Error{Errc::unsupported, "decoder: libseccomp cannot hand out its filter"};
  return Lockdown(std::move(program));
}

bool Lockdown::apply(const DecoderLimits& limits, std::uint64_t base_memory) const {
  const bool memory =
      kSanitized || limit(RLIMIT_AS, base_memory + limits.memory, base_memory + limits.memory);
  if (!memory || !limit(RLIMIT_CPU, limits.seconds, limits.seconds + 1) ||
      !limit(RLIMIT_FSIZE, 0, 0) || !limit(RLIMIT_NPROC, 0, 0) || !limit(RLIMIT_CORE, 0, 0))
    return false;
  std::vector<sock_filter> filter = filter_;
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace base
