#include "migrator/message/macbinary.hpp"

#include <algorithm>

namespace migrator {
namespace {

std::uint64_t padded(std::uint64_t length) { return (length + 127) / 128 * 128; }

// CRC-16 as XMODEM has it: polynomial 1021, from 0.
std::uint16_t crc16(base::Bytes bytes) {
  unsigned sum = 0;
  for (std::byte b : bytes) {
    sum ^= std::to_integer<unsigned>(b) << 8;
    for (int bit = 0; bit < 8; ++bit)
      sum = (sum & 0x8000u) != 0 ? (sum << 1 ^ 0x1021u) & 0xFFFFu : sum << 1 & 0xFFFFu;
  }
  return static_cast<std::uint16_t>(sum);
}

// Real names hold no control characters; a raw file that starts like a header often has some.
bool is_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<MacBinary> read_macbinary(base::Bytes bytes, std::uint64_t available) {
  if (bytes.size() < kMacBinaryHeader) return std::nullopt;
  bytes = bytes.first(kMacBinaryHeader);
  base::Cursor in(bytes);
  MacBinary out;
  const auto old_version = in.be<std::uint8_t>();
  const auto name_length = in.be<std::uint8_t>();
  const auto name = base::text_of(in.take(63));
  // Offset 65: type, creator, flags (high byte), a zero, place, folder. The zero of MacBinary is
  // where Finder information has the low byte of the flags; that one stands at 101.
  std::ranges::copy(in.take(16), out.finder.begin());
  const auto zero_74 = out.finder[9];
  in.skip(1);  // 81: protected
  const auto zero_82 = in.be<std::uint8_t>();
  out.data = in.be<std::uint32_t>();
  out.resource = in.be<std::uint32_t>();
  out.created = in.be<std::uint32_t>();
  out.modified = in.be<std::uint32_t>();
  in.skip(2);  // 99: length of a comment, which no program writes
  out.finder[9] = in.take(1)[0];
  in.skip(18);  // 102: reserved; 116: length when packed
  const auto secondary = in.be<std::uint16_t>();
  in.skip(2);  // 122: versions
  out.sum_fits = crc16(bytes.first(124)) == in.be<std::uint16_t>();
  if (old_version != 0 || zero_74 != std::byte{} || zero_82 != 0 || name_length > 63)
    return std::nullopt;
  out.name = name.substr(0, name_length);
  out.data_at = kMacBinaryHeader + padded(secondary);
  out.resource_at = out.data_at + padded(out.data);
  out.length = out.resource_at + padded(out.resource);
  out.least = out.resource > 0 ? out.resource_at + out.resource : out.data_at + out.data;
  if (!is_name(out.name) || out.least > available) return std::nullopt;
  return out;
}

}  // namespace migrator
