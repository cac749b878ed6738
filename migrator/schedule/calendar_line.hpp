#pragma once
// Lines and values of iCalendar (RFC 5545 §3.1, §3.3).
#include <string>
#include <string_view>

#include "migrator/message/message.hpp"

namespace migrator::schedule {

/// The last year of a date: it has four digits.
inline constexpr int kMostYear = 9999;

/// Days of the week, Sunday first.
inline constexpr std::string_view kWeekdays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

/// A TEXT value: '\\', ';', ',' and line ends escaped, other control characters as blanks.
std::string escaped(std::string_view utf8);

/// Appends a content line, folded between characters so that no line is over 75 bytes.
void put_folded(std::string& out, std::string_view line);

/// "19990118" and "19990118T090000".
std::string day_of(const LocalTime& time);
std::string clock_of(const LocalTime& time);

/// The same clock, `days` later.
LocalTime later(const LocalTime& time, int days);

}  // namespace migrator::schedule
