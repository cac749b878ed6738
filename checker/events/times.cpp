#include "checker/events/times.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/text.hpp"

namespace checker::events {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a number of at most `most` digits from the front; -1 when there is none.
int take_number(std::string_view& text, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && digits <= most && is_digit(text[digits]))
    value = value * 10 + (text[digits++] - '0');
  if (digits == 0 || digits > most) return -1;
  text.remove_prefix(digits);
  return value;
}

struct Date {
  std::array<int, 3> parts{};
  char separator = '/';
};

// Takes a date from the front.
bool take_date(std::string_view& text, Date& out) {
  std::string_view rest = text;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0) {
      if (rest.empty() || (rest.front() != '/' && rest.front() != '.' && rest.front() != '-') ||
          (i == 2 && rest.front() != out.separator))
        return false;
      out.separator = rest.front();
      rest.remove_prefix(1);
    }
    out.parts[i] = take_number(rest, 4);
    if (out.parts[i] < 0) return false;
  }
  text = rest;
  return true;
}

// Seconds of the day; -1 when it is no time. What follows AM or PM stays in `text`.
int take_time(std::string_view& text) {
  std::string_view rest = base::trim(text);
  if (rest.starts_with('T')) rest.remove_prefix(1);
  int hours = take_number(rest, 2);
  if (hours < 0 || !rest.starts_with(':')) return -1;
  rest.remove_prefix(1);
  const int minutes = take_number(rest, 2);
  int seconds = 0;
  if (minutes < 0) return -1;
  if (rest.starts_with(':')) {
    rest.remove_prefix(1);
    seconds = take_number(rest, 2);
    if (seconds < 0) return -1;
  }
  const std::string_view half = base::trim(rest);
  const bool pm = base::starts_with_fold(half, "p"), am = base::starts_with_fold(half, "a");
  if ((pm || am) && hours == 12) hours = 0;
  if (pm) hours += 12;
  text = rest;
  return (hours * 60 + minutes) * 60 + seconds;
}

// Two figures are of the years 1970 to 2069.
int full_year(int year) { return year >= 100 ? year : year + (year < 70 ? 2000 : 1900); }

std::string key_of(int year, int month, int day, int seconds) {
  std::array<char, 40> out{};
  (void)std::snprintf(out.data(), out.size(), "%04d%02d%02d%05d", full_year(year), month, day,
                      seconds);
  return out.data();
}

}  // namespace

bool begins_with_date(std::string_view text) {
  Date date;
  return take_date(text, date);
}

bool is_time(std::string_view text) { return text.size() <= 16 && take_time(text) >= 0; }

TimeKey time_key(std::string_view shown) {
  std::string_view rest = base::trim(shown);
  Date date;
  if (!take_date(rest, date)) return {};
  const int seconds = std::max(take_time(rest), 0);
  const auto [a, b, c] = date.parts;
  TimeKey out;
  if (a > 31) {  // a year
    out.month_first = out.day_first = key_of(a, b, c, seconds);
    return out;
  }
  out.month_first = key_of(c, a, b, seconds);
  out.day_first = key_of(c, b, a, seconds);
  out.shows_day_first = a > 12 || date.separator == '.';
  return out;
}

void Period::widen(Side& side, const std::string& key, std::string_view shown) {
  if (side.first.shown.empty() || key < side.first.key) side.first = {key, std::string(shown)};
  if (side.last.shown.empty() || key > side.last.key) side.last = {key, std::string(shown)};
}

void Period::take(std::string_view shown, const TimeKey& key) {
  if (key.month_first.empty()) return;
  widen(by_month_, key.month_first, shown);
  widen(by_day_, key.day_first, shown);
}

}  // namespace checker::events
