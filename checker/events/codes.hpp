#pragma once
// Error codes in the text of an event.
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

namespace checker::events {

/// The codes in `text`, each once, in order. Eight hexadecimal digits that begin like an error
/// (8xxxxxxx, c0000005, with or without 0x) are one; so is every other number in hexadecimal with
/// 0x, with eight digits, or with a minus sign, if it is among `known`.
std::vector<std::uint32_t> find_codes(std::string_view text, const std::set<std::uint32_t>& known);

}  // namespace checker::events
