#include "contract/control_dates.hpp"

#include <fmt/format.h>

#include <charconv>
#include <initializer_list>

namespace contract {
namespace {

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

int number(std::string_view digits) {
  int out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

int days_in(int year, int month) {
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

std::optional<std::string> impossible_part(std::string_view digits) {
  if (digits.size() != 14 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  const int year = number(digits.substr(0, 4)), month = number(digits.substr(4, 2)),
            day = number(digits.substr(6, 2)), hour = number(digits.substr(8, 2)),
            minute = number(digits.substr(10, 2)), second = number(digits.substr(12, 2));
  if (year < 1601) return fmt::format("year {} (the first is 1601)", year);
  if (month < 1 || month > 12) return fmt::format("month {}", month);
  if (day < 1 || day > days_in(year, month))
    return fmt::format("{} {}", day, kMonths[static_cast<std::size_t>(month - 1)]);
  if (hour > 23) return fmt::format("hour {}", hour);
  if (minute > 59) return fmt::format("minute {}", minute);
  if (second > 59) return fmt::format("second {}", second);
  return std::nullopt;
}

}  // namespace contract
