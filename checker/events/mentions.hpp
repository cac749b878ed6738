#pragma once
// Events that a sentence mentions.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace checker::events {

struct Mention {
  std::uint32_t id = 0;
  std::string source;  // the one that the line names; "": none
};

/// "event 8092", "event ID ( 8092 )", "events 8030, 8124 and 8002", "MSExchangeMig:8092". `sources`
/// are folded.
std::vector<Mention> mentions_in(std::string_view line, const std::set<std::string>& sources);

/// The numbers that a text begins with: "8030, 8124 and 8002", "( 8092 )"; none when it begins
/// otherwise. At most 32.
std::vector<std::uint32_t> leading_numbers(std::string_view text);

}  // namespace checker::events
