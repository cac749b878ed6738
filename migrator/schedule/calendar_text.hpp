#pragma once
// A calendar's components while they are written, and which zone and years they need.
#include "base/text.hpp"
#include "migrator/schedule/schedule_text.hpp"
#include "migrator/schedule/timezone.hpp"

namespace migrator::schedule {

class CalendarText {
 public:
  CalendarText(std::string zone, base::CodePage page)
      : zone_(std::move(zone)), page_(std::move(page)) {}

  void line(const std::string& text);
  /// "SUMMARY:…"; nothing without a value.
  void text(const std::string& name, const ScheduleProperty* property);
  /// "DTSTART;TZID=…"; `clock`: not only a day.
  void moment(const std::string& name, const LocalTime& time, bool clock);
  /// Moments of the zone go on until then, or without an end.
  void go_on(const std::optional<LocalTime>& until);

  const std::string& zone() const { return zone_; }
  /// The VTIMEZONE, when anything names it.
  std::string vtimezone() const;
  const std::string& body() const { return body_; }

 private:
  void see(int year);

  std::string zone_;
  base::CodePage page_;
  std::string body_;
  bool zoned_ = false;
  Years years_{kLastYear, kFirstYear};
};

}  // namespace migrator::schedule
