#include "migrator/schedule/icalendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "migrator/schedule/calendar_line.hpp"
#include "migrator/schedule/recurrence.hpp"
#include "migrator/schedule/timezone.hpp"

namespace migrator::schedule {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::uint64_t kLargest = 8u << 20;
constexpr std::size_t kMostObjects = 50'000;
constexpr int kMoreYears = 10;  // of a zone, for what happens again and again

// What has its place; everything else becomes X-SCHEDULE-….
constexpr std::string_view kPlaced[] = {"Start",
                                        "End",
                                        "StartDate",
                                        "EndDate",
                                        "CompletedDate",
                                        "Text",
                                        "Notes",
                                        "Where",
                                        "Ring",
                                        "AlarmAmount",
                                        "AlarmTypeUnit",
                                        "BeforeEnd",
                                        "BusyType",
                                        "PercentCompleted",
                                        "RecurringType",
                                        "StartRecurringDate",
                                        "StartRecurringTime",
                                        "EndRecurringTime",
                                        "EndRecurringDate",
                                        "DayInterval",
                                        "DayOfMonthMask",
                                        "DayOfWeekMask",
                                        "DayOfWeekStart",
                                        "MonthInterval",
                                        "MonthOfYearMask",
                                        "WeekInterval",
                                        "YearInterval",
                                        "InstanceDate",
                                        "Deleted"};

class Writer {
 public:
  Writer(const CalendarOptions& options, base::CodePage page)
      : options_(options), page_(std::move(page)) {}

  void object(const ScheduleObject& object) {
    ++number_;
    const std::string kind = base::lower(object.name);
    bool placed = false;
    if (kind == "singleappointments") placed = single(object, true);
    if (kind == "singleevents") placed = single(object, false);
    if (kind == "singletasks") placed = task(object);
    if (kind.starts_with("recurring")) placed = recurring(object, kind);
    placed ? ++entries_ : ++left_[object.name];
  }

  Calendar take() && {
    Calendar out;
    out.entries = entries_;
    for (const auto& [name, count] : left_)
      out.warnings.push_back(fmt::format(
          "{} of the schedule's {} have no place in a calendar: they stand in the attached file",
          count, base::printable(name)));
    if (entries_ == 0) return out;
    out.text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sidestep//Schedule+//EN\r\n";
    if (options_.time_zone != "UTC" && last_year_ >= first_year_)
      out.text += vtimezone(options_.time_zone, first_year_, last_year_ + kMoreYears);
    out.text += body_;
    out.text += "END:VCALENDAR\r\n";
    return out;
  }

 private:
  void line(const std::string& text) { put_folded(body_, text); }
  void text(const std::string& name, const ScheduleProperty* property) {
    if (property == nullptr || property->value.empty()) return;
    line(name + ":" + escaped(page_.decode(property->value).text));
  }
  void moment(const std::string& name, const LocalTime& time, bool clock) {
    first_year_ = std::min(first_year_, time.year);
    last_year_ = std::max(last_year_, time.year);
    if (!clock)
      line(name + ";VALUE=DATE:" + day_of(time));
    else if (options_.time_zone == "UTC")
      line(name + ":" + clock_of(time) + "Z");
    else
      line(name + ";TZID=" + options_.time_zone + ":" + clock_of(time));
  }

  static std::optional<LocalTime> time(const ScheduleObject& object, std::string_view name) {
    const ScheduleProperty* property = object.find(name);
    return property == nullptr ? std::nullopt : parse_schedule_time(property->value);
  }
  static std::optional<std::int64_t> number(const ScheduleObject& object, std::string_view name) {
    const ScheduleProperty* property = object.find(name);
    return property == nullptr ? std::nullopt : parse_schedule_number(property->value);
  }
  static bool truth(const ScheduleObject& object, std::string_view name, bool otherwise) {
    const ScheduleProperty* property = object.find(name);
    return property == nullptr ? otherwise
                               : parse_schedule_bool(property->value).value_or(otherwise);
  }

  void begin(const std::string& kind) {
    line("BEGIN:" + kind);
    line("UID:" + base::sha256(options_.seed + "/" + std::to_string(number_)).substr(0, 32) +
         "@sidestep.invalid");
    line("DTSTAMP:" + options_.stamp);
  }

  // What all kinds have. `alarms`: they have a start to count from.
  void rest(const ScheduleObject& object, bool event) {
    text("SUMMARY", object.find("Text"));
    text("DESCRIPTION", object.find("Notes"));
    text("LOCATION", object.find("Where"));
    if (event) busy(object);
    for (const ScheduleProperty& property : object.properties)
      if (std::ranges::none_of(
              kPlaced, [&](std::string_view one) { return base::equals_fold(one, property.name); }))
        text("X-SCHEDULE-" + property.name, &property);
    for (const ScheduleObject& child : object.children)
      if (!base::equals_fold(child.name, "Exceptions"))
        text("X-SCHEDULE-" + child.name, child.find("UserDisplay"));
    alarm(object);
  }

  void busy(const ScheduleObject& object) {
    const auto type = number(object, "BusyType");
    if (type == 0) line("STATUS:TENTATIVE");
    if (type) line(type == 1 ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
  }

  // Ring is T where it is not given (SDK appendxa_78pt), but only a known amount can ring.
  void alarm(const ScheduleObject& object) {
    static constexpr std::string_view kUnits[] = {"M", "H", "D", "W"};
    const auto amount = number(object, "AlarmAmount");
    const auto unit = number(object, "AlarmTypeUnit");
    if (!amount || *amount < 0 || *amount > 100'000 || !truth(object, "Ring", true)) return;
    if (!unit || *unit < 0 || *unit > 4) return;
    // A month has no length in iCalendar: 30 days.
    const std::string length =
        *unit == 4 ? std::to_string(*amount * 30) + "D"
                   : std::to_string(*amount) + std::string(kUnits[static_cast<std::size_t>(*unit)]);
    line("BEGIN:VALARM");
    line("ACTION:DISPLAY");
    line("DESCRIPTION:Reminder");
    line(std::string("TRIGGER") + (truth(object, "BeforeEnd", false) ? ";RELATED=END" : "") +
         (*unit < 2 ? ":-PT" : ":-P") + length);
    line("END:VALARM");
  }

  // SingleEvents are days, the last of which is part of the event (our decision).
  bool single(const ScheduleObject& object, bool clock) {
    const auto start = time(object, clock ? "Start" : "StartDate");
    const auto end = time(object, clock ? "End" : "EndDate");
    if (!start || !end || to_time14(*end) < to_time14(*start)) return false;
    begin("VEVENT");
    moment("DTSTART", *start, clock);
    moment("DTEND", clock ? *end : later(*end, 1), clock);
    rest(object, true);
    line("END:VEVENT");
    return true;
  }

  void task_state(const ScheduleObject& object) {
    if (const auto percent = number(object, "PercentCompleted");
        percent && *percent >= 0 && *percent <= 100)
      line("PERCENT-COMPLETE:" + std::to_string(*percent));
    if (const auto done = time(object, "CompletedDate")) {
      if (const auto stamp = utc_stamp(*done, options_.time_zone)) line("COMPLETED:" + *stamp);
      line("STATUS:COMPLETED");
    }
    // "A", "A3", "3": letters are the greater steps (our decision); the number itself is kept too.
    const ScheduleProperty* priority = object.find("Priority");
    const auto seen = priority == nullptr ? std::nullopt : parse_schedule_priority(priority->value);
    if (seen) {
      const char c = seen->front();
      line("PRIORITY:" + std::to_string(c <= '9' ? c - '0' : std::min(1 + 4 * (c - 'A'), 9)));
    }
  }

  bool task(const ScheduleObject& object) {
    const auto start = time(object, "StartDate"), due = time(object, "EndDate");
    begin("VTODO");
    if (start) moment("DTSTART", *start, false);
    if (due && (!start || to_time14(*due) >= to_time14(*start))) moment("DUE", *due, false);
    task_state(object);
    rest(object, false);
    line("END:VTODO");
    return true;
  }

  bool recurring(const ScheduleObject& object, const std::string& kind) {
    const auto rule = recurrence_of(object);
    if (!rule) return false;
    const bool clock = kind == "recurringappointments", event = kind != "recurringtasks";
    LocalTime end = rule->first;
    if (const ScheduleProperty* to = object.find("EndRecurringTime"); clock && to != nullptr) {
      const auto minutes = parse_schedule_clock(to->value);
      if (!minutes) return false;
      end.hour = *minutes / 60;
      end.minute = *minutes % 60;
      if (to_time14(end) < to_time14(rule->first)) end = later(end, 1);
    }
    begin(event ? "VEVENT" : "VTODO");
    moment("DTSTART", rule->first, clock);
    if (event) moment("DTEND", clock ? end : later(end, 1), clock);
    line("RRULE:" + rule->rule + until(*rule, clock));
    for (const ScheduleObject& child : object.children)
      if (const auto day = time(child, "InstanceDate"))
        if (base::equals_fold(child.name, "Exceptions")) skip(*day, *rule, clock);
    if (!event) task_state(object);
    rest(object, event);
    line(event ? "END:VEVENT" : "END:VTODO");
    for (const ScheduleObject& child : object.children) changed(child, clock);
    return true;
  }

  // RFC 5545 §3.3.10: in UTC where the start has a zone, a date where it is one.
  std::string until(const Recurrence& rule, bool clock) const {
    if (!rule.until) return "";
    if (!clock) return ";UNTIL=" + day_of(*rule.until);
    LocalTime last = *rule.until;
    last.hour = 23;
    last.minute = last.second = 59;
    const auto stamp = utc_stamp(last, options_.time_zone);
    return stamp ? ";UNTIL=" + *stamp : "";
  }

  void skip(LocalTime day, const Recurrence& rule, bool clock) {
    day.hour = rule.first.hour;
    day.minute = rule.first.minute;
    moment("EXDATE", day, clock);
  }

  // A change repeats the whole item with its own times: an item of its own, in place of the one
  // that is skipped.
  void changed(const ScheduleObject& child, bool clock) {
    if (!base::equals_fold(child.name, "Exceptions") || truth(child, "Deleted", false)) return;
    ++number_;
    const bool own_clock = clock && child.find("Start") != nullptr;
    single(child, own_clock) ? ++entries_ : ++left_[child.name];
  }

  const CalendarOptions& options_;
  base::CodePage page_;
  std::string body_;
  std::size_t number_ = 0, entries_ = 0;
  std::map<std::string, std::size_t> left_;
  int first_year_ = 9999, last_year_ = 0;
};

}  // namespace

Result<Calendar> to_icalendar(const base::Blob& schedule, const CalendarOptions& options) {
  if (schedule.size() > kLargest)
    return Error{Errc::limit, "Schedule+ text of more than " + std::to_string(kLargest) + " bytes"};
  auto page = base::CodePage::find(options.code_page);
  if (!page) return std::move(page).error();
  Writer out(options, *std::move(page));
  ScheduleReader reader(schedule);
  for (std::size_t objects = 0;; ++objects) {
    auto object = read_schedule_object(reader);
    if (!object) return std::move(object).error();
    if (!*object) return std::move(out).take();
    if (objects == kMostObjects)
      return Error{Errc::limit, "more than " + std::to_string(kMostObjects) + " objects"};
    out.object(**object);
  }
}

}  // namespace migrator::schedule
