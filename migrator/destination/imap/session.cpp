#include "migrator/destination/imap/session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <thread>

#include "base/text.hpp"

namespace migrator::imap {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using std::chrono::milliseconds;

// Between attempts to reach a server that went away.
constexpr std::array kPauses = {milliseconds(100), milliseconds(300), milliseconds(1000),
                                milliseconds(2000), milliseconds(4000)};
// Between looks at what came of a command that the server may have got whole: it may still be busy
// with it when the connection is gone.
constexpr std::array kLooks = {milliseconds(100), milliseconds(300), milliseconds(600),
                               milliseconds(1000)};
constexpr int kMostLosses = 5;    // connections that end without anything having been settled
constexpr int kMostRefused = 10;  // messages in a row: then it is not the messages

std::string place(const Chunk& chunk) {
  return base::printable(chunk.login) + "/" + base::printable(chunk.mailbox);
}

std::string key_of(const Intent& intent, const std::string& target_id) {
  return intent.login + "/" + intent.mailbox + " " + target_id;
}

// What a server says about itself or the mailbox, rather than about a message (RFC 5530, RFC 9051).
struct Halt {
  std::string_view code, words, hint;
};
constexpr std::string_view kAgain = "the same command goes on where this stopped";
constexpr Halt kHalts[] = {
    {"OVERQUOTA", "its quota is reached",
     "raise the quota and give the same command again: it goes on where this stopped"},
    {"LIMIT", "a limit of the server is reached",
     "raise the limit and give the same command again: it goes on where this stopped"},
    {"NOPERM", "the login has no right to store messages here",
     "give it the right to insert (ACL \"i\") and give the same command again"},
    {"PRIVACYREQUIRED", "the server wants an encrypted connection", "use imaps:// or --starttls"},
    {"UNAVAILABLE", "the server cannot store messages now", kAgain},
    {"SERVERBUG", "the server cannot store messages now (a full disk, say)", kAgain},
    {"INUSE", "the mailbox is in use", kAgain},
    {"CONTACTADMIN", "the server wants its administrator", kAgain},
    {"CORRUPTION", "the mailbox is damaged on the server", kAgain}};

}  // namespace

std::string target_id(std::uint32_t uid_validity, std::uint32_t uid) {
  return std::to_string(uid_validity) + "." + std::to_string(uid);
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> parse_target_id(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto validity = parse_number(text.substr(0, dot)), uid = parse_number(text.substr(dot + 1));
  if (!validity || !uid) return std::nullopt;
  return std::pair(*validity, *uid);
}

// A chunk on its way: what of it is still to be sent, and what is to be asked for.
struct Session::Work {
  const Chunk& chunk;
  std::vector<Outcome>& out;
  Intent intent;
  std::deque<std::pair<std::size_t, std::size_t>> todo;  // [from, to)
  std::vector<std::size_t> asked;   // that may stand there; the server has to say
  std::vector<bool> certain;        // of all: the server has said that it stored it
  std::vector<std::uint32_t> uids;  // of what is settled
  bool handed_over = false;         // the server may still be storing what is asked for
  bool made = false;                // again, after it was there

  void stored(std::size_t index, std::uint32_t validity, std::uint32_t uid) {
    uids.push_back(uid);
    out.push_back({chunk.parcels[index].ticket, target_id(validity, uid), {}});
  }
};

Session::~Session() {
  if (client_) client_->logout();
}

void Session::drop() {
  client_.reset();
  login_.clear();
  mailbox_.clear();
}

Result<Client*> Session::client(const std::string& login) {
  if (client_ && login_ == login) return &*client_;
  const Login* who = accounts_.with_login(login);
  if (who == nullptr)
    return Error{Errc::usage, "--accounts has no row with the login " + base::printable(login)};
  if (client_) client_->logout();
  drop();
  auto opened = Client::open(server_, *who);
  if (!opened) return std::move(opened).error();
  client_ = std::move(*opened);
  client_->pace = pace_;
  login_ = login;
  return &*client_;
}

void Session::wait(milliseconds usual) const {
  std::this_thread::sleep_for(usual * server_.patience / 100);
}

// Does a step that may be done twice, with a new connection whenever one is lost.
Result<void> Session::again(const std::function<Result<void>()>& step) {
  for (std::size_t attempt = 0;; ++attempt) {
    auto done = step();
    if (done || done.error().code != Errc::io || attempt == kPauses.size()) return done;
    drop();
    wait(kPauses[attempt]);
  }
}

// A server may refuse "anyone" (Dovecot does, unless acl_anyone is set): then everybody who has a
// login here gets the rights.
Result<void> Session::set_rights(const Chunk& chunk) {
  if (!chunk.rights || !client_->has("ACL")) return {};
  const std::string command = "SETACL " + client_->mailbox(chunk.mailbox) + " ";
  auto reply = client_->run(command + "anyone \"" + *chunk.rights + "\"");
  if (!reply) return std::move(reply).error();
  if (reply->ok()) return {};
  refuses_anyone_ = true;
  for (const auto& [login, secret] : accounts_.logins()) {
    if (login == chunk.login) continue;
    reply = client_->run(command + client_->mailbox(login) + " \"" + *chunk.rights + "\"");
    if (!reply) return std::move(reply).error();
    if (!reply->ok())
      return Error{Errc::conflict,
                   place(chunk) + ": the rights of " + base::printable(login) +
                       " cannot be set: " + reply->why(),
                   "let --boards-login administer its boards (ACL \"a\")"};
  }
  return {};
}

Result<void> Session::make(const Chunk& chunk) {
  auto made = client_->run("CREATE " + client_->mailbox(chunk.mailbox));
  if (!made) return std::move(made).error();
  if (!made->ok() && made->end.code != "ALREADYEXISTS")
    return Error{Errc::conflict, place(chunk) + ": the folder cannot be made: " + made->why()};
  auto subscribed = client_->run("SUBSCRIBE " + client_->mailbox(chunk.mailbox));
  return subscribed ? Result<void>() : std::move(subscribed).error();
}

// Selects the mailbox, and makes it where there is none. It is selected anew each time that it was
// not the one before, so that UIDNEXT is the server's own.
Result<void> Session::open(const Chunk& chunk) {
  auto here = client(chunk.login);
  if (!here) return std::move(here).error();
  if (mailbox_ == chunk.mailbox) return {};
  mailbox_.clear();
  Reply reply;
  auto selected = (*here)->select(chunk.mailbox, reply);
  if (!selected) return std::move(selected).error();
  if (!*selected) {
    if (auto made = make(chunk); !made) return made;
    selected = (*here)->select(chunk.mailbox, reply);
    if (!selected) return std::move(selected).error();
    if (!*selected)
      return Error{Errc::conflict, place(chunk) + ": cannot be opened: " + reply.why()};
  }
  selected_ = **selected;
  mailbox_ = chunk.mailbox;
  return {};
}

Result<void> Session::deliver(const Chunk& chunk, std::vector<Outcome>& out) {
  auto done = deliver_all(chunk, out);
  if (done || !done.error().hint.empty()) return done;
  Error error = std::move(done).error();
  error.hint = kAgain;
  return error;
}

Result<void> Session::deliver_all(const Chunk& chunk, std::vector<Outcome>& out) {
  if (auto opened = again([&] { return open(chunk); }); !opened) return opened;
  if (chunk.parcels.empty())
    return again([&]() -> Result<void> {
      if (auto opened = open(chunk); !opened) return opened;
      return set_rights(chunk);
    });
  Work work{chunk,
            out,
            {chunk.login, chunk.mailbox, selected_.uid_validity, selected_.uid_next, {}},
            {{0, chunk.parcels.size()}},
            {},
            std::vector<bool>(chunk.parcels.size()),
            {}};
  for (const Parcel& parcel : chunk.parcels) work.intent.messages.push_back(parcel.mark);
  if (auto kept = intents_.add(work.intent); !kept) return kept;
  while (!work.todo.empty()) {
    const std::size_t settled = out.size();
    if (auto done = step(work); !done) return done;
    if (out.size() > settled) losses_ = 0;
  }
  return {};
}

Result<void> Session::step(Work& work) {
  const auto [from, to] = work.todo.front();
  work.todo.pop_front();
  if (auto opened = again([&] { return open(work.chunk); }); !opened) return opened;
  std::vector<Outgoing> messages;
  for (std::size_t i = from; i < to; ++i) {
    const Parcel& one = work.chunk.parcels[i];
    messages.push_back({one.bytes, one.seen, one.draft, one.date});
  }
  const bool together = to - from > 1 && !alone_ && client_->has("MULTIAPPEND");
  work.asked.clear();
  work.handed_over = false;
  if (together) {
    const Appended all = client_->append(work.chunk.mailbox, messages);
    // All or none (RFC 3502): whoever is refused, nothing of it stands there.
    if (!all.lost && !all.end.ok()) {
      const std::size_t half = from + (to - from) / 2;
      work.todo.emplace_front(half, to);
      work.todo.emplace_front(from, half);
      return {};
    }
    for (std::size_t i = from; i < to; ++i) {
      Appended one = all;
      if (!all.uids.empty()) one.uids = {all.uids[i - from]};
      if (auto judged = judge(work, i, one); !judged) return judged;
    }
  } else {
    const std::vector<Appended> each = client_->append_each(work.chunk.mailbox, messages);
    const bool lost = !each.empty() && each.back().lost.has_value();
    for (std::size_t i = from; i < to; ++i) {
      if (i - from < each.size()) {
        if (auto judged = judge(work, i, each[i - from]); !judged) return judged;
      } else if (lost) {  // it may have been on its way
        work.asked.push_back(i);
        work.handed_over = true;
      } else {
        work.todo.emplace_back(i, i + 1);
      }
    }
  }
  return work.asked.empty() ? Result<void>() : look(work);
}

// One message, after its APPEND.
Result<void> Session::judge(Work& work, std::size_t index, const Appended& appended) {
  if (!appended.lost && !appended.end.ok()) return refuse(work, index, appended.end);
  if (!appended.lost && !appended.uids.empty()) {
    refused_ = 0;
    selected_ = {appended.uid_validity, std::max(selected_.uid_next, appended.uids.front() + 1)};
    work.stored(index, appended.uid_validity, appended.uids.front());
    return {};
  }
  work.certain[index] = !appended.lost;
  work.handed_over = work.handed_over || appended.handed_over;
  work.asked.push_back(index);
  if (!appended.lost || !client_) return {};
  alone_ = alone_ || appended.lost->code == Errc::malformed;
  if (++losses_ > kMostLosses) {
    Error error = *appended.lost;
    error.message += "; it does so each time at item " +
                     std::to_string(work.chunk.parcels[index].mark.sequence) + " of " +
                     place(work.chunk);
    return error;
  }
  drop();
  return {};
}

// A single message that the server does not take, though it understood us.
Result<void> Session::refuse(Work& work, std::size_t index, const Response& why) {
  const std::string words = Reply{why, {}}.why();
  if (why.code == "TRYCREATE" && !std::exchange(work.made, true)) {
    mailbox_.clear();  // somebody has removed it; it is made again
    work.todo.emplace_front(index, index + 1);
    return {};
  }
  for (const Halt& halt : kHalts)
    if (why.code == halt.code)
      return Error{Errc::conflict,
                   place(work.chunk) + ": " + std::string(halt.words) + ": " + words,
                   std::string(halt.hint)};
  if (why.code != "TOOBIG" && ++refused_ > kMostRefused)
    return Error{Errc::conflict,
                 place(work.chunk) + ": the server refuses one message after the other: " + words,
                 std::string(kAgain)};
  work.out.push_back({work.chunk.parcels[index].ticket, "",
                      Error{why.code == "TOOBIG" ? Errc::limit : Errc::unsupported,
                            "the server does not take it: " + words}});
  return {};
}

// What of `asked` stands in the mailbox? What does not is sent again, unless the server has said
// that it stored it.
Result<void> Session::look(Work& work) {
  std::multimap<std::string, std::uint32_t> there;
  std::vector<std::size_t> missing;
  for (std::size_t round = 0;; ++round) {
    auto found = again([&]() -> Result<void> {
      mailbox_.clear();
      if (auto opened = open(work.chunk); !opened) return opened;
      there.clear();
      const std::uint32_t first =
          selected_.uid_validity == work.intent.uid_validity ? work.intent.uid_next : 1;
      return client_->message_ids(first, [&](std::uint32_t uid, std::string id) {
        if (std::ranges::find(work.uids, uid) == work.uids.end()) there.emplace(std::move(id), uid);
      });
    });
    if (!found) return found;
    missing.clear();
    for (const std::size_t index : work.asked) {
      const auto [one, last] = there.equal_range(work.chunk.parcels[index].mark.message_id);
      if (one == last) {
        missing.push_back(index);
        continue;
      }
      work.stored(index, selected_.uid_validity, one->second);
      there.erase(one);
    }
    work.asked = missing;
    if (missing.empty() || !work.handed_over || round == kLooks.size()) break;
    wait(kLooks[round]);
  }
  for (const std::size_t index : missing) {
    if (work.certain[index])
      return Error{Errc::conflict,
                   place(work.chunk) + ": the server has stored item " +
                       std::to_string(work.chunk.parcels[index].mark.sequence) +
                       " and does not show it",
                   "does a filter on the server move messages? The next run asks again"};
  }
  // Runs of neighbours together, the last first, so that the first comes first.
  while (!missing.empty()) {
    const std::size_t end = missing.back() + 1;
    std::size_t begin = missing.back();
    missing.pop_back();
    while (!missing.empty() && missing.back() + 1 == begin) {
      begin = missing.back();
      missing.pop_back();
    }
    work.todo.emplace_front(begin, end);
  }
  return {};
}

Result<void> Session::list(const std::string& login, const std::string& mailbox,
                           const std::function<void(std::string, std::string)>& take) {
  std::vector<std::pair<std::string, std::string>> all;
  auto read = again([&]() -> Result<void> {
    all.clear();
    auto here = client(login);
    if (!here) return std::move(here).error();
    mailbox_.clear();
    Reply reply;
    auto selected = (*here)->examine(mailbox, reply);
    if (!selected) return std::move(selected).error();
    if (!*selected || (*selected)->uid_next == 1) return {};
    return (*here)->message_ids(1, [&](std::uint32_t uid, std::string id) {
      all.emplace_back(target_id((*selected)->uid_validity, uid), std::move(id));
    });
  });
  if (!read) return read;
  for (auto& [where, id] : all) take(std::move(where), std::move(id));
  return {};
}

// `taken`: what stands there of later batches, "login/mailbox 7.12".
Result<std::vector<std::string>> Session::settle(const Intent& intent,
                                                 std::set<std::string>& taken) {
  std::vector<std::string> out;
  const auto ask = [&]() -> Result<void> {
    out.assign(intent.messages.size(), "");
    auto here = client(intent.login);
    if (!here) return std::move(here).error();
    mailbox_.clear();
    Reply reply;
    auto selected = (*here)->examine(intent.mailbox, reply);
    if (!selected) return std::move(selected).error();
    if (!*selected) return {};  // it is gone, and all in it
    std::multimap<std::string, std::string> there;
    const std::uint32_t validity = (*selected)->uid_validity;
    auto read =
        (*here)->message_ids(validity == intent.uid_validity ? intent.uid_next : 1,
                             [&](std::uint32_t uid, std::string id) {
                               if (!taken.contains(key_of(intent, target_id(validity, uid))))
                                 there.emplace(std::move(id), target_id(validity, uid));
                             });
    if (!read) return read;
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto [one, last] = there.equal_range(intent.messages[i].message_id);
      if (one == last) continue;
      out[i] = std::move(one->second);
      there.erase(one);
    }
    return {};
  };
  for (std::size_t round = 0;; ++round) {
    if (auto asked = again(ask); !asked) return std::move(asked).error();
    if (std::ranges::find(out, "") == out.end() || round == kLooks.size()) break;
    wait(kLooks[round]);
  }
  for (const std::string& one : out)
    if (!one.empty()) taken.insert(key_of(intent, one));
  return out;
}

// The last first: what came after its UIDNEXT is its own, and not of an earlier one whose UIDNEXT
// is lower. So two items that are the same message are told apart.
Result<std::vector<std::vector<std::string>>> Session::settle(const std::vector<Intent>& intents) {
  std::vector<std::vector<std::string>> out(intents.size());
  std::set<std::string> taken;
  for (std::size_t i = intents.size(); i-- > 0;) {
    auto one = settle(intents[i], taken);
    if (!one) return std::move(one).error();
    out[i] = *std::move(one);
  }
  return out;
}

}  // namespace migrator::imap
