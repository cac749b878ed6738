#include "tests/migrator/destination/imap/fake_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace fake {
namespace {

constexpr const char* kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string unbase64(const std::string& text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto at = std::string(kBase64).find(c);
    if (at == std::string::npos) break;
    held = held << 6 | static_cast<unsigned>(at);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xFF);
  }
  return out;
}

// What stands between the first two quotes from `at` on, which moves behind them.
std::string quoted(const std::string& line, std::size_t& at) {
  const auto begin = line.find('"', at);
  if (begin == std::string::npos) return "";
  std::string out;
  std::size_t i = begin + 1;
  for (; i < line.size() && line[i] != '"'; ++i) out += line[i] == '\\' ? line[++i] : line[i];
  at = i + 1;
  return out;
}

}  // namespace

// One connection.
struct Server::Talk {
  Server& server;
  int fd;
  std::string held, user, selected;

  bool line(std::string& out) {
    for (;;) {
      const auto end = held.find("\r\n");
      if (end != std::string::npos) {
        out = held.substr(0, end);
        held.erase(0, end + 2);
        return true;
      }
      if (!fill()) return false;
    }
  }
  bool bytes(std::size_t size, std::string& out) {
    while (held.size() < size)
      if (!fill()) return false;
    out = held.substr(0, size);
    held.erase(0, size);
    return true;
  }
  bool fill() {
    char room[65536];
    const auto got = ::recv(fd, room, sizeof room, 0);
    if (got <= 0) return false;
    held.append(room, static_cast<std::size_t>(got));
    return true;
  }
  void say(const std::string& text) {
    (void)::send(fd, (text + "\r\n").data(), text.size() + 2, MSG_NOSIGNAL);
  }
  Mailbox* box(const std::string& name) {
    const auto found = server.mailboxes_.find(user + "/" + name);
    return found == server.mailboxes_.end() ? nullptr : &found->second;
  }
  bool append(const std::string& tag, std::string rest);
  bool store(const std::string& tag, const std::string& name, std::vector<Message> messages);
  void fetch(const std::string& tag, const std::string& line);
  bool command(const std::string& text);
};

// False when the connection is to end.
bool Server::Talk::append(const std::string& tag, std::string rest) {
  std::size_t at = 0;
  const std::string name = quoted(rest, at);
  rest.erase(0, at);
  std::vector<Message> messages;
  for (;;) {
    const auto open = rest.rfind('{');
    if (open == std::string::npos) break;
    const bool waits = !rest.ends_with("+}");
    if (server.manners_.bad_at_once) {
      say(tag + " BAD I do not know these flags");
      return true;
    }
    Message one;
    const auto flags = rest.find('('), end = rest.find(')');
    if (flags != std::string::npos) one.flags = rest.substr(flags + 1, end - flags - 1);
    std::size_t from = 0;
    one.date = quoted(rest, from);
    {
      const std::lock_guard hold(server.mutex_);
      const bool gone = std::exchange(server.manners_.missing_mailbox_once, false);
      if (gone) server.mailboxes_.erase(user + "/" + name);
      if (waits && box(name) == nullptr) {
        say(tag + " NO [TRYCREATE] there is no such mailbox");
        return true;
      }
    }
    if (waits) say("+ go on");
    const auto size = static_cast<std::size_t>(std::stoul(rest.substr(open + 1)));
    if (!bytes(size, one.bytes) || !line(rest)) return false;
    messages.push_back(std::move(one));
  }
  return store(tag, name, std::move(messages));
}

bool Server::Talk::store(const std::string& tag, const std::string& name,
                         std::vector<Message> messages) {
  std::unique_lock hold(server.mutex_);
  Manners& manners = server.manners_;
  if (manners.lost_commands > 0) return --manners.lost_commands, false;
  if (const auto why = manners.refuses ? manners.refuses(messages) : std::nullopt) {
    say(tag + " " + *why);
    return true;
  }
  if (manners.late_answers > 0) {
    --manners.late_answers;
    hold.unlock();
    ::shutdown(fd, SHUT_RDWR);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    hold.lock();
  }
  Mailbox* where = box(name);
  if (where == nullptr) {
    say(tag + " NO [TRYCREATE] there is no such mailbox");
    return true;
  }
  const std::uint32_t first = where->uid_next;
  for (Message& one : messages) {
    one.uid = where->uid_next++;
    where->messages.push_back(std::move(one));
  }
  if (manners.lost_answers > 0) return --manners.lost_answers, false;
  const bool plus = manners.capabilities.find("UIDPLUS") != std::string::npos;
  std::string uids = std::to_string(first);
  if (messages.size() > 1) uids += ":" + std::to_string(where->uid_next - 1);
  say(tag + " OK " +
      (plus ? "[APPENDUID " + std::to_string(where->uid_validity) + " " + uids + "] " : "") +
      "stored");
  return true;
}

void Server::Talk::fetch(const std::string& tag, const std::string& line) {
  const std::lock_guard hold(server.mutex_);
  const Mailbox* where = box(selected);
  const auto first = static_cast<std::uint32_t>(std::stoul(line.substr(10)));
  const bool range = line.find(":*") != std::string::npos;
  std::size_t number = 0;
  for (const Message& one : where->messages) {
    ++number;
    const bool last = number == where->messages.size();
    if (range ? one.uid < first && !last : one.uid != first) continue;
    std::string field;
    const auto begin = one.bytes.find("Message-ID: ");
    if (begin != std::string::npos)
      field = one.bytes.substr(begin, one.bytes.find("\r\n", begin) + 2 - begin) + "\r\n";
    const bool whole = line.find("BODY.PEEK[])") != std::string::npos;
    const std::string& text = whole ? one.bytes : field;
    say("* " + std::to_string(number) + " FETCH (UID " + std::to_string(one.uid) + " FLAGS (" +
        one.flags + ") INTERNALDATE \"" + one.date + "\" " +
        (whole ? "BODY[]" : "BODY[HEADER.FIELDS (MESSAGE-ID)]") + " {" +
        std::to_string(text.size()) + "}\r\n" + text + ")");
  }
  say(tag + " OK done");
}

bool Server::Talk::command(const std::string& text) {
  const auto gap = text.find(' ');
  const std::string tag = text.substr(0, gap);
  const std::string rest = gap == std::string::npos ? "" : text.substr(gap + 1);
  {
    const std::lock_guard hold(server.mutex_);
    server.commands_.push_back(rest);
  }
  const auto is = [&](const char* word) { return rest.starts_with(word); };
  std::size_t at = 0;
  if (is("APPEND ")) return append(tag, rest.substr(7));
  if (is("LOGOUT")) return false;
  if (is("AUTHENTICATE PLAIN ")) {
    const std::string said = unbase64(rest.substr(19));
    const auto second = said.find('\0', said.find('\0') + 1);
    const auto first = said.find('\0');
    user = first == 0 ? said.substr(1, second - 1) : said.substr(0, first);
    if (said.substr(second + 1) != server.manners_.secret) {
      say(tag + " NO [AUTHENTICATIONFAILED] no");
      return true;
    }
    const std::lock_guard hold(server.mutex_);
    server.mailboxes_.try_emplace(user + "/INBOX");
  } else if (is("CAPABILITY")) {
    say("* CAPABILITY " + server.manners_.capabilities);
  } else if (is("ENABLE ")) {
    say("* ENABLED UTF8=ACCEPT");
  } else if (is("NAMESPACE")) {
    say("* NAMESPACE ((\"\" \"/\")) NIL ((\"Public/\" \"/\"))");
  } else if (is("CREATE ")) {
    const std::lock_guard hold(server.mutex_);
    server.mailboxes_.try_emplace(user + "/" + quoted(rest, at));
  } else if (is("SELECT ") || is("EXAMINE ")) {
    const std::lock_guard hold(server.mutex_);
    if (server.manners_.byes > 0) {
      --server.manners_.byes;
      say("* BYE going down for a moment");
      return false;
    }
    selected = quoted(rest, at);
    const Mailbox* where = box(selected);
    if (where == nullptr) {
      say(tag + " NO [NONEXISTENT] there is none");
      return true;
    }
    say("* OK [UIDVALIDITY " + std::to_string(where->uid_validity) + "] valid");
    say("* OK [UIDNEXT " + std::to_string(where->uid_next) + "] next");
  } else if (is("SETACL ")) {
    const std::string name = quoted(rest, at);
    if (server.manners_.refuses_anyone && rest.find(" anyone ", at) != std::string::npos) {
      say(tag + " BAD 'anyone' identifier is disallowed");
      return true;
    }
    const auto letters = rest.rfind('"', rest.size() - 2);
    const std::lock_guard hold(server.mutex_);
    server.rights_[name + rest.substr(at, letters - at)] =
        rest.substr(letters + 1, rest.size() - letters - 2);
  } else if (is("UID FETCH ")) {
    fetch(tag, rest);
    return true;
  } else if (!is("SUBSCRIBE ") && !is("LIST ") && !is("NOOP")) {
    say(tag + " BAD what is that?");
    return true;
  }
  say(tag + " OK done");
  return true;
}

Server::Server(Manners manners) : manners_(std::move(manners)) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)::bind(listening_, reinterpret_cast<sockaddr*>(&here), sizeof here);
  (void)::listen(listening_, 16);
  socklen_t size = sizeof here;
  (void)::getsockname(listening_, reinterpret_cast<sockaddr*>(&here), &size);
  port_ = ntohs(here.sin_port);
  thread_ = std::thread([this] { listen(); });
}

Server::~Server() {
  ends_ = true;
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  ::close(listening_);
  {
    const std::lock_guard hold(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& talk : talks_) talk.join();
  for (const int fd : open_) ::close(fd);
}

void Server::listen() {
  while (!ends_) {
    const int fd = ::accept(listening_, nullptr, nullptr);
    if (fd < 0) return;
    const int yes = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    {
      const std::lock_guard hold(mutex_);
      open_.push_back(fd);
    }
    talks_.emplace_back([this, fd] { serve(fd); });
  }
}

void Server::serve(int connection) {
  Talk talk{*this, connection, {}, {}, {}};
  talk.say("* OK [CAPABILITY " + manners_.capabilities + "] ready");
  std::string text;
  while (talk.line(text))
    if (!talk.command(text)) break;
  ::shutdown(connection, SHUT_RDWR);
}

Mailbox Server::mailbox(const std::string& name) {
  const std::lock_guard hold(mutex_);
  return mailboxes_[name];
}

std::vector<std::string> Server::commands() {
  const std::lock_guard hold(mutex_);
  return commands_;
}

std::map<std::string, std::string> Server::rights() {
  const std::lock_guard hold(mutex_);
  return rights_;
}

void Server::renew(const std::string& name, std::uint32_t uid_validity) {
  const std::lock_guard hold(mutex_);
  Mailbox& where = mailboxes_[name];
  where.uid_validity = uid_validity;
  where.uid_next = 1;
  for (Message& one : where.messages) one.uid = where.uid_next++;
}

void Server::store(const std::string& name, Message message) {
  const std::lock_guard hold(mutex_);
  Mailbox& where = mailboxes_[name];
  message.uid = where.uid_next++;
  where.messages.push_back(std::move(message));
}

}  // namespace fake
