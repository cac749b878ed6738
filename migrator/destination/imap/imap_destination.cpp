#include "migrator/destination/imap/imap_destination.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/path.hpp"
#include "base/text.hpp"
#include "migrator/destination/card_files.hpp"
#include "migrator/destination/imap/names.hpp"
#include "migrator/destination/imap/worker.hpp"
#include "migrator/destination/index.hpp"
#include "migrator/destination/store.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::imap {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using destination::Delivered;

// What one MULTIAPPEND carries: more brings little, and a server that refuses one message refuses
// all of them (bench/imap; mail.md §3.2).
constexpr std::size_t kMessages = 50;
constexpr std::size_t kBytes = 4u << 20;

class StringSink : public base::ByteSink {
 public:
  Result<void> write(base::Bytes bytes) override {
    text_ += base::text_of(bytes);
    return {};
  }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

// RFC 4314 §2.1: l lookup, r read, s seen, i insert, p post, w flags, k create, t delete messages,
// e expunge.
std::string rights_of(Permissions permissions) {
  if (permissions == Permissions::author) return "lrsip";
  return permissions == Permissions::pub_editor ? "lrswipkte" : "";
}

// What is known of a login before anything is sent.
struct Home {
  FolderNames names;
  std::optional<std::uint64_t> limit;  // APPENDLIMIT
};

// Where an account goes.
struct Place {
  std::string login;
  std::size_t worker = 0;
};

using Key = std::pair<bool, std::string>;  // a board?, and the name
Key key_of(const Account& account) { return {account.kind == AccountKind::board, account.name}; }

class ImapDestination : public destination::Destination {
 public:
  ImapDestination(base::Files& files, Target target, const Catalogue& catalogue,
                  mime::Options options)
      : target_(std::move(target)),
        files_(files),
        options_(std::move(options)),
        post_office_(catalogue.post_office),
        layout_(catalogue),
        cards_(destination::open_cards(files, target_.state, catalogue, options_, target_.adds)),
        intents_(files, target_.state / "imap.intents"),
        limit_(target_.bytes_per_second) {
    options_.newline = mime::Options::Newline::crlf;
    if (options_.domain.empty()) options_.domain = mime::default_domain(options_.post_office);
  }

  Result<void> prepare(const Catalogue& catalogue,
                       const std::function<bool(const Account&)>& wanted);

  Result<void> begin(const Account& account) override;
  Result<void> resume(const destination::Extents&) override;
  void begins_anew() override { looks_ = session(); }
  Result<Delivered> put(const Account& account, const Item& item) override;
  Result<void> flush() override;
  std::vector<destination::Settled> settled() override { return std::exchange(settled_, {}); }
  Result<void> committed() override { return intents_.clear(); }
  unsigned side_by_side() const override { return target_.connections; }
  std::vector<std::string> warnings_of(const Account& account) const override;
  Result<Delivered> put(const DirectoryEntry& entry) override { return cards_->put(entry); }
  Result<void> finish_directory() override { return cards_->finish_directory(); }
  Result<destination::DeliveredLists> put(const Account& mailbox,
                                          const std::vector<PersonalList>& lists) override;
  Result<void> finish() override;

 private:
  std::unique_ptr<Session> session();
  Result<void> meet(Session& session, const std::string& login);
  Result<void> find_boards(Session& session);
  std::string mailbox(const Account& account, const std::string& folder) const;
  Result<std::string> standing(const Place& place, const std::string& mailbox,
                               const std::string& message_id);
  std::optional<std::int64_t> date_of(const Message& message, std::vector<std::string>& warnings,
                                      base::Result<void>& good) const;
  Worker& worker(std::size_t number);

  Target target_;
  base::Files& files_;
  mime::Options options_;
  std::string post_office_;
  destination::Layout layout_;
  std::unique_ptr<destination::Destination> cards_;
  Intents intents_;
  RateLimit limit_;
  std::map<std::string, Home> homes_;  // by login
  std::map<Key, Place> places_;
  destination::Layout::Known begun_;                           // account, and its own mailbox
  std::map<Key, std::map<std::string, std::string>> folders_;  // of mail that was put
  bool board_rights_ = true;                                   // the server can set them
  std::map<std::pair<Key, std::uint64_t>, std::pair<std::string, std::string>>
      found_;  // of intents
  // What found_ has: it is not for another item with the same content, too.
  std::set<std::pair<std::string, std::string>> taken_;
  // Of a run that begins anew: what stands in the mailboxes that it comes to, by Message-ID.
  std::unique_ptr<Session> looks_;
  std::map<std::pair<std::string, std::string>, std::multimap<std::string, std::string>> standing_;
  std::map<std::pair<std::string, std::string>, Chunk> open_;  // by login and mailbox
  std::map<std::pair<std::string, std::string>, std::size_t> workers_of_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<destination::Settled> settled_;
  std::uint64_t tickets_ = 0;
};

std::unique_ptr<Session> ImapDestination::session() {
  return std::make_unique<Session>(target_.server, target_.accounts, intents_,
                                   [this](std::uint64_t bytes) { limit_.take(bytes); });
}

Worker& ImapDestination::worker(std::size_t number) {
  while (workers_.size() <= number) workers_.push_back(std::make_unique<Worker>(session()));
  return *workers_[number];
}

// Logs in once, so that a wrong secret is found before anything is changed anywhere.
Result<void> ImapDestination::meet(Session& session, const std::string& login) {
  if (homes_.contains(login)) return {};
  auto client = session.client(login);
  if (!client) return std::move(client).error();
  auto names = FolderNames::of(**client);
  if (!names) return std::move(names).error();
  homes_.emplace(login, Home{*std::move(names), (*client)->append_limit()});
  return {};
}

Result<void> ImapDestination::find_boards(Session& session) {
  auto client = session.client(target_.boards_login);
  if (!client) return std::move(client).error();
  board_rights_ = (*client)->has("ACL");
  if (!target_.boards_prefix.empty()) return {};
  if (!(*client)->shared() || (*client)->shared()->prefix.empty())
    return Error{
        Errc::conflict, target_.server.text() + ": has no shared namespace for bulletin boards",
        "say where they go: --boards-prefix 'Boards/', in the mailbox of --boards-login; or "
        "leave them out (--set migration.content=…)"};
  target_.boards_prefix = (*client)->shared()->prefix;
  return {};
}

Result<void> ImapDestination::prepare(const Catalogue& catalogue,
                                      const std::function<bool(const Account&)>& wanted) {
  if (auto zone = mime::moment({}, options_.time_zone); !zone) return std::move(zone).error();
  if (auto page = base::CodePage::find(options_.code_page); !page) return std::move(page).error();
  if (target_.boards_login.empty()) target_.boards_login = target_.accounts.first();
  std::vector<std::string> without;
  std::size_t next = 0;
  bool boards = false;
  for (const Account& account : catalogue.accounts) {
    if (!wanted(account)) continue;
    const bool board = account.kind == AccountKind::board;
    const Login* login = board ? target_.accounts.with_login(target_.boards_login)
                               : target_.accounts.find(account.name);
    if (login == nullptr && board)
      return Error{Errc::usage, "--boards-login " + base::printable(target_.boards_login) +
                                    ": --accounts has no row with this login"};
    if (login == nullptr) {
      without.push_back(account.name);
      continue;
    }
    boards = boards || board;
    places_[key_of(account)] = {login->user, next++ % target_.connections};
  }
  if (!without.empty()) {
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(without.size(), 5); ++i)
      names += (i == 0 ? "\"" : "\", \"") + base::printable(without[i]);
    return Error{Errc::usage,
                 std::to_string(without.size()) +
                     (without.size() == 1 ? " mailbox has" : " mailboxes have") +
                     " no login in --accounts: " + names + "\"" + (without.size() > 5 ? " …" : ""),
                 "add a row for each, or choose others with --mailbox"};
  }
  auto session = this->session();
  for (const auto& [account, place] : places_)
    if (auto met = meet(*session, place.login); !met)
      return std::move(met).error().during((account.first ? "board " : "mailbox ") +
                                           base::printable(account.second));
  return boards ? find_boards(*session) : Result<void>();
}

std::string ImapDestination::mailbox(const Account& account, const std::string& folder) const {
  const FolderNames& names = homes_.at(places_.at(key_of(account)).login).names;
  if (account.kind == AccountKind::board)
    return names.board(target_.boards_prefix, account.name, folder);
  return names.mailbox(folder);
}

Result<void> ImapDestination::begin(const Account& account) {
  const auto place = places_.find(key_of(account));
  if (place == places_.end())
    return Error{Errc::usage, "\"" + base::printable(account.name) +
                                  "\" was not chosen when the destination was opened"};
  const std::string own = mailbox(account, "");
  if (std::ranges::find(begun_, std::pair(account, own)) != begun_.end()) return {};
  begun_.emplace_back(account, own);
  Chunk chunk{place->second.login, own, {}, {}};
  if (account.kind == AccountKind::board) chunk.rights = rights_of(target_.permissions);
  worker(place->second.worker).push(std::move(chunk));
  return {};
}

std::vector<std::string> ImapDestination::warnings_of(const Account& account) const {
  if (account.kind != AccountKind::board) return {};
  const bool refused = std::ranges::any_of(
      workers_, [](const auto& one) { return one->session().refuses_anyone(); });
  if (board_rights_ && refused)
    return {
        "the server refuses rights for everybody (anyone): the logins of --accounts have got "
        "theirs, and others those that the namespace gives, which may be more"};
  if (board_rights_) return {};
  return {
      "the server sets no rights (ACL, RFC 4314): who may read and post is what its namespace "
      "says"};
}

// What a run that was broken off had on its way.
Result<void> ImapDestination::resume(const destination::Extents&) {
  auto open = intents_.read();
  if (!open) return std::move(open).error();
  auto where = session()->settle(*open);
  if (!where) return std::move(where).error();
  for (std::size_t k = 0; k < open->size(); ++k) {
    const Intent& intent = (*open)[k];
    for (std::size_t i = 0; i < intent.messages.size(); ++i) {
      const Marked& one = intent.messages[i];
      if ((*where)[k][i].empty()) continue;
      const std::pair there(intent.login + "/" + intent.mailbox, (*where)[k][i]);
      found_[{key_of(one.account), one.sequence}] = there;
      taken_.insert(there);
    }
  }
  return {};
}

// The target_id of a message that stands there already, and now is this one; "" for none.
Result<std::string> ImapDestination::standing(const Place& place, const std::string& mailbox,
                                              const std::string& message_id) {
  if (!looks_) return std::string();
  const auto [there, fresh] = standing_.try_emplace({place.login, mailbox});
  if (fresh) {
    auto looked = looks_->list(place.login, mailbox,
                               [&, &ids = there->second](std::string target_id, std::string id) {
                                 if (!taken_.contains({place.login + "/" + mailbox, target_id}))
                                   ids.emplace(std::move(id), std::move(target_id));
                               });
    if (!looked) return std::move(looked).error();
  }
  const auto [one, last] = there->second.equal_range(message_id);
  if (one == last) return std::string();
  std::string found = std::move(one->second);
  there->second.erase(one);
  return found;
}

// The moment that a server shows: when it came, else when it was sent. Servers take no date before
// 1970, and none that is still to come (mail.md §3.3).
std::optional<std::int64_t> ImapDestination::date_of(const Message& message,
                                                     std::vector<std::string>& warnings,
                                                     Result<void>& good) const {
  const auto& wall = message.received ? message.received : message.sent;
  if (!wall) return std::nullopt;
  auto moment = mime::moment(*wall, options_.time_zone);
  if (!moment) {
    good = std::move(moment).error();
    return std::nullopt;
  }
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  const std::int64_t shown = std::clamp<std::int64_t>(moment->unix_seconds, 0, now);
  if (shown != moment->unix_seconds)
    warnings.push_back("its date, " + moment->date + ", is one that a server cannot show: " +
                       internal_date(shown) + " stands for it, and the message keeps its own");
  return shown;
}

Result<Delivered> ImapDestination::put(const Account& account, const Item& item) {
  if (!item.message) return Error{Errc::usage, "a damaged item cannot be delivered as a message"};
  const Place& place = places_.at(key_of(account));
  const std::string mailbox = this->mailbox(account, item.message->folder);
  StringSink text;
  auto rendered = mime::render(*item.message, options_, text);
  if (!rendered) return std::move(rendered).error();
  Parcel parcel;
  parcel.bytes = std::move(text).take();
  Delivered out = destination::delivered_of(*std::move(rendered));
  out.bytes = parcel.bytes.size();
  out.target = place.login + "/" + mailbox;
  const auto limit = homes_.at(place.login).limit;
  if (limit && out.bytes > *limit)
    return Error{Errc::limit, "the message has " + std::to_string(out.bytes) +
                                  " bytes, and the server takes at most " + std::to_string(*limit)};
  Result<void> good;
  parcel.date = date_of(*item.message, out.warnings, good);
  if (!good) return std::move(good).error();
  folders_[key_of(account)].emplace(item.message->folder, mailbox);
  if (const auto found = found_.find({key_of(account), item.sequence});
      found != found_.end() && found->second.first == out.target) {
    out.target_id = found->second.second;
    return out;
  }
  auto stands = standing(place, mailbox, out.message_id);
  if (!stands) return std::move(stands).error();
  if (!stands->empty()) {
    out.target_id = *std::move(stands);
    return out;
  }
  parcel.seen = !item.message->unread;
  parcel.draft = item.message->unsent;
  parcel.mark = {account, item.sequence, out.message_id};
  parcel.ticket = out.ticket = ++tickets_;
  const auto [chunk, fresh] =
      open_.try_emplace({place.login, mailbox}, Chunk{place.login, mailbox, {}, {}});
  workers_of_[chunk->first] = place.worker;
  std::size_t bytes = parcel.bytes.size();
  for (const Parcel& one : chunk->second.parcels) bytes += one.bytes.size();
  // One that would be too much goes with the next.
  if (bytes > kBytes && !chunk->second.parcels.empty()) {
    worker(place.worker).push(std::exchange(chunk->second, {place.login, mailbox, {}, {}}));
  }
  chunk->second.parcels.push_back(std::move(parcel));
  if (chunk->second.parcels.size() == kMessages)
    worker(place.worker).push(std::exchange(chunk->second, {place.login, mailbox, {}, {}}));
  return out;
}

Result<void> ImapDestination::flush() {
  for (auto& [where, chunk] : open_)
    if (!chunk.parcels.empty()) worker(workers_of_[where]).push(std::move(chunk));
  open_.clear();
  Result<void> done;
  for (const auto& one : workers_) {
    std::vector<Outcome> outcomes;
    auto drained = one->drain(outcomes);
    for (Outcome& outcome : outcomes)
      settled_.push_back(
          {outcome.ticket, std::move(outcome.target_id), std::move(outcome.refused)});
    if (done && !drained) done = std::move(drained);
  }
  return done;
}

Result<destination::DeliveredLists> ImapDestination::put(const Account& mailbox,
                                                         const std::vector<PersonalList>& lists) {
  if (auto begun = begin(mailbox); !begun) return std::move(begun).error();
  return cards_->put(mailbox, lists);
}

Result<void> ImapDestination::finish() {
  if (auto done = flush(); !done) return done;
  std::vector<destination::Standing> standing;
  for (const auto& [account, own] : begun_) {
    destination::Standing& one = standing.emplace_back();
    one.account = account;
    one.path = own;
    one.beside = *layout_.path(account);
    for (const auto& [folder, mailbox] : folders_[key_of(account)])
      if (mailbox != own) one.folders.push_back({folder, mailbox});
  }
  base::Json index = destination::make_index(target_.state, standing, post_office_);
  index["server"] = target_.server.text();
  index["boards_login"] = target_.boards_login;
  for (base::Json& one : index["mailboxes"])
    one["login"] = places_.at({false, one["name"].get<std::string>()}).login;
  return base::write_whole(files_, target_.state / "index.json", base::dump(index) + "\n");
}

}  // namespace

Result<FolderNames> FolderNames::of(Client& client) {
  FolderNames out;
  if (client.personal()) {
    out.prefix_ = client.personal()->prefix;
    out.separator_ = client.personal()->separator;
  }
  if (!client.has("SPECIAL-USE")) return out;
  auto reply = client.run("LIST \"\" \"*\"");  // RFC 6154 §2: a plain LIST may say the uses, too
  if (reply && client.has("LIST-EXTENDED"))
    reply = client.run("LIST (SPECIAL-USE) \"\" \"*\" RETURN (SPECIAL-USE)");
  if (!reply) return std::move(reply).error();
  for (const Response& one : reply->data) {
    if (one.name != "LIST" || one.values.size() < 3) continue;
    for (const Value& use : one.values[0].items)
      for (const char* known : {"\\Sent", "\\Drafts", "\\Trash"})
        if (use.is(known)) out.special_.try_emplace(known, client.name_of(one.values[2]));
  }
  return out;
}

std::string FolderNames::mailbox(std::string_view folder) const {
  if (const auto use = special_.find(special_use(folder)); use != special_.end())
    return use->second;
  const std::string name = folder_name(folder, separator_);
  return name.empty() ? "INBOX" : prefix_ + name;
}

std::string FolderNames::board(const std::string& prefix, std::string_view board,
                               std::string_view folder) const {
  const std::string below = folder_name(folder, separator_);
  const std::string name = base::safe_name(base::to_utf8(board), separator_ + ".");
  return prefix + name + (below.empty() ? "" : (separator_.empty() ? "-" : separator_) + below);
}

Result<std::unique_ptr<destination::Destination>> open_imap(
    base::Files& files, Target target, const Catalogue& catalogue, const mime::Options& options,
    const std::function<bool(const Account&)>& wanted) {
  target.connections = std::max(target.connections, 1u);
  auto out = std::make_unique<ImapDestination>(files, std::move(target), catalogue, options);
  if (auto ready = out->prepare(catalogue, wanted); !ready) return std::move(ready).error();
  return std::unique_ptr<destination::Destination>(std::move(out));
}

}  // namespace migrator::imap
