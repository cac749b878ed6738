#include "migrator/destination/mbox_text.hpp"

#include <fmt/format.h>

#include <ctime>

namespace migrator::destination {
namespace {

constexpr std::string_view kFrom = "From ";

base::Result<void> put(base::ByteSink& out, std::string_view text) {
  return text.empty() ? base::Result<void>() : out.write(base::bytes_of(text));
}

}  // namespace

std::string mbox_separator(std::string_view address, std::int64_t unix_seconds) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(unix_seconds);
  std::tm at = {};
  ::gmtime_r(&seconds, &at);
  return fmt::format("From {} {} {} {:2} {:02}:{:02}:{:02} {:04}\n",
                     address.empty() ? "MAILER-DAEMON" : address, kDays[at.tm_wday],
                     kMonths[at.tm_mon], at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec,
                     at.tm_year + 1900);
}

// '>' may be written at once: one more among them is the same as one more in front of them.
base::Result<void> MboxQuote::line_start(std::string_view& text) {
  if (matched_ == 0) {
    const std::size_t quotes = std::min(text.find_first_not_of('>'), text.size());
    if (auto done = put(out_, text.substr(0, quotes)); !done) return done;
    text.remove_prefix(quotes);
  }
  while (!text.empty() && matched_ < kFrom.size() && text.front() == kFrom[matched_]) {
    ++matched_;
    text.remove_prefix(1);
  }
  const bool whole = matched_ == kFrom.size();
  if (text.empty() && !whole) return {};  // the next piece decides
  at_start_ = false;
  const std::size_t matched = std::exchange(matched_, 0);
  if (whole)
    if (auto done = put(out_, ">"); !done) return done;
  return put(out_, kFrom.substr(0, matched));
}

base::Result<void> MboxQuote::write(base::Bytes bytes) {
  std::string_view text = base::text_of(bytes);
  if (text.empty()) return {};
  ended_ = text.back() == '\n';
  while (!text.empty()) {
    if (at_start_) {
      if (auto done = line_start(text); !done) return done;
      if (at_start_) return {};
    }
    // As far as no line begins that could be one: what is between is written in one piece.
    std::size_t end = 0;
    while (end < text.size()) {
      end = std::min(text.find('\n', end), text.size() - 1) + 1;
      at_start_ = text[end - 1] == '\n';
      if (end == text.size() || text[end] == '>' || text[end] == 'F') break;
    }
    if (auto done = put(out_, text.substr(0, end)); !done) return done;
    text.remove_prefix(end);
  }
  return {};
}

base::Result<void> MboxQuote::finish() {
  if (auto done = put(out_, kFrom.substr(0, matched_)); !done) return done;
  return put(out_, ended_ ? "\n" : "\n\n");
}

base::Result<void> MboxUnquote::line_start(std::string_view& text) {
  while (!text.empty()) {
    const char c = text.front();
    const bool quoted = held_.starts_with('>');
    const std::size_t matched = held_.size() - (quoted ? 1 : 0);
    if (c == '>' && matched == 0) {
      // The first is held: it may have to go.
      if (quoted)
        if (auto done = put(out_, ">"); !done) return done;
      held_ = ">";
      text.remove_prefix(1);
      continue;
    }
    if (quoted && matched < kFrom.size() && c == kFrom[matched]) {
      held_ += c;
      text.remove_prefix(1);
      if (matched + 1 < kFrom.size()) continue;
      held_.erase(0, 1);
    } else if (held_.empty() && c == '\n') {
      held_ = "\n";  // the last line of the record, unless more comes
      text.remove_prefix(1);
      continue;
    } else if (held_ == "\n") {
      if (auto done = put(out_, std::exchange(held_, {})); !done) return done;
      continue;
    }
    at_start_ = false;
    return put(out_, std::exchange(held_, {}));
  }
  return {};
}

base::Result<void> MboxUnquote::write(base::Bytes bytes) {
  std::string_view text = base::text_of(bytes);
  while (!text.empty()) {
    if (at_start_) {
      if (auto done = line_start(text); !done) return done;
      continue;
    }
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    at_start_ = text[end - 1] == '\n';
    if (!std::exchange(separator_, separator_ && !at_start_))
      if (auto done = put(out_, text.substr(0, end)); !done) return done;
    text.remove_prefix(end);
  }
  return {};
}

}  // namespace migrator::destination
