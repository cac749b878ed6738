#pragma once
// Logs in a few words.
#include <doctest/doctest.h>

#include <string>

#include "checker/events/event_log.hpp"

namespace support {

namespace events = checker::events;

inline const events::Wanted& wanted() {
  static const events::Wanted kWanted{{"msexchangemig", "msexchangemigds", "msexchangeis"},
                                      {0x451, 0xFFFFFC06, 3, 0x80040108}};
  return kWanted;
}

/// "MSExchangeMig:8092x2 8002x1 | 0x80040108", in the order of the log.
inline std::string told(const events::EventLog& log) {
  std::string out;
  for (const auto& event : log.symptoms.events) {
    out += (out.empty() ? "" : " ") + (event.source.empty() ? "" : event.source + ":") +
           std::to_string(event.id) + "x" + std::to_string(event.times);
  }
  for (std::size_t i = 0; i < log.symptoms.codes.size(); ++i)
    out += (i == 0 ? " | " : " ") + checker::symptoms::code_text(log.symptoms.codes[i]);
  return out;
}

inline std::string told(const std::string& text) { return told(events::read_text(text, wanted())); }

/// The run of fixtures/events, whatever its order.
inline bool is_the_run(const events::EventLog& log) {
  std::map<std::uint32_t, std::uint64_t> times;
  for (const auto& event : log.symptoms.events) times[event.id] += event.times;
  return times == std::map<std::uint32_t, std::uint64_t>{{10002, 1}, {8092, 2}, {8030, 1},
                                                         {8124, 1},  {8002, 1}, {8001, 1}};
}

}  // namespace support
