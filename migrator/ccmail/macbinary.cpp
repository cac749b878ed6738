#include "migrator/ccmail/macbinary.hpp"

namespace migrator::ccmail {
namespace {

std::uint64_t padded(std::uint64_t length) { return (length + 127) / 128 * 128; }

}  // namespace

std::optional<MacBinary> probe_macbinary(base::Bytes bytes, std::uint64_t available) {
  if (bytes.size() < kMacBinaryHeader) return std::nullopt;
  base::Cursor in(bytes.first(kMacBinaryHeader));
  const auto old_version = in.be<std::uint8_t>();
  const auto name_length = in.be<std::uint8_t>();
  const auto name = base::text_of(in.take(63));
  in.skip(9);  // type, creator, flags
  const auto zero_74 = in.be<std::uint8_t>();
  in.skip(7);  // position, folder, protection
  const auto zero_82 = in.be<std::uint8_t>();
  MacBinary out;
  out.data = in.be<std::uint32_t>();
  out.resource = in.be<std::uint32_t>();
  in.skip(29);  // dates, lengths of packed files
  const auto secondary = in.be<std::uint16_t>();
  if (!in.ok() || old_version != 0 || zero_74 != 0 || zero_82 != 0) return std::nullopt;
  if (name_length < 1 || name_length > 63) return std::nullopt;
  out.name = name.substr(0, name_length);
  // Real names hold no control characters; a raw file that starts like a header often has some.
  for (char c : out.name)
    if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
  const std::uint64_t data_at = kMacBinaryHeader + padded(secondary);
  out.length = data_at + padded(out.data) + padded(out.resource);
  out.least = out.resource > 0 ? data_at + padded(out.data) + out.resource : data_at + out.data;
  if (out.least > available) return std::nullopt;
  return out;
}

}  // namespace migrator::ccmail
