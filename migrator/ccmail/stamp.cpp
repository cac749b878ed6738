#include "migrator/ccmail/stamp.hpp"

#include <array>
#include <charconv>

namespace migrator::ccmail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a number of 1 … `most` digits from the front of `text`; -1 when there is none.
int take_number(std::string_view& text, std::size_t most) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  if (n == 0 || n > most) return -1;
  int value = -1;
  std::from_chars(text.data(), text.data() + n, value);
  text.remove_prefix(n);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

struct Triple {
  std::array<int, 3> number;
  char separator = '/';
  bool year_first = false;  // the first number has four digits: no order but ymd fits
  bool short_year = false;  // the last number has one digit
};

// number sep number sep number, with the same separator twice.
std::optional<Triple> take_date(std::string_view& text) {
  Triple out;
  std::string_view rest = text;
  out.year_first = rest.size() > 4 && rest.find_first_not_of("0123456789") == 4;
  out.number[0] = take_number(rest, 5);
  if (out.number[0] < 0 || rest.empty()) return std::nullopt;
  out.separator = rest.front();
  if (out.separator != '/' && out.separator != '-' && out.separator != '.') return std::nullopt;
  for (std::size_t i = 1; i < 3; ++i) {
    if (!take(rest, out.separator)) return std::nullopt;
    out.short_year = rest.find_first_not_of("0123456789") == 1 || rest.size() == 1;
    out.number[i] = take_number(rest, 5);
    if (out.number[i] < 0) return std::nullopt;
  }
  text = rest;
  return out;
}

struct Clock {
  int hour = 0, minute = 0, second = 0;
};

// h:mm[:ss] [AM|PM|A|P], all of `text`.
std::optional<Clock> parse_clock(std::string_view text) {
  Clock out;
  out.hour = take_number(text, 2);
  if (out.hour < 0 || !take(text, ':')) return std::nullopt;
  out.minute = take_number(text, 2);
  if (out.minute < 0) return std::nullopt;
  if (take(text, ':') && (out.second = take_number(text, 2)) < 0) return std::nullopt;
  const auto half = base::trim(text);
  if (half.empty()) return out;
  const bool am = base::equals_fold(half, "am") || base::equals_fold(half, "a");
  const bool pm = base::equals_fold(half, "pm") || base::equals_fold(half, "p");
  if (!am && !pm) return std::nullopt;
  if (am && out.hour == 12) out.hour = 0;
  if (pm && out.hour < 12) out.hour += 12;
  return out;
}

// Window of two-digit years as Transend's reader has it (ccmail.md §2.3); "100" and "19100" are
// what programs of 1999 made of 2000.
int full_year(int year) {
  if (year < 70) return 2000 + year;
  if (year < 200) return 1900 + year;
  if (year >= 19100 && year < 19200) return year - 17100;
  return year;
}

// Whether all of `text` is a date and perhaps a time. "1.2.3" is the end of a name rather than a
// date; and what is all that there is, is only a stamp when no file could be called so.
bool is_stamp(std::string_view text, bool alone) {
  const auto date = take_date(text);
  if (!date) return false;
  const auto rest = base::trim(text);
  if (!rest.empty() && (rest.size() == text.size() || !parse_clock(rest))) return false;
  if (date->separator == '/') return true;
  return !alone && (date->year_first || !date->short_year || !rest.empty());
}

}  // namespace

std::optional<LocalTime> parse_stamp(std::string_view text, DateOrder order) {
  text = base::trim(text);
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  const auto rest = base::trim(text);
  const auto clock = rest.empty() ? Clock{} : parse_clock(rest);
  if (!clock || (!rest.empty() && rest.size() == text.size())) return std::nullopt;
  const auto [a, b, c] = date->number;
  if (date->year_first) order = DateOrder::ymd;
  const int year = order == DateOrder::ymd ? a : c;
  const int month = order == DateOrder::mdy ? a : b;
  const int day = order == DateOrder::mdy ? b : order == DateOrder::dmy ? a : c;
  return make_time(full_year(year), month, day, clock->hour, clock->minute, clock->second);
}

std::string_view without_stamp(std::string_view name) {
  name = base::trim(name);
  std::string_view best = name;
  // Only the last three words can be the stamp: date, time, and an AM or PM that stands apart.
  std::size_t from = name.size();
  for (int word = 0; word < 3 && from > 0; ++word) {
    const auto blank = name.find_last_of(" \t", from - 1);
    const std::size_t start = blank == std::string_view::npos ? 0 : blank + 1;
    if (is_stamp(name.substr(start), start == 0)) best = base::trim(name.substr(0, start));
    from = start == 0 ? 0 : blank;
  }
  return best;
}

}  // namespace migrator::ccmail
