#include "migrator/schedule/timezone.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "migrator/schedule/calendar_line.hpp"

namespace migrator::schedule {
namespace {

constexpr int kKnown = 2037;  // tzdata's tables, and with them date's, end here
constexpr int kSure = 10;     // years after which a rule has shown nearly all its days

struct Change {
  date::sys_info before, now;
  date::sys_seconds at() const { return before.end; }
  date::year_month_day day() const {
    return date::year_month_day(date::floor<date::days>(at() + before.offset));
  }
  std::chrono::seconds clock() const {
    return at() + before.offset - date::floor<date::days>(at() + before.offset);
  }
};

date::sys_seconds new_year(int year) {
  return date::sys_days(date::year(year) / date::January / 1);
}

std::string stamp(date::sys_seconds time) {
  const auto day = date::floor<date::days>(time);
  const date::year_month_day date(day);
  const date::hh_mm_ss<std::chrono::seconds> clock(time - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string offset(std::chrono::seconds seconds) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(seconds).count();
  const auto size = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{:02}{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

// Where winter is the exception (Europe/Dublin), it is still not what anybody calls daylight.
bool is_daylight(const date::sys_info& now, const date::sys_info& other) {
  const bool saves = now.save != std::chrono::minutes(0);
  if (saves == (other.save != std::chrono::minutes(0))) return saves;
  return now.offset > other.offset;
}

std::string observance(const Change& change, bool daylight, const std::string& rule) {
  const std::string kind = daylight ? "DAYLIGHT" : "STANDARD";
  return "BEGIN:" + kind + "\r\nDTSTART:" + stamp(change.at() + change.before.offset) +
         (rule.empty() ? "" : "\r\nRRULE:FREQ=YEARLY" + rule) +
         "\r\nTZOFFSETFROM:" + offset(change.before.offset) +
         "\r\nTZOFFSETTO:" + offset(change.now.offset) + "\r\nTZNAME:" + change.now.abbrev +
         "\r\nEND:" + kind + "\r\n";
}

std::vector<Change> changes(const date::time_zone& zone, date::sys_seconds from, int last) {
  std::vector<Change> out;
  for (date::sys_info before = zone.get_info(from); before.end < new_year(last + 1);) {
    const date::sys_info now = zone.get_info(before.end);
    out.push_back({before, now});
    before = now;
  }
  return out;
}

unsigned length_of_month(const date::year_month_day& day) {
  return static_cast<unsigned>((day.year() / day.month() / date::last).day());
}

// The same change, year after year: one month, weekday and clock, and days of one week.
class YearlyRule {
 public:
  explicit YearlyRule(const Change& last) : model_(last) {}

  bool take(const Change& one) {
    const auto day = one.day();
    const unsigned number = static_cast<unsigned>(day.day());
    const unsigned low = std::min(low_, number), high = std::max(high_, number);
    if (day.month() != model_.day().month() || weekday(one) != weekday(model_) ||
        one.clock() != model_.clock() || one.now.offset != model_.now.offset ||
        one.before.offset != model_.before.offset || high - low > 6)
      return false;
    low_ = low;
    high_ = high;
    return true;
  }

  // ";BYMONTH=3;BYDAY=-1SU"; some zones begin on the 23rd or the Friday after it.
  std::string text() const {
    const std::string day(kWeekdays[weekday(model_)]);
    const std::string month =
        fmt::format(";BYMONTH={}", static_cast<unsigned>(model_.day().month()));
    if (low_ + 7 > length_of_month(model_.day())) return month + ";BYDAY=-1" + day;
    if ((low_ - 1) / 7 == (high_ - 1) / 7)
      return month + fmt::format(";BYDAY={}{}", (low_ - 1) / 7 + 1, day);
    std::string days;
    for (unsigned n = low_; n <= high_; ++n) days += (n == low_ ? "" : ",") + std::to_string(n);
    return month + ";BYMONTHDAY=" + days + ";BYDAY=" + day;
  }

 private:
  static unsigned weekday(const Change& change) {
    return date::weekday(date::sys_days(change.day())).c_encoding();
  }
  Change model_;
  unsigned low_ = 31, high_ = 1;
};

// What happens every year from `since` on, to the end of what is known.
struct Yearly {
  std::size_t since = 0;  // of the list of changes: the first that the rules say
  std::vector<YearlyRule> rules;
};

Yearly yearly_of(const std::vector<Change>& list) {
  const auto year = [](const Change& one) { return static_cast<int>(one.day().year()); };
  Yearly out{list.size(), {}};
  if (list.empty() || year(list.back()) != kKnown) return out;
  std::size_t each = 0;  // how many changes a year has
  while (each < list.size() && year(list[list.size() - 1 - each]) == kKnown) ++each;
  for (std::size_t i = 0; i < each; ++i) out.rules.emplace_back(list[list.size() - each + i]);
  for (int at = kKnown; out.since >= each; --at, out.since -= each) {
    const std::size_t begin = out.since - each;
    bool same = begin == 0 || year(list[begin - 1]) < at;
    std::vector<YearlyRule> rules = out.rules;
    for (std::size_t i = 0; i < each && same; ++i)
      same = year(list[begin + i]) == at && rules[i].take(list[begin + i]);
    if (!same) break;
    out.rules = std::move(rules);
  }
  if (list.size() - out.since < each * kSure) return {list.size(), {}};
  return out;
}

}  // namespace

std::optional<std::string> utc_stamp(const LocalTime& time, const std::string& zone) {
  try {
    const date::local_seconds wall =
        date::local_days(date::year(time.year) / time.month / time.day) +
        std::chrono::hours(time.hour) + std::chrono::minutes(time.minute) +
        std::chrono::seconds(time.second);
    const auto info = date::locate_zone(zone)->get_info(wall).first;
    return stamp(date::sys_seconds(wall.time_since_epoch() - info.offset)) + "Z";
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string vtimezone(const std::string& zone, Years years) {
  const int first = std::clamp(years.first, kFirstYear, kLastYear) - 1;
  const int last = std::clamp(years.last, kFirstYear, kLastYear);
  // A rule has to be seen for some years; a calendar of the past has none.
  const bool beyond = years.endless || last > kKnown;
  try {
    const date::time_zone* where = date::locate_zone(zone);
    const auto from = new_year(first);
    const auto list = changes(*where, from, beyond ? kKnown : last);
    const Yearly yearly = beyond ? yearly_of(list) : Yearly{list.size(), {}};
    const date::sys_info now = where->get_info(from);
    date::sys_info until = now;
    until.end = from;
    const date::sys_info other = list.empty() ? now : list.front().now;
    std::string out = "BEGIN:VTIMEZONE\r\nTZID:" + zone + "\r\n";
    out += observance({until, now}, is_daylight(now, other), "");
    for (std::size_t i = 0; i < std::min(yearly.since + yearly.rules.size(), list.size()); ++i)
      out += observance(list[i], is_daylight(list[i].now, list[i].before),
                        i < yearly.since ? "" : yearly.rules[i - yearly.since].text());
    return out + "END:VTIMEZONE\r\n";
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace migrator::schedule
