#pragma once
// Symptoms: what somebody saw go wrong, as events and error codes.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace checker::diagnose {

/// An event of the application log, each number of each source once.
struct SeenEvent {
  std::uint32_t id = 0;
  std::string source;       // as written; "": not said
  std::uint64_t times = 0;  // how often a log has it; 0: given by hand
  std::string first, last;  // as the log writes times; "" where none can be read
};

struct Symptoms {
  std::vector<SeenEvent> events;
  std::vector<std::uint32_t> codes;

  bool empty() const { return events.empty() && codes.empty(); }
};

/// Adds an event or a code; one that is there already is counted, not added again. A number without
/// a source is the same as with one.
void add(Symptoms& symptoms, SeenEvent event);
void add_code(Symptoms& symptoms, std::uint32_t code);

/// "8092" or "MSExchangeMig:8092". Errc::usage when it is neither. Of a whole event identifier
/// (3221233564) the low 16 bits are the number, as viewers show it.
base::Result<SeenEvent> parse_event(std::string_view text);

/// The number that viewers show of an identifier: its low 16 bits, where severity or facility stand
/// above them.
std::uint32_t event_number(std::uint32_t identifier);

/// The value of an error code as people and logs write it: "0x80040108" and "80040108" are
/// hexadecimal, what has a minus sign ("-2147221240", "-1018") is decimal and wraps. nullopt: none.
std::optional<std::uint32_t> parse_code(std::string_view text);

/// "0x80040108".
std::string code_text(std::uint32_t code);

}  // namespace checker::diagnose
