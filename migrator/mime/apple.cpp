#include "migrator/mime/apple.hpp"

#include <algorithm>

#include "base/cursor.hpp"
#include "base/text.hpp"
#include "migrator/mime/encode.hpp"

namespace migrator::mime {
namespace {

template <std::unsigned_integral T>
void put(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xFF);
}

constexpr std::uint32_t kUnknownDate = 0x80000000;  // RFC 1740 appendix B

// Both are seconds; AppleDouble counts from 2000, with a sign (RFC 1740 appendix B), so that the
// years before 1932 have no place there. MacBinary's 0 is a date that nobody set.
std::uint32_t apple_date(std::uint32_t since_1904) {
  constexpr std::uint32_t k2000 = 3029529600u, kEarliest = k2000 - 0x7FFFFFFF;
  return since_1904 < kEarliest ? kUnknownDate : since_1904 - k2000;
}

std::string hex(base::Bytes bytes) {
  std::string out;
  for (char c : base::text_of(bytes)) out += hex_of(c);
  return out;
}

}  // namespace

base::Result<std::optional<MacFile>> open_macbinary(const base::Blob& content) {
  std::array<std::byte, kMacBinaryHeader> bytes{};
  auto got = content.read_at(0, bytes);
  if (!got) return std::move(got).error();
  auto header = read_macbinary(base::Bytes(bytes).first(*got), content.size());
  if (!header) return std::optional<MacFile>();
  MacFile file;
  file.data = content.part(header->data_at, header->data);
  file.resource = content.part(header->resource_at, header->resource);
  file.header = std::move(*header);
  return std::optional<MacFile>(std::move(file));
}

std::string type_and_creator(const MacFile& file) {
  const base::Bytes codes = base::Bytes(file.header.finder).first(8);
  const bool none = std::ranges::all_of(codes, [](std::byte b) { return b == std::byte{}; });
  return none ? "" : hex(codes);
}

base::Blob apple_double(const MacFile& file) {
  struct Entry {
    std::uint32_t id;
    std::size_t length;
  };
  const Entry entries[] = {{3, file.header.name.size()}, {8, 16}, {9, 32}, {2, 0}};
  std::string out;
  put(out, std::uint32_t{0x00051607});
  put(out, std::uint32_t{0x00020000});
  out.append(16, '\0');
  put(out, static_cast<std::uint16_t>(std::size(entries)));
  std::size_t at = 26 + 12 * std::size(entries);
  for (const Entry& entry : entries) {
    put(out, entry.id);
    put(out, static_cast<std::uint32_t>(at));
    const bool fork = entry.id == 2;
    put(out, static_cast<std::uint32_t>(fork ? file.resource.size() : entry.length));
    at += entry.length;
  }
  out += file.header.name;
  put(out, apple_date(file.header.created));
  put(out, apple_date(file.header.modified));
  put(out, kUnknownDate);  // last backup
  put(out, kUnknownDate);  // last access
  out += base::text_of(file.header.finder);
  out.append(16, '\0');  // extended Finder information: MacBinary has none
  base::Blob blob = base::Blob::of(std::move(out));
  blob.append(file.resource);
  return blob;
}

}  // namespace migrator::mime
