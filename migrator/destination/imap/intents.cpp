#include "migrator/destination/imap/intents.hpp"

#include <charconv>

#include "migrator/destination/imap/response.hpp"

namespace migrator::imap {
namespace {

using base::Error;
using base::Result;

constexpr std::size_t kHead = 5;  // fields of the batch; then four of each message
constexpr std::size_t kEach = 4;

bool take_message(const destination::LineLog::Fields& fields, std::size_t at, Intent& out) {
  Marked one;
  if (fields[at] != "board" && fields[at] != "mailbox") return false;
  one.account.kind = fields[at] == "board" ? AccountKind::board : AccountKind::mailbox;
  one.account.name = fields[at + 1];
  const std::string& digits = fields[at + 2];
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, one.sequence);
  if (error != std::errc() || stop != end) return false;
  one.message_id = fields[at + 3];
  out.messages.push_back(std::move(one));
  return true;
}

}  // namespace

Result<std::vector<Intent>> Intents::read() {
  const std::lock_guard hold(mutex_);
  auto lines = log_.read();
  if (!lines) return std::move(lines).error();
  std::vector<Intent> out;
  for (const auto& fields : *lines) {
    const auto validity = fields.size() > kHead ? parse_number(fields[3]) : std::nullopt;
    const auto next = fields.size() > kHead ? parse_number(fields[4]) : std::nullopt;
    bool good = validity && next && fields[0] == "intent" && (fields.size() - kHead) % kEach == 0;
    Intent intent;
    if (good) intent = {fields[1], fields[2], *validity, *next, {}};
    for (std::size_t at = kHead; good && at < fields.size(); at += kEach)
      good = take_message(fields, at, intent);
    if (!good)
      return Error{base::Errc::malformed, log_.path().string() + ": line " +
                                              std::to_string(out.size() + 1) +
                                              " is no intent of a run"};
    out.push_back(std::move(intent));
  }
  return out;
}

Result<void> Intents::add(const Intent& intent) {
  destination::LineLog::Fields fields = {"intent", intent.login, intent.mailbox,
                                         std::to_string(intent.uid_validity),
                                         std::to_string(intent.uid_next)};
  for (const Marked& one : intent.messages) {
    fields.emplace_back(one.account.kind == AccountKind::board ? "board" : "mailbox");
    fields.push_back(one.account.name);
    fields.push_back(std::to_string(one.sequence));
    fields.push_back(one.message_id);
  }
  const std::lock_guard hold(mutex_);
  if (auto done = log_.add(fields); !done) return done;
  return log_.sync();
}

Result<void> Intents::clear() {
  const std::lock_guard hold(mutex_);
  return log_.remove();
}

}  // namespace migrator::imap
