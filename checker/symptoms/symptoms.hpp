#pragma once
// Symptoms: what somebody saw go wrong, as events and error codes.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace checker::symptoms {

/// A moment as a log writes it.
struct Moment {
  std::string shown;  // "" where none can be read
  std::string key;    // grows with time: "19990601043500"; "" where the order cannot be told
  bool utc = false;   // native logs are; what viewers write is somebody's local time

  /// Whether it can be told which of the two came first.
  bool is_comparable(const Moment& other) const {
    return !key.empty() && !other.key.empty() && utc == other.utc;
  }
};

/// An event of the application log, each number of each source once.
struct SeenEvent {
  std::uint32_t id = 0;
  std::string source;       // as written; "": not said
  std::uint64_t times = 0;  // how often a log has it; 0: given by hand
  Moment first, last;       // nothing shown: none, or of logs whose times cannot be compared
};

struct Symptoms {
  std::vector<SeenEvent> events;
  std::vector<std::uint32_t> codes;
  std::map<std::uint32_t, std::string> typed;  // codes that people wrote otherwise than code_text()

  bool empty() const { return events.empty() && codes.empty(); }
};

/// Adds an event or a code; one that is there already is counted, not added again. A number without
/// a source is the same as with one. Of several logs the first and last are by time; where times
/// cannot be compared (UTC and local ones), none is kept.
void add(Symptoms& symptoms, SeenEvent event);
void add_code(Symptoms& symptoms, std::uint32_t code);

/// "8092" or "MSExchangeMig:8092". Errc::usage when it is neither. Of a whole event identifier
/// (3221233564, with the bits of a severity) the low 16 bits are the number, as viewers show it;
/// any other number above 65535 is refused.
base::Result<SeenEvent> parse_event(std::string_view text);

/// The number that viewers show of an identifier: its low 16 bits, where the bits of a severity
/// stand above them.
std::uint32_t event_number(std::uint32_t identifier);

/// The value of an error code as people and logs write it: "0x80040108" and "80040108" are
/// hexadecimal; what has a minus sign ("-2147221240", "-1018") is decimal and wraps; so is what has
/// ten figures, more than hexadecimal ones can have ("2147746056"). nullopt: none.
std::optional<std::uint32_t> parse_code(std::string_view text);

/// "0x80040108".
std::string code_text(std::uint32_t code);

}  // namespace checker::symptoms
