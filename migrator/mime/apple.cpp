#include "migrator/mime/apple.hpp"

#include <algorithm>

#include "base/cursor.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kHeader = 128;

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

struct Header {
  std::uint8_t zero0, zero74, name_length;
  std::string name;
  std::uint32_t data, resource;
  std::uint16_t secondary, sum;
};

Header read_header(base::Bytes bytes, MacFile& file) {
  base::Cursor in(bytes);
  Header out{};
  out.zero0 = in.be<std::uint8_t>();
  out.name_length = in.be<std::uint8_t>();
  const auto name = in.take(63);
  out.name = base::text_of(name.first(std::min<std::size_t>(out.name_length, name.size())));
  // Offset 65: type, creator, flags (high byte), a zero, place, folder. The zero of MacBinary is
  // where Finder information has the low byte of the flags; that one stands at 101.
  std::ranges::copy(in.take(16), file.finder.begin());
  out.zero74 = std::to_integer<std::uint8_t>(file.finder[9]);
  in.skip(2);  // 81: protected; 82: zero
  out.data = in.be<std::uint32_t>();
  out.resource = in.be<std::uint32_t>();
  file.created = in.be<std::uint32_t>();
  file.modified = in.be<std::uint32_t>();
  in.skip(2);  // 99: length of a comment, which no program writes
  file.finder[9] = in.take(1)[0];
  in.skip(18);  // 102: reserved; 116: length when packed
  out.secondary = in.be<std::uint16_t>();
  in.skip(2);  // 122: versions
  out.sum = in.be<std::uint16_t>();
  return out;
}

template <std::unsigned_integral T>
void put(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xFF);
}

// Both are seconds; AppleDouble counts from 2000, with a sign (RFC 1740 appendix B).
std::uint32_t apple_date(std::uint32_t since_1904) { return since_1904 - 3029529600u; }

std::string hex(base::Bytes bytes) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (std::byte b : bytes) {
    out += kHex[std::to_integer<unsigned>(b) >> 4];
    out += kHex[std::to_integer<unsigned>(b) & 15];
  }
  return out;
}

}  // namespace

base::Result<std::optional<MacFile>> read_macbinary(const base::Blob& content) {
  std::array<std::byte, kHeader> bytes{};
  auto got = content.read_at(0, bytes);
  if (!got) return std::move(got).error();
  const std::optional<MacFile> none;
  if (*got < kHeader) return none;
  MacFile file{};
  const Header header = read_header(bytes, file);
  if (header.zero0 != 0 || header.zero74 != 0 || header.name_length < 1 || header.name_length > 63)
    return none;
  const std::uint64_t data_at = kHeader + padded(header.secondary);
  const std::uint64_t resource_at = data_at + padded(header.data);
  const std::uint64_t end =
      header.resource > 0 ? resource_at + header.resource : data_at + header.data;
  if (end > content.size()) return none;
  file.name = header.name;
  file.data = content.part(data_at, header.data);
  file.resource = content.part(resource_at, header.resource);
  file.sum_fits = crc16(base::Bytes(bytes).first(124)) == header.sum;
  return std::optional<MacFile>(std::move(file));
}

std::string type_and_creator(const MacFile& file) {
  const base::Bytes codes = base::Bytes(file.finder).first(8);
  const bool none = std::ranges::all_of(codes, [](std::byte b) { return b == std::byte{}; });
  return none ? "" : hex(codes);
}

base::Blob apple_double(const MacFile& file) {
  struct Entry {
    std::uint32_t id;
    std::size_t length;
  };
  const Entry entries[] = {{3, file.name.size()}, {8, 16}, {9, 32}, {2, 0}};
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
  out += file.name;
  put(out, apple_date(file.created));
  put(out, apple_date(file.modified));
  put(out, std::uint32_t{0x80000000});  // last backup, last access: not known
  put(out, std::uint32_t{0x80000000});
  out += base::text_of(file.finder);
  out.append(16, '\0');  // extended Finder information: MacBinary has none
  base::Blob blob = base::Blob::of(std::move(out));
  blob.append(file.resource);
  return blob;
}

}  // namespace migrator::mime
