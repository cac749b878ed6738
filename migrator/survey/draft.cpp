#include "migrator/survey/draft.hpp"

#include "base/path.hpp"
#include "migrator/survey/boxes.hpp"
#include "migrator/survey/copies.hpp"
#include "migrator/survey/guess.hpp"
#include "migrator/survey/names.hpp"
#include "migrator/survey/owner.hpp"

namespace migrator::survey {
namespace {

using base::Json;

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, path.size() - file_name(path).size()));
}

// The path of the profile within the folder; "" when it does not lie there.
std::string inside(const std::filesystem::path& folder, const std::filesystem::path& profile) {
  std::error_code error;
  const auto root = std::filesystem::weakly_canonical(folder, error);
  const auto file = std::filesystem::weakly_canonical(profile, error);
  if (error) return {};
  const std::string out = file.lexically_relative(root).generic_string();
  return can_be_named(out) ? out : "";
}

std::vector<std::string> mailboxes(const Boxes& boxes) {
  std::vector<std::string> out;
  for (const Box& box : boxes.all())
    if (box.account.kind == AccountKind::mailbox) out.push_back(box.account.name);
  return out;
}

// Whose an address book is: the mailbox that its name or that of its folder tells, or the only one
// that has messages in the same folder.
class Holders {
 public:
  explicit Holders(const Boxes& boxes) : known_(mailboxes(boxes)) {
    for (const Box& box : boxes.all())
      for (const std::string& path : box.messages)
        if (box.account.kind == AccountKind::mailbox)
          near_[folder_of(path)].insert(box.account.name);
  }

  Guess of(const std::string& path) const {
    if (auto name = known_.who(path); !name.empty()) return {name, "the name of the file says so"};
    std::string folder = folder_of(path);
    const auto near = near_.find(folder);
    if (!folder.empty()) folder.pop_back();
    if (auto name = known_.who(folder); !name.empty())
      return {name, "the name of its folder says so"};
    if (near == near_.end() || near->second.size() != 1) return {};
    return {*near->second.begin(), "the only mailbox with messages in its folder"};
  }

 private:
  Nicknames known_;
  std::map<std::string, std::set<std::string>> near_;
};

class Drafter {
 public:
  Drafter(const Survey& survey, const Options& options)
      : survey_(survey), options_(options), names_(names_of(survey)), copies_(survey.folder) {}

  Draft run() {
    page_ = guess_code_page(survey_.sample);
    for (const FileRecord& file : survey_.files)
      if (file.what.kind == Kind::description && !file.in_run) descriptions_.push_back(file.path);
    std::vector<const FileRecord*> nobodys;
    for (const FileRecord& file : survey_.files)
      if (is_wanted(file)) take_messages(file, nobodys);
    for (const FileRecord* file : nobodys) take_nobodys(*file);
    if (!boxes_.empty() || has_lists()) describe();
    for (const FileRecord& file : survey_.files) say_left_out(file);
    return std::move(out_);
  }

 private:
  void reason(std::string about, std::string value, std::string why) {
    out_.reasons.push_back({std::move(about), std::move(value), std::move(why)});
  }
  void leave_out(const FileRecord& file, std::string why, bool may_hold_mail = true) {
    out_.left_out.push_back({file.path, std::move(why), may_hold_mail});
  }

  // A name that was read with page 850, as the page of the set has it.
  std::string respelled(const std::string& name) const {
    if (page_.page == 850 || base::is_ascii(name)) return name;
    const auto read = base::CodePage::find(850), meant = base::CodePage::find(page_.page);
    if (!read || !meant) return name;
    const auto bytes = read->encode(name);
    return bytes ? meant->decode(*bytes).text : name;
  }

  bool is_wanted(const FileRecord& file) {
    if (file.what.kind != Kind::messages || !file.mail || file.in_run) return false;
    if (!can_be_named(file.path)) {
      leave_out(file, "its name cannot stand in set.json: rename it");
      return false;
    }
    return !described(file);
  }

  // Whether a set.json further down describes its folder: see say_left_out.
  bool described(const FileRecord& file) const { return !description_of(file).empty(); }
  std::string description_of(const FileRecord& file) const {
    for (const std::string& path : descriptions_) {
      const std::string folder = folder_of(path);
      if (!folder.empty() && file.path.starts_with(folder)) return path;
    }
    return {};
  }

  // Whether an equal file of the same owner is in the draft.
  bool is_copy(const FileRecord& file, const std::string& owner) {
    const std::string before = copies_.before(file.path, file.size, owner);
    if (before.empty()) return false;
    leave_out(file, "the same bytes as " + before, false);
    return true;
  }

  void take_messages(const FileRecord& file, std::vector<const FileRecord*>& nobodys) {
    const Owner owner = owner_of(file, names_);
    const std::string name = respelled(owner.account.name);
    const bool named = !owner.named_after_file && !base::trim(name).empty() && !has_control(name);
    const bool board = owner.account.kind == AccountKind::board;
    // A file of nobody is as a copy of it only if that is called the same.
    if (is_copy(file, !named ? "?" + base::lower(file_name(file.path))
                             : (board ? "#" : "@") + base::lower(name)))
      return;
    offices_.add(*file.mail, named ? owner.account.name : "");
    if (!named) return nobodys.push_back(&file);
    boxes_.of(owner.account.kind, name).messages.push_back(file.path);
    reason(file.path, (board ? "board " : "mailbox ") + name, owner.why);
  }

  // After all others, so that a label is never somebody's name.
  void take_nobodys(const FileRecord& file) {
    const std::string label = boxes_.label(file.path);
    boxes_.of(AccountKind::mailbox, label).messages.push_back(file.path);
    reason(file.path, "mailbox " + label,
           "no recipient stands out and no name fits, so it is called as the file");
  }

  // Address books and lists are worth a set, also without a message.
  bool has_lists() const {
    return std::ranges::any_of(survey_.files, [&](const FileRecord& file) {
      const bool lists =
          file.what.kind == Kind::address_book || file.what.kind == Kind::private_lists;
      return lists && !file.in_run && can_be_named(file.path) && !described(file);
    });
  }

  void describe() {
    Json set = {{"system", "cc:mail"}};
    Guess office = offices_.winner(survey_.folder);
    office.value = respelled(office.value);
    put(set, "post_office", office);
    put(set, "database", guess_database(survey_));
    put(set, "export_version", guess_export_version(survey_));
    set["code_page"] = page_.page;
    reason("code_page", std::to_string(page_.page), page_.why);
    put(set, "date_order", guess_date_order(survey_.dates));
    put(set, "time_zone",
        {"UTC", "EXPORT writes no zone: give that of the post office, such as Europe/Berlin"});
    if (!options_.profile.empty()) put_profile(set);
    if (const FileRecord* directory = guess_directory(survey_)) {
      used_.insert(directory->path);
      put(set, "directory", {directory->path, directory->what.says});
    }
    give_address_books();
    const std::string lists = private_lists();
    for (const auto& [key, kind] :
         {std::pair{"mailboxes", AccountKind::mailbox}, std::pair{"boards", AccountKind::board}})
      if (Json list = boxes_.json(kind); !list.empty()) set[key] = std::move(list);
    if (!lists.empty()) set["private_lists"] = lists;
    if (!boxes_.empty()) out_.description = std::move(set);
  }

  void put(Json& set, const char* key, const Guess& guess) {
    if (!guess.value.empty()) set[key] = guess.value;
    if (!guess.why.empty()) reason(key, guess.value.empty() ? "-" : guess.value, guess.why);
  }

  void put_profile(Json& set) {
    const std::string path = inside(survey_.folder, options_.profile);
    if (path.empty())
      reason("profile", "-",
             options_.profile.string() + " stands elsewhere: copy it into the folder");
    else
      put(set, "profile", {path, "--profile"});
  }

  std::string private_lists() {
    for (const FileRecord& file : survey_.files) {
      if (file.what.kind != Kind::private_lists || file.in_run || !can_be_named(file.path) ||
          described(file))
        continue;
      used_.insert(file.path);
      reason("private_lists", file.path, file.what.says);
      for (const auto& [name, unused] : file.boxes) need_mailbox(name, file.path);
      return file.path;
    }
    return {};
  }

  // A list needs its mailbox, also one without messages.
  void need_mailbox(const std::string& bytes, const std::string& path) {
    const auto page = base::CodePage::find(page_.page);
    const std::string name =
        base::is_utf8(bytes) || !page ? base::to_utf8(bytes) : page->decode(bytes).text;
    if (base::trim(name).empty() || has_control(name)) return;
    if (boxes_.has(AccountKind::mailbox, name)) return;
    boxes_.of(AccountKind::mailbox, name);
    reason(path, "mailbox " + name, "has lists there, and no messages");
  }

  void give_address_books() {
    const Holders holders(boxes_);
    for (const bool told : {true, false}) give_address_books(holders, told);
  }

  // Those whose holder something tells, then the others.
  void give_address_books(const Holders& holders, bool told) {
    for (const FileRecord& file : survey_.files) {
      if (file.what.kind != Kind::address_book || file.in_run || !can_be_named(file.path) ||
          described(file))
        continue;
      auto [holder, why] = holders.of(file.path);
      if (holder.empty() == told) continue;
      used_.insert(file.path);
      const std::string some = "book", own = "book of " + base::lower(holder);
      if (is_copy(file, told ? own : some)) continue;
      if (told) copies_.before(file.path, file.size, some);
      if (!told || !boxes_.of(AccountKind::mailbox, holder).private_directory.empty()) {
        holder = boxes_.label(file.path);
        why = "nothing tells whose it is, so the mailbox is called as the file";
      }
      boxes_.of(AccountKind::mailbox, holder).private_directory = file.path;
      reason(file.path, "address book of " + holder, why);
    }
  }

  void say_left_out(const FileRecord& file) {
    if (file.in_run && is_mail(file.what.kind))
      return leave_out(file, "lies in a folder that a run of Sidestep wrote", false);
    if (file.in_run || used_.contains(file.path)) return;
    if (const std::string set = description_of(file); !set.empty() && is_mail(file.what.kind))
      return leave_out(file, set + " describes its folder: --source takes that folder");
    switch (file.what.kind) {
      case Kind::undeliverable:
        return leave_out(file,
                         "undeliverable, not to be imported again (Q168680): name it in set.json "
                         "to keep its messages");
      case Kind::directory:
        return leave_out(file,
                         extension(file.path) == ".imp" ? "entries that were to be imported"
                                                        : "another directory was taken",
                         false);
      case Kind::private_lists:
      case Kind::address_book:
        return leave_out(file, "no place in a set: join it with the other one by hand");
      case Kind::packing_list:
        return leave_out(file, "a set of its own: --source takes it");
      case Kind::archive:
        return leave_out(file, "an archive whose format is unknown");
      case Kind::unreadable:
        return leave_out(file, "cannot be read, so nothing tells what it holds");
      case Kind::primary:
      case Kind::secondary:
        if (file.part_of.empty()) leave_out(file, "part of a set whose packing list is not there");
        return;
      case Kind::link:
        if (is_export_name(file.path)) leave_out(file, "a link, and links are not followed");
        return;
      case Kind::text:
      case Kind::unknown:
        if (is_export_name(file.path))
          leave_out(file, "named as mail of cc:Mail, but no message was found in it");
        return;
      default:
        return;
    }
  }

  const Survey& survey_;
  const Options& options_;
  Names names_;
  Copies copies_;
  CodePageGuess page_;
  Boxes boxes_;
  OfficeVotes offices_;
  std::set<std::string> used_;
  std::vector<std::string> descriptions_;
  Draft out_;
};

}  // namespace

Draft draft(const Survey& survey, const Options& options) { return Drafter(survey, options).run(); }

}  // namespace migrator::survey
