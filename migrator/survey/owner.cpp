#include "migrator/survey/owner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "migrator/survey/names.hpp"

namespace migrator::survey {
namespace {

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// The words of a name in lower case, ASCII only: "Quill, Nora" is "quill", "nora".
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> out(1);
  for (char c : base::lower(name)) {
    if (letter_or_digit(c))
      out.back() += c;
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

bool no_digit(char c) { return c < '0' || c > '9'; }

// "quill-2" is "quill": a number at the end tells files of one person apart.
std::vector<std::string> words_of_file(std::string_view path) {
  auto name = file_name(path);
  const auto dot = name.rfind('.');
  if (dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  auto words = words_of(name);
  if (words.size() > 1 && std::ranges::none_of(words.back(), no_digit)) words.pop_back();
  if (words.empty()) return words;
  std::string& last = words.back();
  const auto end = last.find_last_not_of("0123456789");
  if (end != std::string::npos) last.resize(end + 1);
  return words;
}

// What people call the files of "Quill, Nora"; the first eight letters, too (DOS).
std::set<std::string> nicknames(std::string_view name) {
  auto words = words_of(name);
  if (words.empty()) return {};
  if (name.find(',') == std::string_view::npos && words.size() > 1)  // "Nora Quill"
    std::rotate(words.begin(), words.end() - 1, words.end());
  std::set<std::string> out = {words[0]};
  if (words.size() > 1) {
    const std::string& last = words[0];
    const std::string& first = words[1];
    for (const std::string& one :
         {last + first, first + last, last + first.substr(0, 1), first.substr(0, 1) + last}) {
      out.insert(one);
      out.insert(one.substr(0, 8));
    }
  }
  out.insert(words[0].substr(0, 8));
  std::erase_if(out, [](const std::string& one) { return one.size() < 3; });
  return out;
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

bool is_board(const std::string& name) { return name.size() > 1 && name.front() == '#'; }

struct Best {
  const Party* party = nullptr;
  bool alone = false;  // nobody else has as many messages
};

template <class Wanted>
Best best_of(const Parties& parties, const Wanted& wanted) {
  Best out;
  for (const auto& [folded, party] : parties) {
    if (!wanted(party.name)) continue;
    if (out.party == nullptr || party.messages > out.party->messages)
      out = {&party, true};
    else if (party.messages == out.party->messages)
      out.alone = false;
  }
  return out;
}

std::string share(const Party& party, const MailFacts& mail, std::string_view verb) {
  if (mail.messages == 1) return fmt::format("{} {} its one message", quoted(party.name), verb);
  return fmt::format("{} {} {} of {} messages", quoted(party.name), verb, party.messages,
                     mail.messages);
}

Owner mailbox(std::string name, std::string why) {
  return {{AccountKind::mailbox, std::move(name)}, false, std::move(why)};
}

class Search {
 public:
  Search(const FileRecord& file, const Names& names)
      : file_(file), mail_(*file.mail), names_(names) {}

  Owner run() const {
    static constexpr const char* kLog = "a console log of EXPORT says so";
    const auto logged = by_log();
    if (logged.size() == 1) {
      const std::string& box = logged.begin()->second;
      return is_board(box) ? board(box, kLog) : mailbox(box, kLog);
    }
    Owner out = by_content();
    if (logged.size() > 1) out.why += "; console logs name several owners of files called so";
    return out;
  }

 private:
  // Whom console logs name, by the name in lower case.
  std::map<std::string, std::string> by_log() const {
    const auto name = file_name(file_.path);
    const auto folder = std::string_view(file_.path).substr(0, file_.path.size() - name.size());
    std::map<std::string, std::string> near, all;
    const auto [from, to] = names_.logged.equal_range(base::lower(name));
    for (auto at = from; at != to; ++at) {
      const auto& [log, box] = at->second;
      all.emplace(base::lower(box), box);
      if (log == folder) near.emplace(base::lower(box), box);
    }
    return near.empty() ? all : near;
  }

  Owner by_content() const {
    const auto boards = best_of(mail_.recipients, is_board);
    const auto people = best_person();
    const bool to_board = boards.party != nullptr && 2 * boards.party->messages > mail_.messages;
    if (to_board && (people.party == nullptr || people.party->messages < boards.party->messages))
      return board(boards.party->name, share(*boards.party, mail_, "receives"));
    if (people.party != nullptr && people.alone && 2 * people.party->messages > mail_.messages)
      return mailbox(people.party->name, share(*people.party, mail_, "receives"));
    if (const auto named = by_file_name(); !named.empty())
      return mailbox(named, "the name of the file says so, the recipients do not");
    const auto sender = best_of(mail_.senders, [](const auto&) { return true; });
    if (mail_.messages > 1 && sender.party != nullptr && sender.party->messages == mail_.messages)
      return mailbox(sender.party->name, share(*sender.party, mail_, "wrote"));
    const std::string stem = std::filesystem::path(file_.path).stem().string();
    return {{AccountKind::mailbox, stem},
            true,
            "nobody receives more of its messages than others, so it is called as the file"};
  }

  static Owner board(const std::string& name, std::string why) {
    return {{AccountKind::board, name.substr(1)}, false, std::move(why)};
  }

  Best best_person() const {
    const auto here = best_of(mail_.recipients, [&](const auto& name) {
      return names_.locals.contains(base::lower(name));
    });
    if (here.party != nullptr && 2 * here.party->messages > mail_.messages) return here;
    return best_of(mail_.recipients, [](const auto& name) { return !is_board(name); });
  }

  // Of the directory; where there is none, of those who receive or write its messages.
  std::string by_file_name() const {
    if (!names_.locals.empty()) return names_.nicknames.who(file_.path);
    Parties parties = mail_.recipients;
    parties.insert(mail_.senders.begin(), mail_.senders.end());
    std::vector<std::string> people;
    for (const auto& [folded, party] : parties)
      if (!is_board(party.name)) people.push_back(party.name);
    return Nicknames(people).who(file_.path);
  }

  const FileRecord& file_;
  const MailFacts& mail_;
  const Names& names_;
};

}  // namespace

Nicknames::Nicknames(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    for (const std::string& one : nicknames(name)) names_.emplace(one, name);
}

std::string Nicknames::who(std::string_view path) const {
  const auto words = words_of_file(path);
  if (words.empty()) return {};
  std::string all;
  for (const std::string& word : words) all += word;
  for (const std::string& word : {all, words.front()}) {
    const auto [from, to] = names_.equal_range(word);
    if (from != to) return std::next(from) == to ? from->second : "";
  }
  return {};
}

Names names_of(const Survey& survey) {
  Names out;
  std::vector<std::string> locals;
  for (const FileRecord& file : survey.files) {
    if (file.in_run) continue;
    if (file.directory)
      for (const std::string& name : file.directory->locals)
        if (out.locals.insert(base::lower(name)).second) locals.push_back(name);
    if (file.what.kind == Kind::console_log)
      for (const auto& [box, path] : file.boxes)
        out.logged.emplace(
            base::lower(path),
            Names::Logged{file.path.substr(0, file.path.size() - file_name(file.path).size()),
                          box});
  }
  out.nicknames = Nicknames(locals);
  return out;
}

Owner owner_of(const FileRecord& file, const Names& names) { return Search(file, names).run(); }

}  // namespace migrator::survey
