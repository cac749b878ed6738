#include "migrator/migration/set_index.hpp"

#include <set>

#include "migrator/migration/address_text.hpp"

namespace migrator::migration {
namespace {

using base::Result;

class Indexer {
 public:
  Indexer(const Folder& folder, const PackingList& list, const base::CodePage& page)
      : folder_(folder), page_(page), ours_(list.note.has_value()) {
    index_.catalogue.code_page = list.code_page;
    if (list.note) {
      index_.catalogue.post_office = list.note->post_office;
      index_.catalogue.time_zone = list.note->time_zone;
    }
  }

  Result<void> take_file(const std::string& listed) {
    const auto name = folder_.find(listed);
    if (!name) {
      lose(unreadable_account(listed), listed, 0, "missing-file",
           listed + ": the packing list names this primary file, but it is not in the folder");
      return {};
    }
    auto file = folder_.file(*name);
    if (!file) return std::move(file).error();
    file_ = *name;
    found_ = {};
    sections_ = 0;
    ours_here_ = ours_;
    is_directory_ = false;
    PrimaryReader reader(*file, *name, page_);
    for (;;) {
      auto entry = reader.next();
      if (!entry) return std::move(entry).error();
      reader.take_remarks();
      if (const auto* section = std::get_if<Section>(&*entry)) {
        if (auto done = take_section(*section); !done) return done;
      } else if (const auto* row = std::get_if<Row>(&*entry)) {
        if (auto done = take_row(*row); !done) return done;
      } else {
        finish_file(reader.end(), (*file)->size());
        return {};
      }
    }
  }

  SetIndex finish(const std::string& stem) {
    auto& catalogue = index_.catalogue;
    if (catalogue.post_office.empty() && !ours_) catalogue.post_office = stem;
    catalogue.accounts = mailboxes_;
    catalogue.accounts.insert(catalogue.accounts.end(), boards_.begin(), boards_.end());
    return std::move(index_);
  }

 private:
  static Account unreadable_account(const std::string& file) {
    return {AccountKind::mailbox, "unreadable section in " + base::lower(file)};
  }

  SetIndex::Content& content_of(const Account& account) {
    auto [it, fresh] = index_.content.try_emplace({account.kind, account.name});
    if (fresh) (account.kind == AccountKind::board ? boards_ : mailboxes_).push_back(account);
    return it->second;
  }

  void lose(const Account& account, const std::string& file, std::uint64_t offset,
            std::string reason, std::string message) {
    content_of(account).losses.push_back({{file, offset, 0}, {std::move(reason), message}});
  }

  // "Quill, Nora" when she is of the set's post office (the first that a title names), else with
  // hers: two people of one name must not get one mailbox.
  Account account_of_title(const std::string& title) {
    const Address address = parse_source_address(title);
    auto& home = index_.catalogue.post_office;
    if (home.empty() && !ours_) home = address.post_office;
    const bool local = address.post_office.empty() ||
                       base::equals_fold(address.post_office, home) || address.name.empty();
    return {AccountKind::mailbox, local ? address.name : to_string(address)};
  }

  Account account_of(const Section& section) {
    if (section.account) return *section.account;
    if (!section.address.empty()) return account_of_title(section.address);
    return unreadable_account(file_);
  }

  // A section whose heading cannot be read and that has no rows would leave no trace otherwise.
  void settle_unusable() {
    if (unusable_ && rows_ == 0) {
      unusable_->damage.message += "; no row of it was found";
      content_of(*last_).losses.push_back(std::move(*unusable_));
    }
    unusable_.reset();
    rows_ = 0;
  }

  Result<void> take_section(const Section& section) {
    settle_unusable();
    ++sections_;
    kind_ = section.kind;
    usable_ = !section.defect;
    ours_here_ = ours_here_ || section.account.has_value();
    if (section.account && !ours_ && index_.catalogue.unread.empty())
      index_.catalogue.unread.push_back(
          {*section.account, file_ +
                                 ": the packing list has lost its line '! sidestep: {\"set\":…': "
                                 "every date of this set is taken for UTC"});
    SectionRef ref{file_, section.offset, section.line, false};
    if (kind_ == SectionKind::directory) {
      is_directory_ = true;
      index_.directory.push_back(std::move(ref));
      return {};
    }
    ref.shared = section.is_public && usable_ && !section.account;
    if (ref.shared) {
      shared_ = std::move(ref);
      known_here_.clear();
      board_.clear();
      return {};
    }
    shared_.reset();
    last_ = account_of(section);
    auto& content = content_of(*last_);
    if (!usable_) {
      unusable_ = Loss{{file_, section.offset, 0},
                       {"bad-section", file_ + ":" + std::to_string(section.line) + ": " +
                                           section.defect->message}};
      content.unusable.push_back(std::move(ref));
    } else if (kind_ == SectionKind::pab)
      content.lists.push_back(std::move(ref));
    else
      content.messages.push_back(std::move(ref));
    return within_limit();
  }

  Result<void> take_row(const Row& row) {
    ++rows_;
    if (kind_ == SectionKind::directory) ++found_.entries;
    if (kind_ == SectionKind::pab) ++found_.lists;
    if (kind_ == SectionKind::message) ++found_.messages;
    if (kind_ != SectionKind::message || !shared_) return {};
    board_ = board_of_row(row, page_, board_);
    if (!known_here_.insert(board_).second) return {};
    last_ = Account{AccountKind::board, board_};
    content_of(*last_).messages.push_back(*shared_);
    return within_limit();
  }

  Result<void> within_limit() const {
    if (index_.content.size() <= kMaxAccounts) return {};
    return base::Error{base::Errc::limit, file_ + ": more than " + std::to_string(kMaxAccounts) +
                                              " mailboxes and boards in this set"};
  }

  void finish_file(const std::optional<EndNote>& end, std::uint64_t size) {
    settle_unusable();
    const auto last = std::exchange(last_, std::nullopt);
    shared_.reset();
    if (!ours_here_) return;
    const auto what = missing_rows(end, found_);
    if (!what) return;
    Loss loss{{file_, size, 0}, {"truncated", file_ + ": " + *what}};
    if (is_directory_ && sections_ == 1)
      index_.directory_losses.push_back(std::move(loss));
    else
      content_of(last ? *last : unreadable_account(file_)).losses.push_back(std::move(loss));
  }

  const Folder& folder_;
  const base::CodePage& page_;
  bool ours_;  // the packing list ends with a note of ours, so every primary must
  SetIndex index_;
  std::vector<Account> mailboxes_, boards_;
  // Of the file being read:
  std::string file_;
  EndNote found_;
  std::size_t sections_ = 0;
  bool ours_here_ = false, is_directory_ = false, usable_ = false;
  SectionKind kind_ = SectionKind::unknown;
  std::optional<SectionRef> shared_;
  std::set<std::string> known_here_;
  std::string board_;
  std::optional<Account> last_;
  std::optional<Loss> unusable_;  // the section being read, while it has no row
  std::size_t rows_ = 0;          // of the section being read
};

}  // namespace

std::string board_of_row(const Row& row, const base::CodePage& page, const std::string& last) {
  // A row without a folder lies in the root of the public folders.
  constexpr std::string_view kRoot = "Public Folders";
  if (row.defect || row.fields.empty()) return last.empty() ? std::string(kRoot) : last;
  std::string board = parse_board_folder(page.decode(row.fields[0].text).text);
  return board.empty() ? std::string(kRoot) : board;
}

std::optional<std::string> missing_rows(const std::optional<EndNote>& end, const EndNote& found) {
  if (!end) return "the file was cut off: its last line, '! sidestep: {\"end\":…', is missing";
  if (*end == found) return std::nullopt;
  const auto counts = [](const EndNote& n) {
    return std::to_string(n.messages) + " messages, " + std::to_string(n.lists) + " lists and " +
           std::to_string(n.entries) + " directory entries";
  };
  return "the last line says " + counts(*end) + ", but there are " + counts(found) +
         " (whoever takes rows out on purpose corrects the counts)";
}

Result<SetIndex> build_index(const Folder& folder, const PackingList& list,
                             const base::CodePage& page, const std::string& stem) {
  Indexer indexer(folder, list, page);
  for (const PackingList::File& file : list.files)
    if (file.primary)
      if (auto done = indexer.take_file(file.name); !done) return std::move(done).error();
  return indexer.finish(stem);
}

}  // namespace migrator::migration
