#pragma once
// Layout: where the part of a file that its headers speak of ends, and what
// stands behind it begins.
#include "checker/image/image.hpp"
#include "checker/image/ne.hpp"
#include "checker/image/pe.hpp"

namespace checker::image {

// Each gives Image::layout's overlay. What cannot be read says nothing, and what lies beyond the
// file's end is clipped: the worst of it is an overlay that begins too early.

/// `headers` with their sections. Reads four bytes where COFF symbols follow the sections, and
/// nothing else.
FileRange overlay_of_pe(Reader& in, const PeHeaders& headers);

/// Reads segment and resource table, and the number of relocations where a segment comes last.
FileRange overlay_of_ne(Reader& in, const NeHeader& header);

/// Of a DOS program: `start` is its first 64 bytes.
FileRange overlay_of_mz(base::Bytes start, std::uint64_t file_size);

}  // namespace checker::image
