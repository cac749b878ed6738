#pragma once
// Events: what a manifest says of an event of the application log itself, beside
// the rules that name it.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace checker::manifest {

struct Event {
  std::uint64_t id = 0;
  std::string source;   // "MSExchangeMig"; "": any source of migration events
  std::string meaning;  // what it says, in our own words
  /// It follows others, or comes with every run, and by itself points at no problem.
  bool follow_up = false;
};

/// {"id": 8002, "source": "MSExchangeMig", "meaning": "…", "follow_up": true}; `where` names its
/// place.
base::Result<Event> read_event(const base::Json& json, const std::string& where);

/// The name of an event source as sources are compared: articles print "MS Exchange MigDS" for what
/// a log calls "MSExchangeMigDS", so case and blanks do not count.
std::string folded_source(std::string_view source);

}  // namespace checker::manifest
