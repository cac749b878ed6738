// APPEND in all its ways.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

#include "base/text.hpp"
#include "migrator/destination/imap/client.hpp"

namespace migrator::imap {
namespace {

using base::Error;
using base::Result;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string options_of(const Outgoing& message) {
  std::string flags;
  if (message.seen) flags += "\\Seen";
  if (message.draft) flags += flags.empty() ? "\\Draft" : " \\Draft";
  std::string out = " (" + flags + ")";
  if (message.date) out += " \"" + internal_date(*message.date) + "\"";
  return out;
}

}  // namespace

std::string internal_date(std::int64_t unix_seconds) {
  using namespace std::chrono;
  const sys_seconds moment{seconds(unix_seconds)};
  const auto midnight = floor<days>(moment);
  const year_month_day day(midnight);
  const hh_mm_ss time(moment - midnight);
  return fmt::format("{:2}-{}-{:04} {:02}:{:02}:{:02} +0000", static_cast<unsigned>(day.day()),
                     kMonths[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<std::int64_t> parse_internal_date(std::string_view text) {
  using namespace std::chrono;
  // " 1-Feb-1999 10:00:00 +0100"
  if (text.size() != 26 || text[2] != '-' || text[6] != '-' || text[11] != ' ' || text[14] != ':' ||
      text[17] != ':' || text[20] != ' ' || (text[21] != '+' && text[21] != '-'))
    return std::nullopt;
  bool good = true;
  const auto number = [&](std::size_t at, std::size_t size) {
    std::string_view digits = text.substr(at, size);
    if (digits.starts_with(' ')) digits.remove_prefix(1);
    int out = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, out);
    good = good && error == std::errc() && stop == end && out >= 0;
    return out;
  };
  unsigned month = 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (base::equals_fold(text.substr(3, 3), kMonths[i])) month = static_cast<unsigned>(i) + 1;
  const year_month_day day{year(number(7, 4)), std::chrono::month(month),
                           std::chrono::day(static_cast<unsigned>(number(0, 2)))};
  const int zone = (number(22, 2) * 60 + number(24, 2)) * (text[21] == '-' ? -60 : 60);
  const int clock = number(12, 2) * 3600 + number(15, 2) * 60 + number(18, 2);
  if (!good || !day.ok()) return std::nullopt;
  return sys_seconds(sys_days(day)).time_since_epoch().count() + clock - zone;
}

// Whether a literal waits for the server's "+".
bool Client::waits(const Outgoing& message, bool first) const {
  constexpr std::size_t kSmall = 4096;  // LITERAL- (RFC 7888 §5)
  if (first) return true;
  return !has("LITERAL+") && !(has("LITERAL-") && message.bytes.size() <= kSmall);
}

// The words before a literal, and the literal. A response means that the server has ended the
// command in place of taking it.
Result<std::optional<Response>> Client::send_literal(const std::string& tag,
                                                     const Outgoing& message, std::string head,
                                                     bool wait) {
  using Ended = std::optional<Response>;
  if (pace) pace(message.bytes.size());
  head += options_of(message) + " {" + std::to_string(message.bytes.size()) +
          (wait ? "}\r\n" : "+}\r\n");
  if (auto sent = socket_.write(head); !sent) return std::move(sent).error();
  if (wait) {
    auto go = answer(tag, true, {});
    if (!go) return std::move(go).error();
    if (go->tag != "+") return Ended(std::move(*go));
  }
  if (auto sent = socket_.write(message.bytes); !sent) return std::move(sent).error();
  return Ended();
}

Appended Client::ended(Result<Response> end, std::size_t count) const {
  Appended out;
  if (!end) {
    out.lost = std::move(end).error();
    return out;
  }
  out.end = std::move(*end);
  if (out.end.status != "OK" && out.end.status != "NO") {
    out.lost = Error{base::Errc::malformed,
                     server_.text() + ": does not understand us: " + base::printable(out.end.text)};
    return out;
  }
  if (!out.end.ok() || out.end.code != "APPENDUID") return out;
  const auto gap = out.end.detail.find(' ');
  if (gap == std::string::npos) return out;
  const auto validity = parse_number(std::string_view(out.end.detail).substr(0, gap));
  auto uids = parse_uid_set(std::string_view(out.end.detail).substr(gap + 1), count);
  if (!validity || !uids || uids->size() != count) return out;
  out.uid_validity = *validity;
  out.uids = std::move(*uids);
  return out;
}

Appended Client::append(const std::string& name, std::span<const Outgoing> messages) {
  const std::string mine = tag();
  std::string head = mine + " APPEND " + mailbox(name);
  bool first = true;
  for (const Outgoing& message : messages) {
    auto early = send_literal(mine, message, std::exchange(head, ""), waits(message, first));
    if (!early) return ended(std::move(early).error(), 0);
    if (*early) return ended(std::move(**early), 0);
    first = false;
  }
  auto sent = socket_.write("\r\n");
  if (!sent) return ended(std::move(sent).error(), 0);
  Appended out = ended(answer(mine, false, {}), messages.size());
  out.handed_over = true;
  return out;
}

std::vector<Appended> Client::append_each(const std::string& name,
                                          std::span<const Outgoing> messages) {
  std::vector<Appended> out;
  if (!has("LITERAL+")) {
    for (const Outgoing& message : messages) {
      out.push_back(append(name, std::span(&message, 1)));
      if (out.back().lost) break;
    }
    return out;
  }
  std::vector<std::string> tags;
  const auto collect = [&](std::size_t upto) {
    while (out.size() < upto) {
      out.push_back(ended(answer(tags[out.size()], false, {}), 1));
      out.back().handed_over = true;
      if (out.back().lost) return false;
    }
    return true;
  };
  constexpr std::size_t kWindow = 32;
  std::size_t handed = 0;
  std::optional<Error> lost;
  for (const Outgoing& message : messages) {
    tags.push_back(tag());
    const bool first = tags.size() == 1;
    auto early = send_literal(tags.back(), message, tags.back() + " APPEND " + mailbox(name),
                              waits(message, first));
    if (early && *early) {  // only the first asks
      out.push_back(ended(std::move(**early), 0));
      return out;
    }
    auto sent = early ? socket_.write("\r\n") : Result<void>(std::move(early).error());
    if (!sent) {
      lost = std::move(sent).error();
      break;
    }
    handed = tags.size();
    if (handed > kWindow && !collect(handed - kWindow)) return out;
  }
  if (!collect(handed) || !lost) return out;
  out.push_back(ended(std::move(*lost), 0));
  return out;
}

}  // namespace migrator::imap
