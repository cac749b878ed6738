#pragma once
// Events in free text: what somebody copied out of a viewer's window, a mail, or
// an article.
#include <string_view>

#include "checker/events/tally.hpp"

namespace checker::events {

/// Reads blocks of "Event ID: 8092", "Source: MSExchangeMig", "Description: …" in any order, and
/// events that a sentence mentions: "event 8092", "events 8030, 8124 and 8002",
/// "MSExchangeMig 8092".
void read_prose(std::string_view text, Tally& tally);

}  // namespace checker::events
