#include "migrator/cli/estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace migrator::cli {
namespace {

constexpr std::size_t kLeastName = 8;  // bytes of a name that tell who it is

double seconds_between(Estimate::Clock::time_point from, Estimate::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void Estimate::begin(std::uint64_t total, Clock::time_point now) {
  total_ = total;
  counted_.reset();
  now_ = {now, 0, 0};
  samples_.assign(1, now_);
}

void Estimate::items(std::uint64_t more, std::uint64_t position, Clock::time_point now) {
  now_ = {now, now_.items + more, std::max(position, now_.position)};
  if (samples_.empty() || now - samples_.back().when >= kStep) samples_.push_back(now_);
  while (samples_.size() > 2 && now - samples_.front().when > kWindow) samples_.pop_front();
}

Standing Estimate::standing() const {
  Standing out;
  out.items = now_.items;
  if (counted_) {
    out.of = std::max(*counted_, now_.items);
    out.exact = true;
  } else if (total_ > 0 && now_.position > 0) {
    const double share =
        std::min(1.0, static_cast<double>(now_.position) / static_cast<double>(total_));
    out.of =
        std::max(now_.items, static_cast<std::uint64_t>(std::llround(double(now_.items) / share)));
  }
  if (samples_.empty()) return out;
  const double seconds = seconds_between(samples_.front().when, now_.when);
  if (seconds < 0.2) return out;
  out.rate = static_cast<double>(now_.items - samples_.front().items) / seconds;
  const auto bytes = static_cast<double>(now_.position - samples_.front().position) / seconds;
  if (!out.exact && total_ > now_.position && bytes >= 1)
    out.seconds_left =
        static_cast<std::uint64_t>(std::ceil(static_cast<double>(total_ - now_.position) / bytes));
  else if (out.of && *out.rate > 0)
    out.seconds_left =
        static_cast<std::uint64_t>(std::ceil(static_cast<double>(*out.of - out.items) / *out.rate));
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

std::string duration(std::uint64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

std::string progress_line(const std::string& step, const std::string& name,
                          const Standing& standing, std::size_t width) {
  std::string tail = "  " + grouped(standing.items);
  if (standing.of)
    tail += fmt::format(" of {}{}", standing.exact ? "" : "~", grouped(*standing.of));
  if (standing.rate)
    tail +=
        fmt::format("  {}/s", grouped(static_cast<std::uint64_t>(std::llround(*standing.rate))));
  if (standing.seconds_left) tail += "  " + duration(*standing.seconds_left) + " left";
  const std::string head = base::printable(step) + ": ";
  const std::string who = base::printable(name);
  const std::size_t taken = head.size() + tail.size();
  // What is cut ends in "…", one column more.
  if (width > taken + kLeastName) return head + base::shortened(who, width - taken - 1) + tail;
  return base::shortened(head + base::shortened(who, kLeastName) + tail,
                         std::max<std::size_t>(width, 2) - 1);
}

}  // namespace migrator::cli
