#include "migrator/destination/imap/client.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "migrator/destination/imap/names.hpp"
#include "migrator/destination/layout.hpp"

namespace migrator::imap {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kLongestLine = 1u << 20;
constexpr std::uint64_t kLargestLiteral = 1u << 30;  // of an answer: a message that is fetched

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// Whether a string may stand between quotes (RFC 3501 §9: quoted).
bool quotable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : kLetters[group >> (18 - 6 * k) & 63];
  }
  return out;
}

std::optional<Namespace> first_of(const Value& list) {
  if (list.kind != Value::Kind::list || list.items.empty()) return std::nullopt;
  const Value& one = list.items.front();
  if (one.kind != Value::Kind::list || one.items.size() < 2) return std::nullopt;
  return Namespace{one.items[0].text, one.items[1].text.substr(0, 1)};
}

}  // namespace

std::string Reply::why() const {
  std::string out = end.code.empty() ? "" : "[" + end.code + "] ";
  return base::printable(out + end.text);
}

std::string Client::tag() { return "S" + std::to_string(++tags_); }

Result<Response> Client::next() {
  std::string line;
  for (;;) {
    auto piece = socket_.line(kLongestLine);
    if (!piece) return std::move(piece).error();
    line += *piece;
    const auto size = literal_at_end(*piece);
    if (!size) break;
    if (*size > kLargestLiteral || line.size() > kLargestLiteral)
      return Error{Errc::limit, server_.text() + ": announces " + std::to_string(*size) + " bytes"};
    line += "\r\n";
    if (auto got = socket_.read(static_cast<std::size_t>(*size), line); !got)
      return std::move(got).error();
  }
  return parse_response(line);
}

// Up to the tagged response, or to a "+" where one is waited for.
Result<Response> Client::answer(const std::string& tag, bool or_continuation,
                                const std::function<Result<void>(Response&&)>& take) {
  for (;;) {
    auto response = next();
    if (!response) return response;
    if (response->tag == tag) return response;
    if (response->tag == "+") {
      if (or_continuation) return response;
      continue;
    }
    if (response->tag != "*")
      return Error{Errc::malformed, server_.text() + ": answers a command that was not given"};
    if (response->status == "BYE")
      return Error{Errc::io, server_.text() + ": the server ends the connection: " +
                                 base::printable(response->text)};
    if (response->name == "CAPABILITY" || response->code == "CAPABILITY")
      take_capabilities(*response);
    if (take)
      if (auto taken = take(std::move(*response)); !taken) return std::move(taken).error();
  }
}

Result<Reply> Client::run(const std::string& command,
                          const std::function<Result<void>(Response&&)>& take) {
  Reply out;
  const std::string mine = tag();
  if (auto sent = socket_.write(mine + " " + command + "\r\n"); !sent)
    return std::move(sent).error();
  auto end = answer(
      mine, false, take ? take : [&](Response&& one) -> Result<void> {
        constexpr std::size_t kMost = 1'000'000;
        if (out.data.size() >= kMost)
          return Error{Errc::limit, server_.text() + ": answers without end"};
        out.data.push_back(std::move(one));
        return {};
      });
  if (!end) return std::move(end).error();
  if (end->code == "CAPABILITY") take_capabilities(*end);
  out.end = std::move(*end);
  return out;
}

void Client::take_capabilities(const Response& response) {
  capabilities_.clear();
  const auto add = [&](std::string_view word) {
    std::string upper(word);
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    capabilities_.insert(std::move(upper));
  };
  for (const Value& one : response.values) add(one.text);
  std::string_view rest = response.code == "CAPABILITY" ? response.detail : std::string_view();
  while (!rest.empty()) {
    const auto gap = rest.find(' ');
    add(rest.substr(0, gap));
    rest.remove_prefix(gap == std::string_view::npos ? rest.size() : gap + 1);
  }
}

bool Client::has(std::string_view capability) const {
  return capabilities_.contains(std::string(capability));
}

std::optional<std::uint64_t> Client::append_limit() const {
  constexpr std::string_view kName = "APPENDLIMIT=";
  const auto found = capabilities_.lower_bound(std::string(kName));
  if (found == capabilities_.end() || !found->starts_with(kName)) return std::nullopt;
  const std::string_view digits = std::string_view(*found).substr(kName.size());
  std::uint64_t limit = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), limit);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return limit;
}

Result<void> Client::greet() {
  auto greeting = next();
  if (!greeting) return std::move(greeting).error();
  if (greeting->status == "BYE")
    return Error{Errc::io, server_.text() +
                               ": the server takes nobody in: " + base::printable(greeting->text)};
  greeted_in_ = greeting->status == "PREAUTH";
  if (greeting->tag != "*" || (greeting->status != "OK" && !greeted_in_))
    return Error{Errc::malformed, server_.text() + ": this is no IMAP server"};
  if (greeting->code == "CAPABILITY")
    take_capabilities(*greeting);
  else if (auto asked = ask_capabilities(); !asked)
    return asked;
  return {};
}

Result<void> Client::ask_capabilities() {
  auto reply = run("CAPABILITY");
  return reply ? Result<void>() : std::move(reply).error();
}

// In the clear a secret goes to this computer alone.
Result<void> Client::encrypt() {
  if (server_.tls || (socket_.loopback() && !server_.starttls)) return {};
  if (!has("STARTTLS") || greeted_in_)
    return Error{Errc::conflict, server_.text() + ": the server offers no encryption (STARTTLS)",
                 "plain connections are for servers on this computer; use imaps:// if it has it"};
  auto reply = run("STARTTLS");
  if (!reply) return std::move(reply).error();
  if (!reply->ok())
    return Error{Errc::conflict, server_.text() + ": refuses STARTTLS: " + reply->why()};
  if (auto begun = socket_.start_tls(); !begun) return begun;
  return ask_capabilities();  // what was said in the clear does not count
}

Result<void> Client::log_in(const Login& login) {
  if (greeted_in_)
    return Error{Errc::conflict,
                 server_.text() + ": has logged somebody in already, and it is not said whom"};
  const bool plain = has("AUTH=PLAIN");
  if (!plain && (has("LOGINDISABLED") || !login.authorized_by.empty()))
    return Error{Errc::conflict,
                 server_.text() + ": offers no way to log in that is known here (AUTH=PLAIN" +
                     (login.authorized_by.empty() ? " or LOGIN)" : ", for a master user)")};
  const auto refused = [&](const Reply& reply) {
    return Error{
        Errc::conflict,
        server_.text() + ": does not let " + base::printable(login.user) +
            (login.authorized_by.empty() ? ""
                                         : " in through " + base::printable(login.authorized_by)) +
            (login.authorized_by.empty() ? " in: " : ": ") + reply.why(),
        "check login and secret in --accounts, or --master and its secret"};
  };
  if (!plain) {
    if (!quotable(login.user) || !quotable(login.secret))
      return Error{Errc::conflict, server_.text() + ": takes only login and secret in ASCII"};
    auto reply = run("LOGIN " + in_quotes(login.user) + " " + in_quotes(login.secret));
    if (!reply) return std::move(reply).error();
    return reply->ok() ? Result<void>() : refused(*reply);
  }
  const std::string who = login.authorized_by.empty() ? std::string(1, '\0') + login.user
                                                      : login.user + '\0' + login.authorized_by;
  const std::string answer_text = base64(who + '\0' + login.secret);
  const std::string mine = tag();
  const bool at_once = has("SASL-IR");
  const std::string first = mine + " AUTHENTICATE PLAIN" + (at_once ? " " + answer_text : "");
  if (auto sent = socket_.write(first + "\r\n"); !sent) return sent;
  auto end = answer(mine, !at_once, {});
  if (end && end->tag == "+") {
    if (auto sent = socket_.write(answer_text + "\r\n"); !sent) return sent;
    end = answer(mine, false, {});
  }
  if (!end) return std::move(end).error();
  if (end->ok()) {
    capabilities_.clear();
    if (end->code == "CAPABILITY") take_capabilities(*end);
    return {};
  }
  return refused({std::move(*end), {}});
}

// What the server can do for who is logged in.
Result<void> Client::learn() {
  if (capabilities_.empty())
    if (auto asked = ask_capabilities(); !asked) return asked;
  if (has("UTF8=ACCEPT") || has("UTF8=ONLY")) {
    auto enabled = run("ENABLE UTF8=ACCEPT");
    if (!enabled) return std::move(enabled).error();
    for (const Response& one : enabled->data)
      for (const Value& word : one.values) utf8_ = utf8_ || word.is("UTF8=ACCEPT");
  }
  if (has("NAMESPACE")) {
    auto spaces = run("NAMESPACE");
    if (!spaces) return std::move(spaces).error();
    for (const Response& one : spaces->data) {
      if (one.name != "NAMESPACE" || one.values.size() < 3) continue;
      personal_ = first_of(one.values[0]);
      shared_ = first_of(one.values[2]);
      if (!shared_) shared_ = first_of(one.values[1]);
    }
  }
  for (auto* space : {&personal_, &shared_})
    if (*space && !utf8_) (*space)->prefix = from_modified_utf7((*space)->prefix);
  if (personal_) return {};
  // RFC 3501 §6.3.8: an empty name asks for the separator.
  auto root = run("LIST \"\" \"\"");
  if (!root) return std::move(root).error();
  for (const Response& one : root->data)
    if (one.name == "LIST" && one.values.size() >= 3)
      personal_ = Namespace{"", one.values[1].text.substr(0, 1)};
  return {};
}

Result<Client> Client::open(const Server& server, const Login& login) {
  auto socket = Socket::connect(server);
  if (!socket) return std::move(socket).error();
  Client out(server, std::move(*socket));
  if (server.tls)
    if (auto begun = out.socket_.start_tls(); !begun) return std::move(begun).error();
  for (const auto step : {&Client::greet, &Client::encrypt})
    if (auto done = (out.*step)(); !done) return std::move(done).error();
  if (auto in = out.log_in(login); !in) return std::move(in).error();
  if (auto learnt = out.learn(); !learnt) return std::move(learnt).error();
  return out;
}

std::string Client::mailbox(std::string_view name) const {
  return in_quotes(utf8_ ? std::string(name) : destination::modified_utf7(name));
}

std::string Client::name_of(const Value& value) const {
  return utf8_ ? value.text : from_modified_utf7(value.text);
}

Result<std::optional<Selected>> Client::open_mailbox(const char* verb, const std::string& name,
                                                     Reply& reply) {
  auto done = run(std::string(verb) + " " + mailbox(name));
  if (!done) return std::move(done).error();
  reply = std::move(*done);
  if (!reply.ok()) return std::optional<Selected>();
  Selected out;
  for (const Response& one : reply.data) {
    if (one.code == "UIDVALIDITY") out.uid_validity = parse_number(one.detail).value_or(0);
    if (one.code == "UIDNEXT") out.uid_next = parse_number(one.detail).value_or(0);
  }
  if (out.uid_validity == 0 || out.uid_next == 0)
    return Error{Errc::unsupported, server_.text() + ": does not say UIDVALIDITY and UIDNEXT of " +
                                        base::printable(name) +
                                        ", without which no message can be found again"};
  return std::optional(out);
}

Result<std::optional<Selected>> Client::select(const std::string& name, Reply& reply) {
  return open_mailbox("SELECT", name, reply);
}

Result<std::optional<Selected>> Client::examine(const std::string& name, Reply& reply) {
  return open_mailbox("EXAMINE", name, reply);
}

Result<void> Client::message_ids(std::uint32_t first,
                                 const std::function<void(std::uint32_t, std::string)>& take) {
  auto reply =
      run("UID FETCH " + std::to_string(first) + ":* (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
          [&](Response&& one) -> Result<void> {
            if (one.name != "FETCH" || one.values.empty()) return {};
            const auto& items = one.values.front().items;
            std::uint32_t uid = 0;
            const std::string* field = nullptr;
            for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
              if (items[i].is("UID")) uid = parse_number(items[i + 1].text).value_or(0);
              if (base::lower(items[i].text).starts_with("body[")) field = &items[i + 1].text;
            }
            if (uid < first || field == nullptr) return {};  // "7:*" has the last one, too
            const auto open = field->find('<'), close = field->find('>');
            if (open == std::string::npos || close == std::string::npos || close < open) return {};
            take(uid, field->substr(open + 1, close - open - 1));
            return {};
          });
  if (!reply) return std::move(reply).error();
  if (reply->ok()) return {};
  return Error{Errc::io, server_.text() + ": refuses to say what it holds: " + reply->why()};
}

void Client::logout() {
  (void)socket_.write(tag() + " LOGOUT\r\n");  // who goes does not wait for an answer
}

}  // namespace migrator::imap
