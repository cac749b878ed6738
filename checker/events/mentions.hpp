#pragma once
// Events that a sentence mentions.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace checker::events {

inline constexpr std::size_t kMostNumbers = 32;  // of one list

struct Mention {
  std::uint32_t id = 0;
  std::string source;  // as the line writes it; "": it names none
};
struct Mentions {
  std::vector<Mention> all;
  bool cut = false;  // a list had more numbers than kMostNumbers
};

/// "event 8092", "event ID ( 8092 )", "events 8030, 8124 and 8002", "MSExchangeMig 8092". `sources`
/// are folded; a line may write them with blanks ("MS Exchange MigDS"). An event gets the source
/// that stands nearest; behind a comma, a semicolon or a full stop it is farther away.
Mentions mentions_in(std::string_view line, const std::set<std::string>& sources);

struct Numbers {
  std::vector<std::uint32_t> all;
  std::size_t size = 0;  // bytes that they take
  bool cut = false;
};
/// The numbers that a text begins with: "8030, 8124 and 8002", "( 8092 )"; none when it begins
/// otherwise. At most kMostNumbers.
Numbers leading_numbers(std::string_view text);

}  // namespace checker::events
