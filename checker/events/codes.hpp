#pragma once
// Error codes in the text of an event.
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

namespace checker::events {

struct FoundCodes {
  std::vector<std::uint32_t> codes;  // each once, in order
  bool cut = false;                  // there are more; none that is known is missing
};

inline constexpr std::size_t kMostCodes = 1000;  // of a text that nobody knows

/// The codes in `text`. A number is one
/// - with 0x, if it has eight digits and begins like an error (8…, c00…), or if it is `known`;
/// - with eight hexadecimal digits alone, if it is known, or if it begins with 8004, 8007 or c00
///   (an HRESULT of COM or Win32, an NTSTATUS) and a word like "error", "code" or "status" stands
///   shortly before it;
/// - in decimal with a minus sign, if it is known.
/// Groups of a GUID and names of files (00000003.PRI) are none.
FoundCodes find_codes(std::string_view text, const std::set<std::uint32_t>& known);

}  // namespace checker::events
