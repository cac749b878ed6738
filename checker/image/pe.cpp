#include "checker/image/pe.hpp"

#include <array>
#include <cstdio>

namespace checker::image {

using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kFileHeader = 24;     // the signature and IMAGE_FILE_HEADER
constexpr std::size_t kSectionHeader = 40;  // IMAGE_SECTION_HEADER
constexpr std::uint16_t kMagicPe32 = 0x10B, kMagicPe32Plus = 0x20B;
constexpr std::uint32_t kResourceDirectory = 2;  // IMAGE_DIRECTORY_ENTRY_RESOURCE
constexpr std::uint32_t kMinResources = 16;      // IMAGE_RESOURCE_DIRECTORY
constexpr std::uint32_t kSector = 512;
constexpr std::uint32_t kPage = 4096;

struct Optional {
  std::uint32_t section_alignment = 0, header_size = 0, directories = 0;
  Rva resources;
  FileOffset entry;
};

// Whether the directory entry exists is NumberOfRvaAndSizes' affair alone, as in Windows:
// SizeOfOptionalHeader only says where the section table begins.
Result<Optional> read_optional(Reader& in, FileOffset at, bool plus) {
  const std::size_t fixed = plus ? 112 : 96;
  auto bytes = in.need(at, fixed, "optional header");
  if (!bytes) return std::move(bytes).error();
  Cursor header(*bytes);
  header.skip(32);
  Optional out;
  out.section_alignment = header.le<std::uint32_t>();
  header.skip(24);
  out.header_size = header.le<std::uint32_t>();
  header.skip(fixed - 64 - 4);
  out.directories = header.le<std::uint32_t>();
  if (out.directories <= kResourceDirectory) return out;
  out.entry = {at.value + fixed + 8 * kResourceDirectory};
  bytes = in.need(out.entry, 8, "resource entry of the data directory");
  if (!bytes) return std::move(bytes).error();
  Cursor entry(*bytes);
  const auto address = entry.le<std::uint32_t>();
  // LdrFindResource looks into no directory that is too small for its own header.
  if (entry.le<std::uint32_t>() >= kMinResources) out.resources.value = address;
  return out;
}

Section read_section(Cursor& in, bool low_alignment) {
  in.skip(8);  // the name: ".rsrc" is a habit, not a rule
  const auto virtual_size = in.le<std::uint32_t>();
  const auto address = in.le<std::uint32_t>();
  const auto raw_size = in.le<std::uint32_t>();
  auto data = in.le<std::uint32_t>();
  in.skip(16);
  // The loader reads whole sectors and so rounds down; an image whose sections are not pages
  // (drivers of NT 4) is mapped as the file is, byte for byte.
  if (!low_alignment) data -= data % kSector;
  return {{address}, virtual_size != 0 ? virtual_size : raw_size, {data}};
}

}  // namespace

std::optional<std::string> machine_name(std::uint16_t machine) {
  struct Row {
    std::uint16_t machine;
    const char* name;
  };
  static constexpr Row kNames[] = {
      {0x014C, "i386"},    {0x0160, "mips"},    {0x0162, "mips"},        {0x0166, "mips"},
      {0x0168, "mips"},    {0x0169, "mips"},    {0x0184, "alpha"},       {0x0284, "alpha64"},
      {0x01F0, "ppc"},     {0x01F1, "ppc"},     {0x01A2, "sh"},          {0x01A3, "sh"},
      {0x01A6, "sh"},      {0x01C0, "arm"},     {0x01C2, "arm"},         {0x01C4, "arm"},
      {0x0200, "ia64"},    {0x0EBC, "ebc"},     {0x8664, "amd64"},       {0xAA64, "arm64"},
      {0x5032, "riscv32"}, {0x5064, "riscv64"}, {0x6232, "loongarch32"}, {0x6264, "loongarch64"},
  };
  if (machine == 0) return std::nullopt;
  for (const Row& row : kNames)
    if (row.machine == machine) return row.name;
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%04x", unsigned{machine});
  return text.data();
}

Result<FileOffset> PeHeaders::locate(Rva rva) const {
  for (const Section& section : sections)
    if (rva.value >= section.begin.value && rva.value - section.begin.value < section.size)
      return FileOffset{section.data.value + (rva.value - section.begin.value)};
  if (rva.value < header_size) return FileOffset{rva.value};
  return Error{Errc::malformed, "address " + std::to_string(rva.value) + " is in no section"};
}

Result<PeHeaders> read_pe(Reader& in, FileOffset signature) {
  auto bytes = in.need(signature, kFileHeader + 2, "PE header");
  if (!bytes) return std::move(bytes).error();
  Cursor header(*bytes);
  header.skip(6);
  const auto section_count = header.le<std::uint16_t>();
  header.skip(12);
  const auto optional_size = header.le<std::uint16_t>();
  header.skip(2);
  const auto magic = header.le<std::uint16_t>();
  PeHeaders out;
  out.plus = magic == kMagicPe32Plus;
  const FileOffset optional_at{signature.value + kFileHeader};
  if (magic != kMagicPe32 && magic != kMagicPe32Plus)
    return Error{Errc::unsupported, at_byte("optional header", optional_at) + ": magic " +
                                        std::to_string(magic) + " is neither PE32 nor PE32+"};
  auto optional = read_optional(in, optional_at, out.plus);
  if (!optional) return std::move(optional).error();
  out.header_size = optional->header_size;
  if (optional->resources.value == 0) return out;
  out.resources = optional->resources;
  out.resources_entry = optional->entry;

  // At most 65535 headers: 2.6 MB.
  bytes =
      in.need({optional_at.value + optional_size}, section_count * kSectionHeader, "section table");
  if (!bytes) return std::move(bytes).error();
  Cursor table(*bytes);
  for (unsigned i = 0; i < section_count; ++i)
    out.sections.push_back(read_section(table, optional->section_alignment < kPage));
  return out;
}

}  // namespace checker::image
