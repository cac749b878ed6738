#pragma once
// The fast lane of text: most bytes of a mail need no look of their own.
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace migrator::mime {

/// What copy_printable() may write beyond the end of what it copies.
inline constexpr std::size_t kPrintableSlack = 8;

/// Copies the bytes at the beginning that are 0x20 to 0x7E and not `stop`, and gives their number.
/// Eight at a time: `to` has room for the whole text and kPrintableSlack more, and what stands
/// behind the copied bytes is overwritten.
inline std::size_t copy_printable(std::string_view text, char stop, char* to) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
  const auto zeros = [](std::uint64_t x) { return (x - kOnes) & ~x; };
  const std::uint64_t stops = kOnes * static_cast<unsigned char>(stop);
  std::size_t n = 0;
  for (; n + 8 <= text.size(); n += 8) {
    std::uint64_t x = 0;
    std::memcpy(&x, text.data() + n, 8);
    std::memcpy(to + n, &x, 8);
    // A bit above a set one may be wrong, the lowest never is: of a little-endian word it is the
    // first of the text, and of any word no bit at all is right.
    const std::uint64_t odd =
        (((x - kOnes * 0x20) & ~x) | x | zeros(x ^ (kOnes * 0x7F)) | zeros(x ^ stops)) & kHigh;
    if (odd == 0) continue;
    if constexpr (std::endian::native != std::endian::little) break;
    return n + static_cast<std::size_t>(std::countr_zero(odd)) / 8;
  }
  for (; n < text.size() && text[n] >= 0x20 && text[n] < 0x7F && text[n] != stop; ++n)
    to[n] = text[n];
  return n;
}

}  // namespace migrator::mime
