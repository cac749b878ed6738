#include <algorithm>
#include <set>

#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/row_reader.hpp"
#include "migrator/migration/set_index.hpp"

namespace migrator::migration {
namespace {

using base::Result;

std::string to_sentence(const Finding& finding) {
  std::string out = finding.file;
  if (finding.line > 0) out += " line " + std::to_string(finding.line);
  return out + ": " + finding.message;
}

Damage to_damage(const Defect& defect) { return {defect.reason, to_sentence(defect.finding)}; }

struct OpenSet {
  Folder folder;
  base::CodePage page;
  SetIndex index;
  std::set<std::string> secondaries;  // names in the packing list, in lower case
};

// The rows of one section after the other.
class SectionRows {
 public:
  SectionRows(const OpenSet& set, std::vector<SectionRef> sections)
      : set_(set), sections_(std::move(sections)) {}

  /// The next row of any of the sections; nullopt at the end.
  Result<std::optional<Row>> next() {
    for (;;) {
      if (!reader_) {
        if (at_ == sections_.size()) return std::optional<Row>();
        if (auto done = start(); !done) return std::move(done).error();
      }
      auto entry = reader_->next();
      if (!entry) return std::move(entry).error();
      if (auto* row = std::get_if<Row>(&*entry)) return std::optional<Row>(std::move(*row));
      reader_.reset();
      ++at_;
    }
  }
  /// Of the row last given:
  const std::string& file() const { return sections_[at_].file; }
  bool shared() const { return sections_[at_].shared; }
  const Section& section() const { return section_; }
  RowReader& rows() { return *rows_; }
  std::vector<Finding> take_remarks() { return reader_->take_remarks(); }

 private:
  Result<void> start() {
    const SectionRef& ref = sections_[at_];
    auto file = set_.folder.file(ref.file);
    if (!file) return std::move(file).error();
    reader_.emplace(std::move(*file), ref.file, set_.page, ref.offset, ref.line);
    rows_.emplace(set_.folder, set_.page, ref.file);
    auto title = reader_->next();
    if (!title) return std::move(title).error();
    auto* section = std::get_if<Section>(&*title);
    if (section == nullptr)
      return base::Error{base::Errc::io, ref.file + " line " + std::to_string(ref.line) +
                                             ": the section that was here is gone: the file has "
                                             "changed while it was read"};
    section_ = std::move(*section);
    return {};
  }

  const OpenSet& set_;
  std::vector<SectionRef> sections_;
  std::size_t at_ = 0;
  Section section_;
  std::optional<PrimaryReader> reader_;
  std::optional<RowReader> rows_;
};

class AccountItems : public ItemSource {
 public:
  AccountItems(std::shared_ptr<const OpenSet> set, Account account,
               const SetIndex::Content& content)
      : set_(std::move(set)),
        account_(std::move(account)),
        messages_(*set_, content.messages),
        // Lists are not items of a mailbox, but list rows that cannot be read have no other way to
        // be told of.
        lists_(*set_, content.lists),
        unusable_(*set_, content.unusable),
        losses_(content.losses) {}

  Result<std::optional<Item>> next() override {
    auto item = next_message();
    if (!item || *item) return item;
    item = next_bad_list();
    if (!item || *item) return item;
    auto row = unusable_.next();
    if (!row) return std::move(row).error();
    if (*row) return refused(unusable_, **row);
    if (lost_ == losses_.size()) return std::optional<Item>();
    const Loss& loss = losses_[lost_++];
    Item last;
    last.sequence = ++sequence_;
    last.place = loss.place;
    last.damage = loss.damage;
    return std::optional<Item>(std::move(last));
  }

 private:
  Item begin(const SectionRows& from, const Row& row) const {
    Item item;
    item.place = {from.file(), row.offset, row.length};
    return item;
  }

  // Numbers from notes are kept as long as they go up, so that no two items have the same.
  void number(Item& item, const std::optional<std::uint64_t>& noted) {
    if (noted && *noted <= sequence_)
      item.warnings.push_back("the note above this row gives it number " + std::to_string(*noted) +
                              ", which has been passed already");
    sequence_ = noted && *noted > sequence_ ? *noted : sequence_ + 1;
    item.sequence = sequence_;
  }

  Item damaged(const SectionRows& from, const Row& row, const Defect& defect) {
    Item item = begin(from, row);
    number(item, defect.sequence);
    item.damage = to_damage(defect);
    return item;
  }

  Result<std::optional<Item>> next_message() {
    for (;;) {
      auto row = messages_.next();
      if (!row) return std::move(row).error();
      if (!*row) return std::optional<Item>();
      if (messages_.shared()) {
        board_ = board_of_row(**row, set_->page, board_);
        if (board_ != account_.name) continue;
      }
      auto read = messages_.rows().message(messages_.section(), **row);
      if (!read) return std::move(read).error();
      if (const auto* defect = std::get_if<Defect>(&*read))
        return std::optional<Item>(damaged(messages_, **row, *defect));
      return std::optional<Item>(whole(**row, std::get<ReadMessage>(*read)));
    }
  }

  Item whole(const Row& row, ReadMessage& read) {
    Item item = begin(messages_, row);
    for (const Finding& odd : messages_.take_remarks()) item.warnings.push_back(to_sentence(odd));
    for (const Finding& odd : read.odd) item.warnings.push_back(to_sentence(odd));
    const std::string name = base::lower(read.secondary);
    if (!name.empty() && !set_->secondaries.contains(name) && unlisted_.insert(name).second)
      item.warnings.push_back(read.secondary + ": not in the packing list, read all the same");
    number(item, read.sequence);
    item.message = std::move(read.message);
    return item;
  }

  Result<std::optional<Item>> next_bad_list() {
    for (;;) {
      auto row = lists_.next();
      if (!row) return std::move(row).error();
      if (!*row) return std::optional<Item>();
      auto read = lists_.rows().list(lists_.section(), **row);
      if (!read) return std::move(read).error();
      if (const auto* defect = std::get_if<Defect>(&*read))
        return std::optional<Item>(damaged(lists_, **row, *defect));
    }
  }

  Result<std::optional<Item>> refused(SectionRows& from, const Row& row) {
    auto read = from.rows().message(from.section(), row);
    if (!read) return std::move(read).error();
    return std::optional<Item>(damaged(from, row, std::get<Defect>(*read)));
  }

  std::shared_ptr<const OpenSet> set_;
  Account account_;
  SectionRows messages_, lists_, unusable_;
  std::vector<Loss> losses_;
  std::size_t lost_ = 0;
  std::uint64_t sequence_ = 0;
  std::string board_;
  std::set<std::string> unlisted_;
};

// The rows of a mailbox's address book may stand in more than one section.
void add_person(PersonalList& book, PersonalList one) {
  const bool together = book.place.file == one.place.file && one.place.offset >= book.place.offset;
  book.place.length =
      together ? one.place.offset + one.place.length - book.place.offset : book.place.length;
  book.members.push_back(std::move(one.members.front()));
  book.details.push_back(std::move(one.details.front()));
  book.warnings.insert(book.warnings.end(), one.warnings.begin(), one.warnings.end());
  if (book.name == kAddressBookName) book.name = std::move(one.name);
  if (!one.note.empty()) book.note += (book.note.empty() ? "" : "\n") + one.note;
}

class SetSource : public Source {
 public:
  explicit SetSource(OpenSet set) : set_(std::make_shared<const OpenSet>(std::move(set))) {}

  const Catalogue& catalogue() const override { return set_->index.catalogue; }

  Result<std::unique_ptr<ItemSource>> open(const Account& account) override {
    auto content = find(account);
    if (!content) return std::move(content).error();
    return std::unique_ptr<ItemSource>(std::make_unique<AccountItems>(set_, account, **content));
  }

  Result<std::vector<PersonalList>> lists(const Account& mailbox) override {
    auto content = find(mailbox);
    if (!content) return std::move(content).error();
    std::vector<PersonalList> out;
    std::optional<PersonalList> book;  // the `entry` rows
    SectionRows rows(*set_, (*content)->lists);
    for (;;) {
      auto row = rows.next();
      if (!row) return std::move(row).error();
      if (!*row) break;
      auto read = rows.rows().list(rows.section(), **row);
      if (!read) return std::move(read).error();
      auto* good = std::get_if<ReadList>(&*read);
      if (good == nullptr) continue;  // told of among the items
      for (const Finding& odd : rows.take_remarks())
        good->list.warnings.push_back(to_sentence(odd));
      for (const Finding& odd : good->odd) good->list.warnings.push_back(to_sentence(odd));
      if (!good->is_entry)
        out.push_back(std::move(good->list));
      else if (book)
        add_person(*book, std::move(good->list));
      else
        book = std::move(good->list);
    }
    if (!book) return out;
    if (std::ranges::all_of(book->details, &Details::empty)) book->details.clear();
    out.push_back(std::move(*book));
    return out;
  }

  Result<void> directory(
      const std::function<Result<void>(const DirectoryEntry&)>& take,
      const std::function<Result<void>(const Place&, const Damage&)>& damaged) override {
    SectionRows rows(*set_, set_->index.directory);
    for (;;) {
      auto row = rows.next();
      if (!row) return std::move(row).error();
      if (!*row) break;
      const auto read = rows.rows().entry(rows.section(), **row);
      const auto* defect = std::get_if<Defect>(&read);
      auto done = defect != nullptr
                      ? damaged({rows.file(), (*row)->offset, (*row)->length}, to_damage(*defect))
                      : take(std::get<ReadEntry>(read).entry);
      if (!done) return done;
    }
    for (const Loss& loss : set_->index.directory_losses)
      if (auto done = damaged(loss.place, loss.damage); !done) return done;
    return {};
  }

 private:
  Result<const SetIndex::Content*> find(const Account& account) const {
    const auto it = set_->index.content.find({account.kind, account.name});
    if (it == set_->index.content.end())
      return base::Error{base::Errc::usage,
                         "this set has no account \"" + base::printable(account.name) + "\""};
    return &it->second;
  }
  std::shared_ptr<const OpenSet> set_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_set(const std::filesystem::path& packing_list) {
  return open_set(packing_list, {});
}

Result<std::unique_ptr<Source>> open_set(const std::filesystem::path& packing_list,
                                         Folder::Wrap wrap) {
  std::vector<Finding> findings;
  auto list = read_packing_list(packing_list, findings);
  if (!list) return std::move(list).error();
  // Rows of a packing list that cannot be read may name whole mailboxes: not to be passed over.
  for (const Finding& finding : findings)
    if (finding.kind == Finding::Kind::fault)
      return base::Error{base::Errc::malformed, to_sentence(finding),
                         "`sidestep-migrator verify` lists everything that is wrong with a set"};
  auto page = base::CodePage::find(list->code_page);
  if (!page) return std::move(page).error().during(packing_list.string());
  auto folder = Folder::open(packing_list.parent_path(), std::move(wrap));
  if (!folder) return std::move(folder).error();
  auto index = build_index(*folder, *list, *page, packing_list.stem().string());
  if (!index) return std::move(index).error();
  OpenSet set{std::move(*folder), std::move(*page), std::move(*index), {}};
  for (const PackingList::File& file : list->files) set.secondaries.insert(base::lower(file.name));
  return std::unique_ptr<Source>(std::make_unique<SetSource>(std::move(set)));
}

}  // namespace migrator::migration
