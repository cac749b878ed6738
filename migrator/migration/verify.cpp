#include <set>

#include "migrator/migration/account_check.hpp"
#include "migrator/migration/block_check.hpp"
#include "migrator/migration/folder_check.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/row_reader.hpp"
#include "migrator/migration/set_index.hpp"

namespace migrator::migration {
namespace {

using base::Result;

class Verifier {
 public:
  Verifier(const Folder& folder, const PackingList& list, const base::CodePage& page,
           std::vector<Finding> findings)
      : folder_(folder),
        list_(list),
        page_(page),
        findings_(out_),
        blocks_(folder, findings_),
        accounts_(findings_) {
    findings_.add_all(std::move(findings));
  }

  Result<Verification> run(const std::string& packing_list) {
    packing_list_ = packing_list;
    for (const PackingList::File& file : list_.files) listed_.insert(base::lower(file.name));
    for (const PackingList::File& file : list_.files) {
      auto done = file.primary ? check_primary(file) : check_secondary(file);
      if (!done) return std::move(done).error();
    }
    if (ours_ && !list_.note)
      findings_.fault(packing_list_, 0, 0,
                      "the line '! sidestep: {\"set\":…' is missing: post office and time zone are "
                      "lost");
    accounts_.finish();
    if (auto done = blocks_.finish(); !done) return std::move(done).error();
    auto unlisted = check_unlisted(folder_, packing_list_, list_, page_, pointed_to_, findings_);
    if (!unlisted) return std::move(unlisted).error();
    return std::move(out_);
  }

 private:
  std::optional<std::string> find(const PackingList::File& file) {
    auto name = folder_.find(file.name);
    if (!name)
      findings_.fault(packing_list_, file.line, file.primary ? 0 : 8054,
                      file.name + " is listed, but not in the folder");
    return name;
  }

  Result<void> check_secondary(const PackingList::File& listed) {
    if (const auto name = find(listed)) blocks_.expect(*name);
    return {};
  }

  Result<void> check_primary(const PackingList::File& listed) {
    const auto name = find(listed);
    if (!name) return {};
    auto file = folder_.file(*name);
    if (!file) return std::move(file).error();
    PrimaryReader reader(std::move(*file), *name, page_);
    begin_rows(*name);
    bool any_section = false, ours_here = list_.note.has_value();
    for (;;) {
      auto entry = reader.next();
      if (!entry) return std::move(entry).error();
      findings_.add_all(reader.take_remarks());
      if (auto* section = std::get_if<Section>(&*entry)) {
        any_section = true;
        ours_here = ours_here || section->account.has_value();
        ours_ = ours_ || section->account.has_value();
        if (section->defect) findings_.add(*section->defect);
        section_ = std::move(*section);
        accounts_.section(*name, section_);
      } else if (const auto* row = std::get_if<Row>(&*entry)) {
        if (auto done = check_row(*row); !done) return done;
      } else {
        break;
      }
    }
    if (!any_section) findings_.note(*name, 0, 0, "no section in this primary file");
    if (ours_here)
      if (const auto what = missing_rows(reader.end(), found_)) findings_.fault(*name, 0, 0, *what);
    return {};
  }

  void begin_rows(const std::string& name) {
    rows_.emplace(folder_, page_, name);
    rows_->count(blocks_.steps());
    rows_->watch(
        [this](const Row& row, const SecondaryFile& file, const std::vector<Block>& blocks) {
          if (watched_) watched_ = blocks_.chain(rows_->name(), row.line, file, blocks);
          pointed_to_.insert(base::lower(file.name()));
        });
    found_ = {};
  }

  Result<void> check_row(const Row& row) {
    auto done = judge_row(row);
    return done ? std::exchange(watched_, Result<void>()) : done;
  }

  Result<void> judge_row(const Row& row) {
    switch (section_.kind) {
      case SectionKind::directory:
        return check_entry(row);
      case SectionKind::pab:
        ++found_.lists;
        return check_list(row);
      case SectionKind::message:
        ++found_.messages;
        ++out_.messages;
        break;
      case SectionKind::unknown:
        break;
    }
    auto read = rows_->message(section_, row);
    if (!read) return std::move(read).error();
    if (const auto* message = std::get_if<ReadMessage>(&*read)) note_unlisted(row, *message);
    return take(row, std::move(*read));
  }

  Result<void> check_entry(const Row& row) {
    ++found_.entries;
    ++out_.directory_entries;
    auto read = rows_->entry(section_, row);
    if (std::holds_alternative<ReadEntry>(read))
      accounts_.directory_row(rows_->name(), section_, row, page_);
    return take(row, std::move(read));
  }

  Result<void> check_list(const Row& row) {
    auto read = rows_->list(section_, row);
    if (!read) return std::move(read).error();
    const auto* good = std::get_if<ReadList>(&*read);
    if (good == nullptr || !good->is_entry) ++out_.lists;
    if (good != nullptr && !good->is_entry && good->list.members.empty() && !good->says_empty)
      findings_.note(rows_->name(), row.line, 0,
                     "list \"" + base::printable(good->list.name) +
                         "\" has no members: empty lists are legal, but this is also how lists "
                         "with members named 'Last, First' came out of one extractor",
                     "Q214838");
    if (good != nullptr) accounts_.list_row(rows_->name(), row, good->list, good->is_entry, page_);
    return take(row, std::move(*read));
  }

  template <class Read>
  Result<void> take(const Row& row, std::variant<Read, Defect> read) {
    if (auto* good = std::get_if<Read>(&read)) {
      findings_.add_all(std::move(good->odd));
      return {};
    }
    const Defect& defect = std::get<Defect>(read);
    // The section's own finding says it all; its rows are only counted.
    if (defect.reason != "bad-section") findings_.add(defect.finding);
    return rows_->follow_all(row);  // so that what they lead to is not called orphaned
  }

  void note_unlisted(const Row& row, const ReadMessage& message) {
    const std::string name = base::lower(message.secondary);
    if (name.empty() || listed_.contains(name) || !said_.insert(name).second) return;
    findings_.note(rows_->name(), row.line, 0,
                   message.secondary + " is not in the packing list, but is pointed to and there");
  }

  const Folder& folder_;
  const PackingList& list_;
  const base::CodePage& page_;
  Verification out_;
  Findings findings_;
  BlockCheck blocks_;
  AccountCheck accounts_;
  std::string packing_list_;
  std::set<std::string> listed_, pointed_to_, said_;  // in lower case
  bool ours_ = false;
  // Of the primary being read:
  std::optional<RowReader> rows_;
  Section section_;
  EndNote found_;
  Result<void> watched_;
};

}  // namespace

Result<Verification> verify(const std::filesystem::path& packing_list) {
  std::vector<Finding> findings;
  auto list = read_packing_list(packing_list, findings);
  if (!list) return std::move(list).error();
  auto page = base::CodePage::find(list->code_page);
  if (!page) {
    if (list->code_page != 0)
      findings.push_back({Finding::Kind::fault, packing_list.filename().string(), list->number_line,
                          0, 0, "",
                          page.error().message + " (Unicode is not allowed in migration files)"});
    page = base::CodePage::find(850);  // the rest of the set can still be looked at
    if (!page) return std::move(page).error();
  }
  auto folder = Folder::open(packing_list.parent_path());
  if (!folder) return std::move(folder).error();
  return Verifier(*folder, *list, *page, std::move(findings)).run(packing_list.filename().string());
}

}  // namespace migrator::migration
