// What the values of Schedule+ text mean, and what an object must have: schedule_text.hpp declares
// it. The table is the SDK's (appendxa_78pt).
#include <algorithm>
#include <charconv>

#include "migrator/schedule/schedule_text.hpp"

namespace migrator::schedule {
namespace {

template <class T>
std::optional<T> whole(std::string_view digits) {
  T value{};
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "3-5-1996" or "09:00" into its numbers.
std::optional<std::vector<int>> numbers(std::string_view text, char separator, std::size_t count) {
  std::vector<int> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t to = std::min(text.find(separator, at), text.size());
    const auto piece = text.substr(at, to - at);
    const auto value = piece.size() <= 4 ? whole<int>(piece) : std::nullopt;
    if (!value || *value < 0 || out.size() == count) return std::nullopt;
    out.push_back(*value);
    at = to + 1;
  }
  return out.size() == count ? std::optional(out) : std::nullopt;
}

enum class Type { time, date, clock, boolean, number };

struct Rule {
  std::string_view property;
  Type type;
};
constexpr Rule kRules[] = {
    {"Start", Type::time},
    {"End", Type::time},
    {"StartDate", Type::date},
    {"EndDate", Type::date},
    {"CompletedDate", Type::date},
    {"StartRecurringDate", Type::date},
    {"EndRecurringDate", Type::date},
    {"InstanceDate", Type::date},
    {"FirstRecurringAlarmDate", Type::time},
    {"StartRecurringTime", Type::clock},
    {"EndRecurringTime", Type::clock},
    {"Ring", Type::boolean},
    {"BeforeEnd", Type::boolean},
    {"IsRecurringInstance", Type::boolean},
    {"IsTaskAutoDone", Type::boolean},
    {"Deleted", Type::boolean},
    {"AlarmAmount", Type::number},
    {"AlarmTypeUnit", Type::number},
    {"BusyType", Type::number},
    {"Priority", Type::number},
    {"PercentCompleted", Type::number},
    {"RecurringType", Type::number},
    {"DayInterval", Type::number},
    {"DayOfMonthMask", Type::number},
    {"DayOfWeekMask", Type::number},
    {"DayOfWeekStart", Type::number},
    {"MonthInterval", Type::number},
    {"MonthOfYearMask", Type::number},
    {"WeekInterval", Type::number},
    {"YearInterval", Type::number},
};

struct Kind {
  std::string_view name;
  std::vector<std::string_view> required;
};
const std::vector<Kind>& kinds() {
  static const std::vector<std::string_view> kRecurring = {
      "RecurringType", "StartRecurringDate", "StartRecurringTime", "EndRecurringTime"};
  static const std::vector<Kind> kKinds = {
      {"Projects", {}},
      {"Contacts", {}},
      {"SingleAppointments", {"Start", "End"}},
      {"SingleEvents", {"StartDate", "EndDate"}},
      {"SingleTasks", {}},
      {"RecurringAppointments", kRecurring},
      {"RecurringEvents", {"RecurringType"}},
      {"RecurringTasks", {"RecurringType"}},
      {"Exceptions", {"InstanceDate"}},
      {"Attendees", {}},
  };
  return kKinds;
}

// What each RecurringType needs (appendxa_78pt).
std::vector<std::string_view> needed_by(std::int64_t recurring_type) {
  switch (recurring_type) {
    case 7:  // yearly
      return {"DayOfMonthMask", "MonthOfYearMask", "YearInterval"};
    case 12:  // monthly
      return {"DayOfMonthMask", "MonthInterval"};
    case 48:  // weekly
      return {"DayOfWeekMask", "DayOfWeekStart", "WeekInterval"};
    case 51:  // yearly, by a pattern
      return {"DayOfWeekMask", "MonthOfYearMask", "WeekInterval"};
    case 56:  // monthly, by a pattern
      return {"DayOfWeekMask", "MonthInterval", "WeekInterval"};
    case 64:  // daily
      return {"DayInterval"};
    default:
      return {};
  }
}

std::string_view expected(Type type) {
  switch (type) {
    case Type::time:
      return "mm-dd-yyyy hh:mm";
    case Type::date:
      return "mm-dd-yyyy";
    case Type::clock:
      return "hh:mm";
    case Type::boolean:
      return "T or F";
    case Type::number:
      return "a whole number";
  }
  return "";
}

bool readable(Type type, std::string_view text) {
  switch (type) {
    case Type::time:
    case Type::date:
      return parse_schedule_time(text).has_value();
    case Type::clock:
      return parse_schedule_clock(text).has_value();
    case Type::boolean:
      return parse_schedule_bool(text).has_value();
    case Type::number:
      return parse_schedule_number(text).has_value();
  }
  return true;
}

const Kind* kind_of(std::string_view name) {
  for (const Kind& kind : kinds())
    if (base::equals_fold(kind.name, name)) return &kind;
  return nullptr;
}

const Rule* rule_of(std::string_view property) {
  const auto rule = std::ranges::find_if(
      kRules, [&](const Rule& one) { return base::equals_fold(one.property, property); });
  return rule == std::end(kRules) ? nullptr : &*rule;
}

void check_values(const ScheduleObject& object, std::vector<std::string>& out) {
  for (const ScheduleProperty& property : object.properties) {
    const Rule* rule = rule_of(property.name);
    if (rule == nullptr || readable(rule->type, property.value)) continue;
    out.push_back(std::string(rule->property) + " \"" +
                  base::printable(property.value.substr(0, 40)) + "\", " +
                  std::string(expected(rule->type)) + " was expected");
  }
}

}  // namespace

std::optional<int> parse_schedule_clock(std::string_view text) {
  const auto clock = numbers(base::trim(text), ':', 2);
  if (!clock || (*clock)[0] > 23 || (*clock)[1] > 59) return std::nullopt;
  return (*clock)[0] * 60 + (*clock)[1];
}

std::optional<LocalTime> parse_schedule_time(std::string_view text) {
  text = base::trim(text);
  const auto blank = std::min(text.find(' '), text.size());
  const auto date = numbers(text.substr(0, blank), '-', 3);
  if (!date) return std::nullopt;
  int minutes = 0;
  if (blank < text.size()) {
    const auto clock = parse_schedule_clock(text.substr(blank));
    if (!clock) return std::nullopt;
    minutes = *clock;
  }
  return make_time((*date)[2], (*date)[0], (*date)[1], minutes / 60, minutes % 60, 0);
}

std::optional<bool> parse_schedule_bool(std::string_view text) {
  text = base::trim(text);
  if (base::equals_fold(text, "T")) return true;
  if (base::equals_fold(text, "F")) return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_schedule_number(std::string_view text) {
  return whole<std::int64_t>(base::trim(text));
}

std::optional<std::string> parse_schedule_priority(std::string_view text) {
  const auto number = parse_schedule_number(text);
  if (!number || *number < 0 || *number > 0xFFFF) return std::nullopt;
  const char letter = static_cast<char>(*number >> 8);
  const char digit = static_cast<char>(*number & 0xFF);
  const bool has_letter = letter >= 'A' && letter <= 'Z';
  const bool has_digit = digit >= '1' && digit <= '9';
  if ((!has_letter && letter != ' ') || (!has_digit && digit != ' ')) return std::nullopt;
  std::string out;
  if (has_letter) out += letter;
  if (has_digit) out += digit;
  return out.empty() ? std::nullopt : std::optional(out);
}

bool is_schedule_value(const ScheduleProperty& property) {
  const Rule* rule = rule_of(property.name);
  return rule == nullptr || readable(rule->type, property.value);
}

bool is_schedule_kind(std::string_view name) { return kind_of(name) != nullptr; }

std::vector<std::string> schedule_faults(const ScheduleObject& object) {
  std::vector<std::string> out;
  const Kind* kind = kind_of(object.name);
  if (kind == nullptr) return out;
  std::vector<std::string_view> required = kind->required;
  if (const auto* type = object.find("RecurringType"))
    for (std::string_view more : needed_by(parse_schedule_number(type->value).value_or(0)))
      required.push_back(more);
  for (std::string_view property : required)
    if (object.find(property) == nullptr)
      out.push_back(std::string(property) + " is missing, which " + object.name + " need");
  check_values(object, out);
  for (const ScheduleObject& child : object.children)
    for (std::string& what : schedule_faults(child))
      out.push_back(child.name + " in line " + std::to_string(child.line) + ": " + what);
  return out;
}

}  // namespace migrator::schedule
