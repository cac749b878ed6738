#include "checker/container/ole.hpp"

#include <array>

namespace checker::container {

using base::Bytes;
using base::Cursor;
using base::Result;

namespace {

// [MS-CFB] 2.2 and 2.6.1.
constexpr std::size_t kHeader = 512, kEntry = 128, kNameLength = 64, kClsid = 80;

// The last fields of {000C1082|4|6-0000-0000-C000-000000000046}: transform, package, patch
// (Windows SDK, msidefs and the root storages of the installer's own files).
std::optional<Unreadable> kind_of_clsid(Bytes clsid) {
  static constexpr std::string_view kRest("\0\0\0\0\xC0\0\0\0\0\0\0\x46", 12);
  Cursor in(clsid);
  const auto first = in.le<std::uint32_t>();
  if (base::text_of(in.take(kRest.size())) != kRest) return std::nullopt;
  if (first == 0x000C1084) return Unreadable::msi;
  if (first == 0x000C1086) return Unreadable::msp;
  if (first == 0x000C1082) return Unreadable::mst;
  return std::nullopt;
}

// Tables of an installer database are streams whose names begin with U+4840: their letters are
// packed two to a character from U+3800 on, and nothing else writes such names.
bool is_table(Bytes entry) {
  Cursor in(entry);
  return in.le<std::uint16_t>() == 0x4840;
}

}  // namespace

Result<std::optional<Unreadable>> installer_kind(const base::RandomAccess& file,
                                                 std::uint64_t offset) {
  std::array<std::byte, kHeader> header{};
  if (auto got = file.read_at(offset, header); !got) return std::move(got).error();
  Cursor in(header);
  in.skip(30);
  const unsigned shift = in.le<std::uint16_t>();
  in.skip(16);
  const std::uint64_t sector = in.le<std::uint32_t>();
  if (shift != 9 && shift != 12) return std::optional<Unreadable>();

  std::array<std::byte, 4096> room{};  // the directory's first sector
  const auto got = file.read_at(offset + ((sector + 1) << shift),
                                std::span(room).first(std::size_t{1} << shift));
  if (!got) return got.error();
  const auto directory = Bytes(room).first(*got);
  if (directory.size() < kEntry) return std::optional<Unreadable>();
  if (auto kind = kind_of_clsid(directory.subspan(kClsid, 16))) return kind;
  for (std::size_t at = kEntry; at + kEntry <= directory.size(); at += kEntry)
    if (is_table(directory.subspan(at, kNameLength))) return std::optional(Unreadable::msi);
  return std::optional<Unreadable>();
}

}  // namespace checker::container
