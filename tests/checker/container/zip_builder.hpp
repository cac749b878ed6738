#pragma once
// ZIPs byte by byte, so that they can lie. Members are stored, not packed.
#include <cstdint>
#include <string>
#include <vector>

namespace builder {

struct ZipMember {
  std::string name, content;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::int64_t stated = -1;  // size in the headers, if it is not the content's
  bool right_crc = true;
  std::uint32_t attributes = 0100644U << 16;
  int body_of = -1;  // an earlier member whose local header this one claims
};

inline std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

inline std::string little(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xFF);
  return out;
}

inline std::string zip(const std::vector<ZipMember>& members, const std::string& comment = "") {
  std::string out, directory;
  std::vector<std::size_t> places;
  for (const ZipMember& m : members) {
    const auto size = static_cast<std::uint64_t>(
        m.stated >= 0 ? m.stated : static_cast<std::int64_t>(m.content.size()));
    const std::string common = little(m.flags, 2) + little(m.method, 2) + little(0x26C16000, 4) +
                               little(crc32(m.content) ^ (m.right_crc ? 0U : 1U), 4) +
                               little(m.content.size(), 4) + little(size, 4) +
                               little(m.name.size(), 2) + little(0, 2);
    places.push_back(m.body_of < 0 ? out.size() : places[static_cast<std::size_t>(m.body_of)]);
    if (m.body_of < 0) out += "PK\x03\x04" + little(20, 2) + common + m.name + m.content;
    directory += "PK\x01\x02" + little(0x0314, 2) + little(20, 2) + common + little(0, 2) +
                 little(0, 2) + little(0, 2) + little(m.attributes, 4) + little(places.back(), 4) +
                 m.name;
  }
  const std::string end = "PK\x05\x06" + little(0, 4) + little(members.size(), 2) +
                          little(members.size(), 2) + little(directory.size(), 4) +
                          little(out.size(), 4) + little(comment.size(), 2) + comment;
  return out + directory + end;
}

}  // namespace builder
