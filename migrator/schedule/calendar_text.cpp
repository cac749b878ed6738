#include "migrator/schedule/calendar_text.hpp"

#include <algorithm>

#include "migrator/schedule/calendar_line.hpp"

namespace migrator::schedule {

void CalendarText::line(const std::string& text) { put_folded(body_, text); }

void CalendarText::text(const std::string& name, const ScheduleProperty* property) {
  if (property == nullptr || property->value.empty()) return;
  line(name + ":" + escaped(page_.decode(property->value).text));
}

void CalendarText::moment(const std::string& name, const LocalTime& time, bool clock) {
  if (!clock) return line(name + ";VALUE=DATE:" + day_of(time));
  if (zone_ == "UTC") return line(name + ":" + clock_of(time) + "Z");
  zoned_ = true;
  see(time.year);
  line(name + ";TZID=" + zone_ + ":" + clock_of(time));
}

void CalendarText::go_on(const std::optional<LocalTime>& until) {
  if (until) return see(until->year);
  years_.endless = true;
}

// One mistyped year must not become centuries of rules.
void CalendarText::see(int year) {
  if (year > kLastYear) years_.endless = true;
  if (year < kFirstYear || year > kLastYear) return;
  years_.first = std::min(years_.first, year);
  years_.last = std::max(years_.last, year);
}

std::string CalendarText::vtimezone() const {
  if (!zoned_) return "";
  Years years = years_;
  if (years.last < years.first) years.first = years.last;  // only years beyond
  return schedule::vtimezone(zone_, years);
}

}  // namespace migrator::schedule
