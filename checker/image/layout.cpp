#include "checker/image/layout.hpp"

#include <algorithm>

namespace checker::image {

using base::Bytes;
using base::Cursor;

namespace {

// What is smaller is padding: the end record of an empty ZIP has 22 bytes.
constexpr std::uint64_t kMinOverlay = 32;
constexpr std::uint64_t kSymbol = 18;      // IMAGE_SYMBOL
constexpr std::uint64_t kCertificate = 8;  // certificates are padded to a multiple of this
constexpr std::uint16_t kHasRelocations = 0x0100;
constexpr std::size_t kSegment = 8, kRelocation = 8;

FileRange between(std::uint64_t begin, std::uint64_t end) {
  if (end < begin || end - begin < kMinOverlay) return {};
  return {begin, end - begin};
}

// 0: the symbols are within the sections, or nowhere.
std::uint64_t symbols_end(Reader& in, const PeHeaders& headers) {
  const FileOffset strings{headers.symbols.value + kSymbol * headers.symbol_count};
  if (headers.symbols.value == 0 || headers.symbol_count == 0) return 0;
  if (strings.value <= headers.data_end || strings.value > in.size()) return 0;
  // The table of long names follows; it begins with its length, these four bytes with it.
  const auto bytes = in.want_only(strings, 4);
  if (!bytes || bytes->size() < 4) return strings.value;
  const auto length = Cursor(*bytes).le<std::uint32_t>();
  return length <= in.size() - strings.value ? strings.value + std::max(length, 4U) : strings.value;
}

struct Segment {
  FileOffset at;
  std::uint64_t size = 0;
  bool has_relocations = false;
};

// The segment that ends last, without its relocations.
Segment last_segment(Reader& in, const NeHeader& header) {
  Segment last;
  const auto bytes = in.want({header.at.value + header.segments}, header.segment_count * kSegment);
  if (!bytes) return last;
  Cursor table(*bytes);
  while (table.remaining() >= kSegment) {
    const std::uint64_t sector = table.le<std::uint16_t>();
    const std::uint64_t length = table.le<std::uint16_t>();
    const auto flags = table.le<std::uint16_t>();
    table.skip(2);
    if (sector == 0) continue;  // it has no bytes in the file
    const Segment segment{{sector << std::min(header.segment_shift, 32U)},
                          length == 0 ? 0x10000 : length,
                          (flags & kHasRelocations) != 0};
    if (segment.at.value < in.size() && segment.at.value + segment.size > last.at.value + last.size)
      last = segment;
  }
  return last;
}

std::uint64_t relocations_size(Reader& in, FileOffset at) {
  const auto bytes = in.want_only(at, 2);
  if (!bytes || bytes->size() < 2) return 0;
  return 2 + Cursor(*bytes).le<std::uint16_t>() * kRelocation;
}

}  // namespace

FileRange overlay_of_pe(Reader& in, const PeHeaders& headers) {
  const std::uint64_t begin = std::max(headers.data_end, symbols_end(in, headers));
  std::uint64_t end = in.size();
  const std::uint64_t signed_end = headers.certificates.value + headers.certificates_size;
  if (headers.certificates.value >= begin && headers.certificates_size != 0 && signed_end <= end &&
      end - signed_end < kCertificate)
    end = headers.certificates.value;
  return between(begin, end);
}

FileRange overlay_of_ne(Reader& in, const NeHeader& header) {
  const Reader::Attempt attempt(in);
  std::uint64_t begin = std::uint64_t{header.other_names} + header.other_names_size;
  if (begin > in.size()) begin = 0;
  if (const auto resources = resources_end(in, header)) begin = std::max(begin, *resources);
  const Segment last = last_segment(in, header);
  const std::uint64_t segment_end = last.at.value + last.size;
  if (segment_end > begin) {
    begin = segment_end;
    if (last.has_relocations) begin += relocations_size(in, {segment_end});
  }
  return between(begin, in.size());
}

FileRange overlay_of_mz(Bytes start, std::uint64_t file_size) {
  Cursor header(start);
  header.skip(2);
  const std::uint64_t last_page = header.le<std::uint16_t>();  // bytes of it; 0: all 512
  const std::uint64_t pages = header.le<std::uint16_t>();
  header.skip(2);
  const std::uint64_t paragraphs = header.le<std::uint16_t>();  // of the header
  std::uint64_t end = pages * 512;
  if (last_page != 0 && last_page < 512 && pages != 0) end -= 512 - last_page;
  return between(std::max(end, paragraphs * 16), file_size);
}

}  // namespace checker::image
