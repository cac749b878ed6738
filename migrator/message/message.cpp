#include "migrator/message/message.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <charconv>

namespace migrator {

std::optional<LocalTime> make_time(int year, int month, int day, int hour, int minute, int second) {
  // date::month and date::day hold one byte: 258 would be February.
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
    return std::nullopt;
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  const bool clock =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!ymd.ok() || !clock) return std::nullopt;
  return LocalTime{year, month, day, hour, minute, second};
}

std::optional<LocalTime> parse_time14(std::string_view digits) {
  if (digits.size() != 14 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t count) {
    int value = 0;
    std::from_chars(digits.data() + from, digits.data() + from + count, value);
    return value;
  };
  return make_time(part(0, 4), part(4, 2), part(6, 2), part(8, 2), part(10, 2), part(12, 2));
}

std::string to_time14(const LocalTime& time) {
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", time.year, time.month, time.day, time.hour,
                     time.minute, time.second);
}

std::string to_string(const Address& address) {
  return address.post_office.empty() ? address.name : address.name + " at " + address.post_office;
}

Address parse_ccmail_address(std::string_view text) {
  text = base::trim(text);
  const std::string folded = base::lower(text);
  const auto at = folded.rfind(" at ");
  if (at == std::string::npos && folded.starts_with("at "))  // EXPORT 8.3 lost the name (Q249133)
    return {"", std::string(base::trim(text.substr(3))), ""};
  if (at == std::string::npos) return {std::string(text), "", ""};
  return {std::string(base::trim(text.substr(0, at))), std::string(base::trim(text.substr(at + 4))),
          ""};
}

}  // namespace migrator
