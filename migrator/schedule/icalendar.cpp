#include "migrator/schedule/icalendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/digest.hpp"
#include "migrator/schedule/calendar_line.hpp"
#include "migrator/schedule/calendar_text.hpp"
#include "migrator/schedule/exception.hpp"
#include "migrator/schedule/recurrence.hpp"

namespace migrator::schedule {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::uint64_t kLargest = 8u << 20;
constexpr std::size_t kMostObjects = 50'000;

// What always has its place: texts, and the values of a rule, without which there is no series.
constexpr std::string_view kPlaced[] = {"Text",
                                        "Notes",
                                        "Where",
                                        "RecurringType",
                                        "StartRecurringDate",
                                        "StartRecurringTime",
                                        "EndRecurringTime",
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
// What has one of its own, when it can be read. Everything else becomes X-SCHEDULE-….
constexpr std::string_view kTried[] = {
    "Start", "End",         "StartDate",     "EndDate",   "CompletedDate", "EndRecurringDate",
    "Ring",  "AlarmAmount", "AlarmTypeUnit", "BeforeEnd", "BusyType",      "PercentCompleted"};

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](std::string_view one) { return base::equals_fold(one, name); });
}

std::optional<LocalTime> time(const ScheduleObject& object, std::string_view name) {
  const ScheduleProperty* property = object.find(name);
  return property == nullptr ? std::nullopt : parse_schedule_time(property->value);
}
std::optional<std::int64_t> number(const ScheduleObject& object, std::string_view name) {
  const ScheduleProperty* property = object.find(name);
  return property == nullptr ? std::nullopt : parse_schedule_number(property->value);
}
bool truth(const ScheduleObject& object, std::string_view name, bool otherwise) {
  const ScheduleProperty* property = object.find(name);
  return property == nullptr ? otherwise : parse_schedule_bool(property->value).value_or(otherwise);
}
std::optional<std::int64_t> percent(const ScheduleObject& object) {
  const auto value = number(object, "PercentCompleted");
  return value && *value >= 0 && *value <= 100 ? value : std::nullopt;
}

class Writer {
 public:
  Writer(const CalendarOptions& options, base::CodePage page)
      : options_(options), out_(options.time_zone, std::move(page)) {}

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
    if (unread_ > 0)
      out.warnings.push_back(fmt::format(
          "{} values of the schedule cannot be read: they stand in the calendar as X-SCHEDULE-…",
          unread_));
    if (entries_ == 0) return out;
    out.text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sidestep//Schedule+//EN\r\n";
    out.text += out_.vtimezone() + out_.body() + "END:VCALENDAR\r\n";
    return out;
  }

 private:
  struct Anchors {
    bool start = true, end = true;  // which of them an alarm can count from
    bool one = false;               // both are the same moment
  };

  void begin(const std::string& kind) {
    placed_.clear();
    out_.line("BEGIN:" + kind);
    out_.line("UID:" + base::sha256(options_.seed + "/" + std::to_string(number_)).substr(0, 32) +
              "@sidestep.invalid");
    out_.line("DTSTAMP:" + options_.stamp);
  }
  void place(std::initializer_list<std::string_view> names) {
    placed_.insert(placed_.end(), names);
  }

  void rest(const ScheduleObject& object, bool event, Anchors anchors) {
    out_.text("SUMMARY", object.find("Text"));
    out_.text("DESCRIPTION", object.find("Notes"));
    out_.text("LOCATION", object.find("Where"));
    if (event) busy(object);
    const std::string alarm = alarm_of(object, anchors);
    for (const ScheduleProperty& property : object.properties)
      if (!is_among(kPlaced, property.name)) extra(property);
    for (const ScheduleObject& child : object.children)
      if (!base::equals_fold(child.name, "Exceptions"))
        out_.text("X-SCHEDULE-" + child.name, child.find("UserDisplay"));
    if (alarm.empty()) return;
    for (const char* line : {"BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder"})
      out_.line(line);
    out_.line(alarm);
    out_.line("END:VALARM");
  }

  void extra(const ScheduleProperty& property) {
    if (is_among(placed_, property.name)) return;
    out_.text("X-SCHEDULE-" + property.name, &property);
    const bool whole_percent = !base::equals_fold(property.name, "PercentCompleted") ||
                               percent({{}, "", {property}, {}}).has_value();
    if (is_among(kTried, property.name) && !(is_schedule_value(property) && whole_percent))
      ++unread_;
  }

  void busy(const ScheduleObject& object) {
    const auto type = number(object, "BusyType");
    if (type == 0) out_.line("STATUS:TENTATIVE");
    if (!type) return;
    out_.line(type == 1 ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
    place({"BusyType"});
  }

  // The TRIGGER, or "". Ring is T where it is not given (SDK appendxa_78pt), but only a known
  // amount can ring, and only from something that the entry has (RFC 5545 §3.8.6.3).
  std::string alarm_of(const ScheduleObject& object, Anchors anchors) {
    static constexpr std::string_view kUnits[] = {"M", "H", "D", "W"};
    const auto amount = number(object, "AlarmAmount");
    const auto unit = number(object, "AlarmTypeUnit");
    if (!amount || *amount < 0 || *amount > 100'000 || !truth(object, "Ring", true)) return "";
    if (!unit || *unit < 0 || *unit > 4) return "";
    const bool end = anchors.one ? anchors.end : truth(object, "BeforeEnd", false);
    if (!(end ? anchors.end : anchors.start)) return "";
    place({"Ring", "AlarmAmount", "AlarmTypeUnit", "BeforeEnd"});
    // A month has no length in iCalendar: 30 days.
    const std::string length =
        *unit == 4 ? std::to_string(*amount * 30) + "D"
                   : std::to_string(*amount) + std::string(kUnits[static_cast<std::size_t>(*unit)]);
    return std::string("TRIGGER") + (end ? ";RELATED=END" : "") + (*unit < 2 ? ":-PT" : ":-P") +
           length;
  }

  // DTEND is later than DTSTART (RFC 5545 §3.8.2.2); without one an event is a moment or a day.
  // Days: the last of them is part of the event (our decision).
  Anchors span(const Span& when, bool clock) {
    out_.moment("DTSTART", when.start, clock);
    const LocalTime end = clock ? when.end : later(when.end, 1);
    const bool ends = to_time14(end) > to_time14(when.start) && end.year <= kMostYear;
    if (ends) out_.moment("DTEND", end, clock);
    return {true, ends, clock && !ends};
  }

  bool event(const ScheduleObject& object, const std::optional<Span>& when, bool clock) {
    if (!when) return false;
    begin("VEVENT");
    const Anchors anchors = span(*when, clock);
    if (clock)
      place({"Start", "End"});
    else
      place({"StartDate", "EndDate"});
    rest(object, true, anchors);
    out_.line("END:VEVENT");
    return true;
  }

  bool single(const ScheduleObject& object, bool clock) {
    const auto start = time(object, clock ? "Start" : "StartDate");
    const auto end = time(object, clock ? "End" : "EndDate");
    if (!start || !end || to_time14(*end) < to_time14(*start)) return false;
    return event(object, Span{*start, *end}, clock);
  }

  void task_state(const ScheduleObject& object) {
    if (const auto value = percent(object)) {
      out_.line("PERCENT-COMPLETE:" + std::to_string(*value));
      place({"PercentCompleted"});
    }
    if (const auto done = time(object, "CompletedDate")) {
      if (const auto stamp = utc_stamp(*done, options_.time_zone)) out_.line("COMPLETED:" + *stamp);
      out_.line("STATUS:COMPLETED");
      place({"CompletedDate"});
    }
    // "A", "A3", "3": letters are the greater steps (our decision); the number itself is kept too.
    const ScheduleProperty* priority = object.find("Priority");
    const auto seen = priority == nullptr ? std::nullopt : parse_schedule_priority(priority->value);
    if (seen) {
      const char c = seen->front();
      out_.line("PRIORITY:" + std::to_string(c <= '9' ? c - '0' : std::min(1 + 4 * (c - 'A'), 9)));
    }
  }

  // DUE is later than DTSTART (RFC 5545 §3.8.2.3); of a task of one day the day it is due says
  // more.
  bool task(const ScheduleObject& object) {
    auto start = time(object, "StartDate");
    auto due = time(object, "EndDate");
    const bool one_day = start && due && day_of(*start) == day_of(*due);
    if (one_day) start.reset();
    if (start && due && to_time14(*due) < to_time14(*start)) due.reset();
    begin("VTODO");
    if (start) out_.moment("DTSTART", *start, false);
    if (due) out_.moment("DUE", *due, false);
    if (start) place({"StartDate"});
    if (due) place({"EndDate"});
    task_state(object);
    rest(object, false, {start.has_value(), due.has_value(), one_day});
    out_.line("END:VTODO");
    return true;
  }

  // One instance of a series: the first.
  static std::optional<Span> first_of(const ScheduleObject& object, const Recurrence& rule,
                                      bool clock) {
    Span out{rule.first, rule.first};
    const ScheduleProperty* to = object.find("EndRecurringTime");
    if (!clock || to == nullptr) return out;
    const auto minutes = parse_schedule_clock(to->value);
    if (!minutes) return std::nullopt;
    out.end.hour = *minutes / 60;
    out.end.minute = *minutes % 60;
    if (to_time14(out.end) < to_time14(out.start)) out.end = later(out.end, 1);
    return out;
  }

  bool recurring(const ScheduleObject& object, const std::string& kind) {
    const bool clock = kind == "recurringappointments", event = kind != "recurringtasks";
    const auto rule = recurrence_of(object);
    const auto first = rule ? first_of(object, *rule, clock) : std::nullopt;
    if (!first) return false;
    begin(event ? "VEVENT" : "VTODO");
    Anchors anchors{true, false};
    if (event)
      anchors = span(*first, clock);
    else
      out_.moment("DTSTART", first->start, false);
    out_.line("RRULE:" + rule->rule + until(*rule, clock));
    if (clock) out_.go_on(rule->until);
    if (rule->until) place({"EndRecurringDate"});
    for (const ScheduleObject& child : object.children)
      if (const auto day = time(child, "InstanceDate"))
        if (base::equals_fold(child.name, "Exceptions")) skip(*day, *rule, clock);
    if (!event) task_state(object);
    rest(object, event, anchors);
    out_.line(event ? "END:VEVENT" : "END:VTODO");
    for (const ScheduleObject& child : object.children)
      if (base::equals_fold(child.name, "Exceptions") && !truth(child, "Deleted", false))
        changed(child, *first, clock, event);
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
    out_.moment("EXDATE", day, clock);
  }

  // A change is an item of its own, in place of the one that is skipped.
  void changed(const ScheduleObject& child, const Span& series, bool clock, bool is_event) {
    ++number_;
    const bool placed =
        is_event ? event(child, span_of_exception(child, series, clock), clock) : task(child);
    placed ? ++entries_ : ++left_[child.name];
  }

  const CalendarOptions& options_;
  CalendarText out_;
  std::vector<std::string_view> placed_;  // of the entry that is being written
  std::size_t number_ = 0, entries_ = 0, unread_ = 0;
  std::map<std::string, std::size_t> left_;
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
