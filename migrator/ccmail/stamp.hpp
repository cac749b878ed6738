#pragma once
// Dates as EXPORT writes them (ccmail.md §2.3): "6/2/98 8:39", "5/6/97 3:10PM",
// "9-11-1998"; in headers, and glued to the names of file items.
#include <optional>
#include <string_view>

#include "migrator/message/message.hpp"

namespace migrator::ccmail {

enum class DateOrder { mdy, dmy, ymd };

/// The time that `text` says, in the order of the set; without a time of day 0:00. A year of two
/// digits below 70 is 20xx, otherwise 19xx; "100" and "19100" are 2000. nullopt for text that is no
/// date and for a date that no calendar has (Q233325).
std::optional<LocalTime> parse_stamp(std::string_view text, DateOrder order);

/// A file item's line without the date and time at its end (Q166610, Q186216, Q192700):
/// "Abc.wk4 5/6/97 3:10PM" is "Abc.wk4". Digits and blanks in the name itself do not mislead it.
std::string_view without_stamp(std::string_view name);

}  // namespace migrator::ccmail
