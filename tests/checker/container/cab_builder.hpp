#pragma once
// Cabinets byte by byte: stored, or LZX in blocks that are not packed either.
#include <string>
#include <vector>

#include "tests/checker/container/zip_builder.hpp"

namespace builder {

struct CabFile {
  std::string name, content;
  unsigned folder = 0;      // 0xFFFD continued from the previous cabinet, 0xFFFE into the next one
  unsigned attributes = 0;  // 0x80: the name is UTF-8
};

struct CabOptions {
  std::string previous, next;  // names of the neighbours in the set
  bool lzx = false;
  bool split_last_block = false;  // it says that it goes on in the next cabinet
  std::uint32_t offset_of_second = 0xFFFFFFFF;
  int wrong_sum_at = -1;  // the block with a check sum, and a wrong one
};

/// One data block of LZX: type 3 (not packed), its length, the three repeated offsets, the bytes.
/// The first one begins with the bit that says that nothing was done to calls.
inline std::string lzx_block(const std::string& bytes, bool first) {
  const std::uint32_t head = (3U << 24) | static_cast<std::uint32_t>(bytes.size());
  // 27 bits, behind one bit in the first block; then up to the next 16.
  const std::uint32_t bits = first ? head << 4 : head << 5;
  return little(bits >> 16, 2) + little(bits & 0xFFFF, 2) + little(1, 4) + little(1, 4) +
         little(1, 4) + bytes + std::string(bytes.size() % 2, '\0');
}

/// A cabinet with one folder.
inline std::string cab(const std::vector<CabFile>& files, const CabOptions& options = {}) {
  std::string data, entries;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const CabFile& file = files[i];
    const bool moved = i == 1 && options.offset_of_second != 0xFFFFFFFF;
    entries += little(file.content.size(), 4) +
               little(moved ? options.offset_of_second : data.size(), 4) + little(file.folder, 2) +
               little(0x26C1, 2) + little(0x6000, 2) + little(file.attributes, 2) + file.name +
               '\0';
    data += file.content;
  }
  std::string blocks;
  unsigned count = 0;
  for (std::size_t at = 0; at < data.size(); at += 32'768, ++count) {
    const std::string part = data.substr(at, 32'768);
    const bool split = options.split_last_block && at + 32'768 >= data.size();
    const std::string packed = options.lzx ? lzx_block(part, at == 0) : part;
    const bool wrong = options.wrong_sum_at == static_cast<int>(count);
    blocks += little(wrong ? 0xBAD5 : 0, 4) + little(packed.size(), 2) +
              little(split ? 0 : part.size(), 2) + packed;
  }
  std::string neighbours;
  for (const std::string& name : {options.previous, options.next})
    if (!name.empty()) neighbours += name + '\0' + "Disk" + '\0';
  const std::size_t first_file = 36 + neighbours.size() + 8;
  const std::size_t first_block = first_file + entries.size();
  const unsigned flags = (options.previous.empty() ? 0U : 1U) | (options.next.empty() ? 0U : 2U);
  return "MSCF" + little(0, 4) + little(first_block + blocks.size(), 4) + little(0, 4) +
         little(first_file, 4) + little(0, 4) + little(0x0103, 2) + little(1, 2) +
         little(files.size(), 2) + little(flags, 2) + little(7, 2) + little(0, 2) + neighbours +
         little(first_block, 4) + little(count, 2) + little(options.lzx ? 0x0F03 : 0, 2) + entries +
         blocks;
}

}  // namespace builder
