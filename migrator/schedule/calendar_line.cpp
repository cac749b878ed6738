#include "migrator/schedule/calendar_line.hpp"

#include <chrono>

namespace migrator::schedule {
namespace {

constexpr std::size_t kLine = 75;  // RFC 5545 §3.1

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n' || c == '\r') {
      out += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      out += c;
    } else {
      out += ' ';
    }
  }
  return out;
}

void put_folded(std::string& out, std::string_view line) {
  for (std::size_t most = kLine; line.size() > most; most = kLine - 1) {
    std::size_t n = most;
    while ((static_cast<unsigned char>(line[n]) & 0xC0) == 0x80) --n;
    out += line.substr(0, n);
    out += "\r\n ";
    line.remove_prefix(n);
  }
  out += line;
  out += "\r\n";
}

std::string day_of(const LocalTime& time) { return to_time14(time).substr(0, 8); }
std::string clock_of(const LocalTime& time) {
  return day_of(time) + "T" + to_time14(time).substr(8);
}

LocalTime later(const LocalTime& time, int days) {
  const std::chrono::year_month_day date(
      std::chrono::sys_days(std::chrono::year(time.year) /
                            std::chrono::month(static_cast<unsigned>(time.month)) /
                            std::chrono::day(static_cast<unsigned>(time.day))) +
      std::chrono::days(days));
  LocalTime out = time;
  out.year = int{date.year()};
  out.month = static_cast<int>(unsigned{date.month()});
  out.day = static_cast<int>(unsigned{date.day()});
  return out;
}

}  // namespace migrator::schedule
