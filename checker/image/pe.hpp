#pragma once
// PE headers: machine, sections, and where the resource directory lies.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/image/reader.hpp"

namespace checker::image {

/// A place in the image as loaded, in bytes from its base.
struct Rva {
  std::uint32_t value = 0;
};

struct Section {
  Rva begin;
  std::uint32_t size = 0;  // as Windows maps it: VirtualSize, or SizeOfRawData where that is 0
  FileOffset data;
};

struct PeHeaders {
  bool is_dll = false;
  bool plus = false;              // PE32+
  std::uint32_t header_size = 0;  // SizeOfHeaders: below it an Rva is a file offset
  std::optional<Rva> resources;   // none: the image has no resource directory
  FileOffset resources_entry;     // the place in the data directory that says so

  FileOffset sections_at;
  std::uint16_t section_count = 0;
  bool low_alignment = false;     // sections are smaller than pages, and mapped byte for byte
  std::vector<Section> sections;  // once read_sections() has been there

  // What only a layout asks for.
  std::uint64_t data_end = 0;  // of the headers and all sections' raw data
  FileOffset symbols;          // COFF symbol table; 0: none
  std::uint32_t symbol_count = 0;
  FileOffset certificates;  // the one directory entry that is a place in the file; 0: none
  std::uint32_t certificates_size = 0;

  /// Where the byte at `rva` stands in the file; Errc::malformed when it is in no section.
  base::Result<FileOffset> locate(Rva rva) const;
};

/// Name of an IMAGE_FILE_HEADER.Machine; nullopt for 0, "0x1234" for one without a name here.
std::optional<std::string> machine_name(std::uint16_t machine);

/// Whether images of this machine are PE32+, as far as that can be told without the optional
/// header.
bool is_64_bit(std::uint16_t machine);

/// Reads the headers of the PE image whose "PE\0\0" stands at `signature`, without the section
/// table. The layout is that of Microsoft's PE/COFF specification, quirks as Windows' loader has
/// them.
base::Result<PeHeaders> read_pe(Reader& in, FileOffset signature);

/// Reads the section table.
base::Result<void> read_sections(Reader& in, PeHeaders& headers);

}  // namespace checker::image
