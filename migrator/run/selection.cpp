#include "migrator/run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;

auto in_order(const LocalTime& t) {
  return std::tie(t.year, t.month, t.day, t.hour, t.minute, t.second);
}
bool earlier(const LocalTime& a, const LocalTime& b) { return in_order(a) < in_order(b); }

std::string spelled(const LocalTime& t) {
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour,
                     t.minute, t.second);
}

bool among(const std::set<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const std::string& one) { return base::equals_fold(one, name); });
}

// Whether `folder` is the chosen one, or in it.
bool lies_in(std::string_view folder, std::string_view chosen) {
  if (folder.empty()) return base::equals_fold(chosen, "Inbox");
  while (chosen.ends_with('\\')) chosen.remove_suffix(1);
  if (!base::starts_with_fold(folder, chosen)) return false;
  return folder.size() == chosen.size() || folder[chosen.size()] == '\\';
}

std::string quoted(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "'" : ", '") + name + "'";
  return out.empty() ? "none" : out;
}

constexpr std::size_t kNamed = 10;  // names in a hint; a post office may have thousands

std::string some_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(kNamed, names.size()); ++i)
    out += (i > 0 ? "; " : "") + base::printable(names[i]);
  if (names.size() > kNamed) out += fmt::format("; and {} more", names.size() - kNamed);
  return out.empty() ? "none" : out;
}

struct Kind {
  AccountKind kind;
  std::string_view word, plural;
};
constexpr Kind kMailbox{AccountKind::mailbox, "mailbox", "mailboxes"};
constexpr Kind kBoard{AccountKind::board, "bulletin board", "bulletin boards"};

std::vector<std::string> names_of(const Catalogue& catalogue, AccountKind kind) {
  std::vector<std::string> out;
  for (const Account& account : catalogue.accounts)
    if (account.kind == kind) out.push_back(account.name);
  return out;
}

Error unknown(const std::string& name, const Kind& kind, const std::vector<std::string>& known,
              const Selection& selection) {
  const auto said = selection.said.find(name);
  const auto near = base::nearest(name, known);
  return {Errc::usage,
          fmt::format("{}the source has no {} \"{}\"{}",
                      said == selection.said.end() ? "" : said->second + ": ", kind.word,
                      base::printable(name),
                      near ? fmt::format("; did you mean \"{}\"?", base::printable(*near)) : ""),
          fmt::format("its {}: {}", kind.plural, some_of(known))};
}

// In the spelling of the source; two accounts may differ in case only.
Result<void> settle(std::optional<std::set<std::string>>& names, const Kind& kind,
                    const Selection& selection, const Catalogue& catalogue) {
  if (!names) return {};
  const auto known = names_of(catalogue, kind.kind);
  std::set<std::string> found;
  for (const std::string& name : *names) {
    bool had = false;
    for (const std::string& one : known)
      if (base::equals_fold(one, name)) {
        had = true;
        found.insert(one);
      }
    if (!had) return unknown(name, kind, known, selection);
  }
  names = std::move(found);
  return {};
}

}  // namespace

// A name of the source may hold a '/', which then is no level.
bool is_folder_of(std::string_view folder, const std::string& chosen) {
  if (lies_in(folder, chosen)) return true;
  std::string levels = chosen;
  std::ranges::replace(levels, '/', '\\');
  return levels != chosen && lies_in(folder, levels);
}

bool Selection::everything() const {
  return !mailboxes && !boards && folders.empty() && !since && !until;
}

bool Selection::chosen(const Account& account) const {
  const auto& names = account.kind == AccountKind::board ? boards : mailboxes;
  return !names || among(*names, account.name);
}

std::optional<ledger::Reason> Selection::filtered(const Account& account, const Item& item) const {
  if (!item.message) return std::nullopt;
  const Message& message = *item.message;
  const bool board = account.kind == AccountKind::board;
  const auto holds = [&](const std::string& folder) {
    return is_folder_of(message.folder, folder);
  };
  if (!board && !folders.empty() && std::ranges::none_of(folders, holds))
    return ledger::Reason::not_chosen;
  const auto& date = message.sent ? message.sent : message.received;
  if (!date || (board && !dates_of_boards)) return std::nullopt;
  if ((since && earlier(*date, *since)) || (until && earlier(*until, *date)))
    return ledger::Reason::outside_dates;
  return std::nullopt;
}

std::string Selection::words() const {
  std::string out;
  const auto add = [&](std::string_view what, const std::string& value) {
    out += fmt::format("{}{} {}", out.empty() ? "" : "; ", what, value);
  };
  if (mailboxes) add("mailboxes", quoted(*mailboxes));
  if (boards) add("boards", quoted(*boards));
  std::set<std::string> folded;  // they have no spelling of the source, so that of none counts
  for (const std::string& folder : folders) folded.insert(base::lower(folder));
  if (!folded.empty()) add("folders", quoted(folded));
  if (since) add("since", spelled(*since));
  if (until) add("until", spelled(*until));
  if ((since || until) && !dates_of_boards) out += " (boards: all)";
  return out;
}

Result<Selection> settled(Selection selection, const Catalogue& catalogue) {
  const Selection asked = selection;
  if (auto done = settle(selection.mailboxes, kMailbox, asked, catalogue); !done)
    return std::move(done).error();
  if (auto done = settle(selection.boards, kBoard, asked, catalogue); !done)
    return std::move(done).error();
  if (selection.since && selection.until && earlier(*selection.until, *selection.since))
    return Error{Errc::usage,
                 fmt::format("no message is of {} or later and of {} or earlier",
                             spelled(*selection.since), spelled(*selection.until)),
                 "exchange the two dates"};
  return selection;
}

std::optional<LocalTime> parse_moment(std::string_view text, bool ends) {
  if (text.size() == 14) return parse_time14(text);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string day(std::string(text.substr(0, 4)) + std::string(text.substr(5, 2)) +
                        std::string(text.substr(8, 2)));
  return parse_time14(day + (ends ? "235959" : "000000"));
}

}  // namespace migrator::run
