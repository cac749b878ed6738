#pragma once
// Decoder: work on bytes from strangers, done by libraries that are known to
// crash on some of them, in a child process that can read one file, compute,
// and write into one pipe; nothing else (docs/notes/decoder-child.md).
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/blob.hpp"

namespace base {

struct DecoderLimits {
  std::uint64_t memory = 512u << 20;  // bytes of address space that one child may add
  unsigned seconds = 60;              // of processor time, for one file
  std::uint64_t output = 128u << 20;  // bytes that one child may write
};

/// A host process, forked once, that forks a fresh locked-down child for every file.
class Decoder {
 public:
  /// Runs in the child. What it writes to `out` reaches the caller of decode().
  using Work = std::function<void(std::shared_ptr<const RandomAccess> file,
                                  std::string_view request, ByteSink& out)>;
  /// Runs in the host before its first child: loads what a child can no longer load.
  using WarmUp = std::function<void()>;

  /// Forks the host. To be called while this process has a single thread: locks that another one
  /// held would stay locked in the host.
  static Result<std::unique_ptr<Decoder>> start(Work work, WarmUp warm_up,
                                                const DecoderLimits& limits = {});
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Runs the work on one file, a descriptor open for reading; `request` has kMaxRequest bytes at
  /// most. `take` gets the output as it comes and says false to have the child ended; `stop` does
  /// so when it becomes true. `output`, where given, takes the place of DecoderLimits::output. May
  /// be called by several threads at once. An error says how the child ended: Errc::limit for time,
  /// memory or output, Errc::malformed for a crash; what was taken before stands.
  Result<void> decode(int file, std::string_view request, const std::function<bool(Bytes)>& take,
                      const std::atomic<bool>* stop = nullptr,
                      std::optional<std::uint64_t> output = std::nullopt) const;

  /// Bytes of one request: a list of all the members that are wanted of a large package.
  static constexpr std::size_t kMaxRequest = 8u << 20;

 private:
  Decoder(pid_t host, int control, const DecoderLimits& limits)
      : host_(host), control_(control), limits_(limits) {}
  pid_t host_;
  int control_;  // jobs for the host: one packet each, with the file and the pipe
  DecoderLimits limits_;
};

}  // namespace base
