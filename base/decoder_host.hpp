#pragma once
// The other side of a Decoder: the host process, and the children that it
// forks and locks down.
#include <cstdint>

#include "base/decoder.hpp"

namespace base {

// Exit codes of a child.
inline constexpr int kChildDone = 0, kChildFailed = 1, kChildNotLocked = 2, kChildNoMemory = 3;

/// Bytes of a request that goes in its packet; a longer one comes as a file in memory, a third
/// descriptor beside the two.
inline constexpr std::size_t kMaxPacket = 64 * 1024;

/// What the host writes behind all that a child wrote.
struct ChildEnd {
  std::int32_t signal = 0;  // 0: it ended by itself, with `code`
  std::int32_t code = 0;
  std::uint32_t seconds = 0;  // of processor time
};

/// Forks a child for each job that comes through `control`; ends when the other side is closed.
[[noreturn]] void run_decoder_host(int control, const Decoder::Work& work,
                                   const Decoder::WarmUp& warm_up, const DecoderLimits& limits);

}  // namespace base
