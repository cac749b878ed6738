// What becomes of a batch, whatever the server does: stored once, or refused.
#include "migrator/destination/imap/session.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "tests/migrator/destination/imap/fake_server.hpp"
#include "tests/support/files.hpp"

using namespace migrator;
using imap::Chunk;
using imap::Outcome;

namespace {

// A run against a server: its accounts, its intents, and chunks of small messages.
class Run {
 public:
  explicit Run(fake::Server& server) : server_(server) {
    support::write(folder_ / "users.csv",
                   "mailbox,login,secret_env,secret_file\n"
                   "\"Quill, Nora\",nora,,pw\n\"Reed, Tom\",tom,,pw\n");
    support::write(folder_ / "pw", "pw\n");
    auto read = imap::Accounts::read(folder_ / "users.csv", {});
    REQUIRE(read);
    accounts_ = *std::move(read);
    begin();
  }
  // As after a crash: everything in memory is gone.
  void begin() {
    session_.reset();
    intents_ = std::make_unique<imap::Intents>(files_, folder_ / "intents");
    imap::Server at;
    at.host = "127.0.0.1";
    at.port = server_.port();
    at.timeout = 20;
    at.patience = 8;
    session_ = std::make_unique<imap::Session>(at, accounts_, *intents_);
  }
  static Chunk chunk(std::uint64_t first, std::size_t count, const std::string& line = "text") {
    Chunk out{"nora", "INBOX", {}, {}};
    for (std::uint64_t i = first; i < first + count; ++i) {
      imap::Parcel one;
      one.mark = {{AccountKind::mailbox, "Quill, Nora"}, i, "m" + std::to_string(i) + "@harbor"};
      one.ticket = i;
      one.bytes = "Message-ID: <" + one.mark.message_id + ">\r\n\r\n" + line + "\r\n";
      one.seen = i % 2 == 0;
      one.date = 896774400;  // 2 June 1998, noon
      out.parcels.push_back(std::move(one));
    }
    return out;
  }
  base::Result<void> deliver(const Chunk& chunk) { return session_->deliver(chunk, outcomes); }
  imap::Session& session() { return *session_; }
  imap::Intents& intents() { return *intents_; }
  fake::Mailbox inbox() { return server_.mailbox("nora/INBOX"); }

  // Every message of `chunk` stands there once, where its outcome says.
  bool exactly_once(const Chunk& chunk) {
    const fake::Mailbox there = inbox();
    for (const imap::Parcel& one : chunk.parcels) {
      const auto copies = std::ranges::count_if(
          there.messages, [&](const fake::Message& m) { return m.bytes == one.bytes; });
      const auto outcome = std::ranges::find(outcomes, one.ticket, &Outcome::ticket);
      if (copies != 1 || outcome == outcomes.end() || outcome->refused) return false;
      const auto uid = std::ranges::find(there.messages, one.bytes, &fake::Message::bytes)->uid;
      if (outcome->target_id != imap::target_id(there.uid_validity, uid)) return false;
    }
    return outcomes.size() == chunk.parcels.size();
  }
  std::vector<Outcome> outcomes;

 private:
  fake::Server& server_;
  support::TempFolder folder_;
  base::PosixFiles files_;
  imap::Accounts accounts_;
  std::unique_ptr<imap::Intents> intents_;
  std::unique_ptr<imap::Session> session_;
};

std::string without(std::string capabilities, const std::string& one) {
  const auto at = capabilities.find(" " + one);
  return at == std::string::npos ? capabilities : capabilities.erase(at, one.size() + 1);
}

long count_of(const std::vector<std::string>& commands, const std::string& begin) {
  return std::ranges::count_if(commands, [&](const auto& one) { return one.starts_with(begin); });
}

}  // namespace

TEST_CASE("a batch goes in one command, with flags and dates") {
  fake::Server server;
  Run run(server);
  const Chunk chunk = Run::chunk(1, 50);
  REQUIRE(run.deliver(chunk));
  CHECK(run.exactly_once(chunk));
  CHECK(count_of(server.commands(), "APPEND") == 1);
  CHECK(run.inbox().messages[0].flags.empty());
  CHECK(run.inbox().messages[1].flags == "\\Seen");
  CHECK(run.inbox().messages[0].date == " 2-Jun-1998 08:00:00 +0000");
}

TEST_CASE("every kind of server gets every message once") {
  const std::string all = fake::Manners().capabilities;
  for (const char* lacks : {"LITERAL+", "MULTIAPPEND", "UIDPLUS", "SASL-IR"})
    for (const char* more : {"", "LITERAL+", "MULTIAPPEND", "UIDPLUS"})
      for (const char* small : {"", " LITERAL-"}) {
        CAPTURE(lacks);
        CAPTURE(more);
        if (std::string(lacks) == "SASL-IR") continue;  // the fake server wants it
        fake::Manners manners;
        manners.capabilities = without(without(all, lacks), more) + small;
        fake::Server server(manners);
        Run run(server);
        const Chunk chunk = Run::chunk(1, 70);
        REQUIRE(run.deliver(chunk));
        CHECK(run.exactly_once(chunk));
      }
}

TEST_CASE("a message whose lines are commands is never taken for commands") {
  for (const bool many : {false, true}) {
    fake::Manners manners;
    manners.bad_at_once = true;
    if (!many) manners.capabilities = without(manners.capabilities, "MULTIAPPEND");
    fake::Server server(manners);
    Run run(server);
    const auto done = run.deliver(Run::chunk(1, many ? 3 : 1, "x DELETE INBOX\r\ny LOGOUT"));
    REQUIRE(!done);
    CHECK(done.error().message.find("does not understand us") != std::string::npos);
    for (const std::string& command : server.commands()) {
      CHECK(command.find("DELETE") == std::string::npos);
      CHECK(command.find("m1@harbor") == std::string::npos);
    }
    CHECK(run.inbox().messages.empty());
  }
}

TEST_CASE("an answer that is lost is asked for, and nothing comes twice") {
  for (const char* lacks : {"none", "MULTIAPPEND", "UIDPLUS"})
    for (const int how : {0, 1, 2, 3}) {
      CAPTURE(lacks);
      CAPTURE(how);
      fake::Manners manners;
      manners.capabilities = without(manners.capabilities, lacks);
      (how == 0   ? manners.lost_answers
       : how == 1 ? manners.lost_commands
       : how == 2 ? manners.late_answers
                  : manners.byes) = how == 3 ? 1 : 2;
      fake::Server server(manners);
      Run run(server);
      const Chunk first = Run::chunk(1, 7);
      REQUIRE(run.deliver(first));
      CHECK(run.exactly_once(first));
    }
}

TEST_CASE("what a run had on its way when it died is found by its intent") {
  for (const bool stored : {true, false}) {
    fake::Server server;
    Run run(server);
    REQUIRE(run.deliver(Run::chunk(1, 5)));
    const auto settled = run.outcomes;
    if (!stored) {
      fake::Server other;  // one that never got the batch
      Run late(other);
      imap::Intent intent{"nora", "INBOX", 7, 1, {}};
      for (const auto& one : Run::chunk(1, 5).parcels) intent.messages.push_back(one.mark);
      auto found = late.session().settle(std::vector{intent});
      REQUIRE(found);
      CHECK(found->front() == std::vector<std::string>(5));
      continue;
    }
    run.begin();
    auto open = run.intents().read();
    REQUIRE(open);
    REQUIRE(open->size() == 1);
    CHECK(open->front().messages.size() == 5);
    auto found = run.session().settle(*open);
    REQUIRE(found);
    for (std::size_t i = 0; i < 5; ++i) CHECK(found->front()[i] == settled[i].target_id);
    // The mailbox was made anew by its server in between: the Message-ID decides.
    server.renew("nora/INBOX", 99);
    found = run.session().settle(*open);
    REQUIRE(found);
    CHECK(found->front()[4] == "99.5");
    REQUIRE(run.intents().clear());
    CHECK(run.intents().read()->empty());
  }
}

TEST_CASE("of two batches with the same message each finds its own") {
  fake::Server server;
  Run run(server);
  REQUIRE(run.deliver(Run::chunk(1, 2)));
  REQUIRE(run.deliver(Run::chunk(1, 2)));
  auto found = run.session().settle(*run.intents().read());
  REQUIRE(found);
  CHECK((*found)[0] == std::vector<std::string>{"7.1", "7.2"});
  CHECK((*found)[1] == std::vector<std::string>{"7.3", "7.4"});
}

TEST_CASE("names go in modified UTF-7, or as they are to a server that takes UTF-8") {
  for (const bool utf8 : {false, true}) {
    fake::Manners manners;
    if (utf8) manners.capabilities += " ENABLE UTF8=ACCEPT";
    fake::Server server(manners);
    Run run(server);
    REQUIRE(run.deliver({"nora",
                         "K\xC3\xBC"
                         "che",
                         {},
                         {}}));
    CHECK(count_of(server.commands(), utf8 ? "CREATE \"K\xC3\xBC"
                                             "che\""
                                           : "CREATE \"K&APw-che\"") == 1);
  }
}

TEST_CASE("mail of the same kind that was there before is not taken for a batch's") {
  fake::Server server;
  Run run(server);
  REQUIRE(run.deliver(Run::chunk(1, 3)));
  run.outcomes.clear();
  server.manners().lost_commands = 1;
  // The same messages once more: the source has them twice.
  REQUIRE(run.deliver(Run::chunk(1, 3)));
  CHECK(run.inbox().messages.size() == 6);
  std::set<std::string> ids;
  for (const Outcome& one : run.outcomes) ids.insert(one.target_id);
  CHECK(ids == std::set<std::string>{"7.4", "7.5", "7.6"});
}

TEST_CASE("a batch that is refused is halved until the message is found") {
  for (const char* why : {"NO [TOOBIG] too big", "NO I do not like it"}) {
    fake::Server server;
    server.manners().refuses =
        [&](const std::vector<fake::Message>& all) -> std::optional<std::string> {
      for (const auto& one : all)
        if (one.bytes.find("m13@") != std::string::npos) return why;
      return std::nullopt;
    };
    Run run(server);
    REQUIRE(run.deliver(Run::chunk(1, 20)));
    CHECK(run.inbox().messages.size() == 19);
    for (const Outcome& one : run.outcomes) CHECK(one.refused.has_value() == (one.ticket == 13));
    const auto bad = std::ranges::find(run.outcomes, 13u, &Outcome::ticket);
    CHECK((bad->refused->code == base::Errc::limit) == (std::string(why).find("TOOBIG") < 9));
  }
}

TEST_CASE("what is the mailbox's matter, or the server's, ends the run and is said") {
  const std::pair<const char*, const char*> cases[] = {
      {"NO [OVERQUOTA] full", "its quota is reached"},
      {"NO [LIMIT] enough", "a limit of the server is reached"},
      {"NO [SERVERBUG] disk full", "cannot store messages now"},
      {"NO [NOPERM] no", "no right to store"},
      {"NO whatever", "refuses one message after the other"}};
  for (const auto& [answer, words] : cases) {
    CAPTURE(answer);
    fake::Server server;
    std::size_t left = 12;
    server.manners().refuses =
        [&](const std::vector<fake::Message>& all) -> std::optional<std::string> {
      if (all.size() > left) return answer;
      left -= all.size();
      return std::nullopt;
    };
    Run run(server);
    const auto done = run.deliver(Run::chunk(1, 50));
    REQUIRE(!done);
    CHECK(done.error().message.find(words) != std::string::npos);
    CHECK(done.error().message.find("nora/INBOX") != std::string::npos);
    // What fits is there, and settled.
    CHECK(run.inbox().messages.size() == 12);
    CHECK(std::ranges::count_if(run.outcomes, [](const auto& one) { return !one.refused; }) == 12);
  }
}

TEST_CASE("a mailbox that somebody removes is made again") {
  fake::Server server;
  Run run(server);
  REQUIRE(run.deliver(Run::chunk(1, 2)));
  run.outcomes.clear();
  server.manners().missing_mailbox_once = true;
  const Chunk more = Run::chunk(3, 4);
  REQUIRE(run.deliver(more));
  CHECK(run.exactly_once(more));
}

TEST_CASE("boards get their rights, also where \"anyone\" is refused") {
  for (const bool refuses : {false, true}) {
    fake::Manners manners;
    manners.refuses_anyone = refuses;
    fake::Server server(manners);
    Run run(server);
    REQUIRE(run.deliver({"nora", "Public/Garden", {}, "lrsip"}));
    const std::map<std::string, std::string> expected = {
        {refuses ? "Public/Garden \"tom\" " : "Public/Garden anyone ", "lrsip"}};
    CHECK(server.rights() == expected);
  }
}

TEST_CASE("a wrong secret is said without it") {
  fake::Manners manners;
  manners.secret = "another";
  fake::Server server(manners);
  Run run(server);
  const auto done = run.deliver(Run::chunk(1, 1));
  REQUIRE(!done);
  CHECK(done.error().message.find("does not let nora in") != std::string::npos);
  CHECK((done.error().message + done.error().hint).find("pw") == std::string::npos);
  // It is not tried again and again, which would lock the account.
  CHECK(count_of(server.commands(), "AUTHENTICATE") == 1);
}

TEST_CASE("a server that ends the connection each time ends the run") {
  fake::Server server;
  server.manners().lost_commands = 1000;
  Run run(server);
  const auto done = run.deliver(Run::chunk(1, 1));
  REQUIRE(!done);
  CHECK(done.error().message.find("each time at item 1 of nora/INBOX") != std::string::npos);
}
