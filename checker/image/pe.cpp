#include "checker/image/pe.hpp"

#include <algorithm>

namespace checker::image {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kFileHeader = 24;     // the signature and IMAGE_FILE_HEADER
constexpr std::uint16_t kFileDll = 0x2000;  // IMAGE_FILE_DLL
constexpr std::size_t kSectionHeader = 40;  // IMAGE_SECTION_HEADER
constexpr std::uint16_t kMagicPe32 = 0x10B, kMagicPe32Plus = 0x20B, kMagicRom = 0x107;
constexpr std::size_t kResources = 2, kCertificates = 4;  // IMAGE_DIRECTORY_ENTRY_…
constexpr std::uint32_t kMinResources = 16;               // IMAGE_RESOURCE_DIRECTORY
constexpr std::uint32_t kSector = 512;
constexpr std::uint32_t kPage = 4096;

struct Directory {
  std::uint32_t address = 0, size = 0;
};

Directory read_directory(Bytes bytes) {
  Cursor in(bytes);
  const auto address = in.le<std::uint32_t>();
  return {address, in.le<std::uint32_t>()};
}

// Whether a directory entry exists is NumberOfRvaAndSizes' affair alone, as in Windows:
// SizeOfOptionalHeader only says where the section table begins.
Result<void> read_directories(Reader& in, FileOffset at, std::uint32_t count, PeHeaders& out) {
  if (count <= kResources) return {};
  out.resources_entry = {at.value + 8 * kResources};
  auto bytes = in.need(out.resources_entry, 8, "resource entry of the data directory");
  if (!bytes) return std::move(bytes).error();
  const Directory resources = read_directory(*bytes);
  // LdrFindResource looks into no directory that is too small for its own header.
  if (resources.address != 0 && resources.size >= kMinResources)
    out.resources = Rva{resources.address};
  if (count <= kCertificates) return {};
  bytes = in.want({at.value + 8 * kCertificates}, 8);
  if (!bytes) return std::move(bytes).error();
  const Directory certificates = read_directory(*bytes);
  out.certificates = {certificates.address};
  out.certificates_size = certificates.size;
  return {};
}

Result<void> read_optional(Reader& in, FileOffset at, PeHeaders& out) {
  const std::size_t fixed = out.plus ? 112 : 96;
  auto bytes = in.need(at, fixed, "optional header");
  if (!bytes) return std::move(bytes).error();
  Cursor header(*bytes);
  header.skip(32);
  out.low_alignment = header.le<std::uint32_t>() < kPage;  // SectionAlignment
  header.skip(24);
  out.header_size = header.le<std::uint32_t>();
  header.skip(fixed - 64 - 4);
  const auto directories = header.le<std::uint32_t>();  // NumberOfRvaAndSizes
  return read_directories(in, {at.value + fixed}, directories, out);
}

// RtlImageDirectoryEntryToData finds no directory under any other magic. Some DLLs of Win32s have
// none at all; which of their directories would count is written down nowhere.
Result<void> check_magic(std::uint16_t magic, FileOffset at) {
  if (magic == kMagicPe32 || magic == kMagicPe32Plus) return {};
  const char* what = magic == kMagicRom ? " is a ROM image, which has no resource directory"
                     : magic == 0       ? " is none: written by a linker of Win32s, or damaged"
                                        : " is neither PE32 nor PE32+";
  return Error{Errc::unsupported,
               at_byte("optional header", at) + ": magic " + std::to_string(magic) + what};
}

}  // namespace

std::optional<std::string> machine_name(std::uint16_t machine) {
  struct Row {
    std::uint16_t machine;
    const char* name;
  };
  static constexpr Row kNames[] = {
      {0x014C, "i386"},     {0x8664, "amd64"},       {0xAA64, "arm64"},       {0x01C4, "arm"},
      {0x0200, "ia64"},     {0x014D, "i860"},        {0x0160, "mips"},        {0x0162, "mips"},
      {0x0166, "mips"},     {0x0168, "mips"},        {0x0169, "mips"},        {0x0266, "mips"},
      {0x0366, "mips"},     {0x0466, "mips"},        {0x0183, "alpha"},       {0x0184, "alpha"},
      {0x0284, "alpha64"},  {0x01F0, "ppc"},         {0x01F1, "ppc"},         {0x01F2, "ppc"},
      {0x0601, "ppc"},      {0x01A2, "sh"},          {0x01A3, "sh"},          {0x01A4, "sh"},
      {0x01A6, "sh"},       {0x01A8, "sh"},          {0x01C0, "arm"},         {0x01C2, "arm"},
      {0x01D3, "am33"},     {0x0268, "m68k"},        {0x0290, "parisc"},      {0x0520, "tricore"},
      {0x0CEF, "cef"},      {0x0EBC, "ebc"},         {0x9041, "m32r"},        {0xA641, "arm64ec"},
      {0xA64E, "arm64x"},   {0xC0EE, "cee"},         {0x5032, "riscv32"},     {0x5064, "riscv64"},
      {0x5128, "riscv128"}, {0x6232, "loongarch32"}, {0x6264, "loongarch64"},
  };
  if (machine == 0) return std::nullopt;
  for (const Row& row : kNames)
    if (row.machine == machine) return row.name;
  return "0x" + hex4(machine);
}

bool is_64_bit(std::uint16_t machine) {
  switch (machine) {
    case 0x0200:  // ia64
    case 0x0284:  // alpha64
    case 0x5064:  // riscv64
    case 0x6264:  // loongarch64
    case 0x8664:  // amd64
    case 0xA641:  // arm64ec
    case 0xA64E:  // arm64x
    case 0xAA64:  // arm64
      return true;
    default:
      return false;
  }
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
  PeHeaders out;
  Cursor header(*bytes);
  header.skip(6);
  out.section_count = header.le<std::uint16_t>();
  header.skip(4);
  out.symbols = {header.le<std::uint32_t>()};
  out.symbol_count = header.le<std::uint32_t>();
  const auto optional_size = header.le<std::uint16_t>();
  out.is_dll = (header.le<std::uint16_t>() & kFileDll) != 0;
  const auto magic = header.le<std::uint16_t>();
  out.plus = magic == kMagicPe32Plus;
  const FileOffset optional_at{signature.value + kFileHeader};
  if (auto known = check_magic(magic, optional_at); !known) return std::move(known).error();
  if (auto done = read_optional(in, optional_at, out); !done) return std::move(done).error();
  out.sections_at = {optional_at.value + optional_size};
  return out;
}

Result<void> read_sections(Reader& in, PeHeaders& headers) {
  // At most 65535 headers: 2.6 MB.
  auto bytes =
      in.need(headers.sections_at, headers.section_count * kSectionHeader, "section table");
  if (!bytes) return std::move(bytes).error();
  Cursor table(*bytes);
  headers.sections.reserve(headers.section_count);
  headers.data_end = headers.header_size;
  for (unsigned i = 0; i < headers.section_count; ++i) {
    table.skip(8);  // the name: ".rsrc" is a habit, not a rule
    const auto virtual_size = table.le<std::uint32_t>();
    const Rva begin{table.le<std::uint32_t>()};
    const auto raw_size = table.le<std::uint32_t>();
    const auto data = table.le<std::uint32_t>();
    table.skip(16);
    // The loader reads whole sectors and so rounds down; an image whose sections are not pages
    // (drivers of NT 4) is mapped as the file is, byte for byte.
    const auto mapped = headers.low_alignment ? data : data - data % kSector;
    headers.sections.push_back({begin, virtual_size != 0 ? virtual_size : raw_size, {mapped}});
    // A section that would begin behind the end of the file says nothing about what is in it.
    if (data != 0 && raw_size != 0 && data < in.size())
      headers.data_end = std::max(headers.data_end, std::uint64_t{data} + raw_size);
  }
  return {};
}

}  // namespace checker::image
