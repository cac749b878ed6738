#include <set>

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
      : folder_(folder), list_(list), page_(page) {
    out_.findings = std::move(findings);
  }

  Result<Verification> run(const std::string& packing_list) {
    packing_list_ = packing_list;
    for (const PackingList::File& file : list_.files) listed_.insert(base::lower(file.name));
    for (const PackingList::File& file : list_.files) {
      auto done = file.primary ? check_primary(file) : check_secondary(file);
      if (!done) return std::move(done).error();
    }
    if (ours_ && !list_.note)
      add(Finding::Kind::fault, packing_list_, 0,
          "the line '! sidestep: {\"set\":…' is missing: post office and time zone are lost");
    note_unlisted();
    return std::move(out_);
  }

 private:
  void add(Finding::Kind kind, const std::string& file, std::uint64_t line, std::string message,
           int event = 0) {
    out_.findings.push_back({kind, file, line, 0, event, "", std::move(message)});
  }
  void add_all(std::vector<Finding> findings) {
    for (Finding& finding : findings) out_.findings.push_back(std::move(finding));
  }

  std::optional<std::string> find(const PackingList::File& file) {
    auto name = folder_.find(file.name);
    if (!name)
      add(Finding::Kind::fault, packing_list_, file.line,
          file.name + " is listed, but not in the folder", file.primary ? 0 : 8054);
    return name;
  }

  Result<void> check_secondary(const PackingList::File& listed) {
    const auto name = find(listed);
    if (!name) return {};
    auto file = folder_.file(*name);
    if (!file) return std::move(file).error();
    auto header = SecondaryFile(std::move(*file), *name).has_header();
    if (!header) return std::move(header).error();
    if (!*header)
      add(Finding::Kind::note, *name, 0,  // pointers lead past it: import loses nothing
          "byte 0: the header line \"" + std::string(kSecondaryHeader) + "\" was expected", 8059);
    return {};
  }

  Result<void> check_primary(const PackingList::File& listed) {
    const auto name = find(listed);
    if (!name) return {};
    auto file = folder_.file(*name);
    if (!file) return std::move(file).error();
    PrimaryReader reader(std::move(*file), *name, page_);
    rows_.emplace(folder_, page_, *name);
    found_ = {};
    bool any_section = false, ours_here = list_.note.has_value();
    for (;;) {
      auto entry = reader.next();
      if (!entry) return std::move(entry).error();
      add_all(reader.take_remarks());
      if (auto* section = std::get_if<Section>(&*entry)) {
        any_section = true;
        ours_here = ours_here || section->account.has_value();
        ours_ = ours_ || section->account.has_value();
        if (section->defect) out_.findings.push_back(*section->defect);
        section_ = std::move(*section);
      } else if (const auto* row = std::get_if<Row>(&*entry)) {
        if (auto done = check_row(*row); !done) return done;
      } else {
        break;
      }
    }
    if (!any_section) add(Finding::Kind::note, *name, 0, "no section in this primary file");
    if (ours_here)
      if (const auto what = missing_rows(reader.end(), found_))
        add(Finding::Kind::fault, *name, 0, *what);
    return {};
  }

  Result<void> check_row(const Row& row) {
    switch (section_.kind) {
      case SectionKind::directory:
        ++found_.entries;
        ++out_.directory_entries;
        take(rows_->entry(section_, row));
        return {};
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
    take(std::move(*read));
    return {};
  }

  Result<void> check_list(const Row& row) {
    auto read = rows_->list(section_, row);
    if (!read) return std::move(read).error();
    const auto* good = std::get_if<ReadList>(&*read);
    if (good == nullptr || !good->is_entry) ++out_.lists;
    if (good != nullptr && !good->is_entry && good->list.members.empty() && !good->says_empty) {
      add(Finding::Kind::note, rows_->name(), row.line,
          "list \"" + base::printable(good->list.name) +
              "\" has no members: empty lists are legal, but this is also how lists with members "
              "named 'Last, First' came out of one extractor");
      out_.findings.back().rule = "Q214838";
    }
    take(std::move(*read));
    return {};
  }

  template <class Read>
  void take(std::variant<Read, Defect> read) {
    if (auto* good = std::get_if<Read>(&read)) return add_all(std::move(good->odd));
    const Defect& defect = std::get<Defect>(read);
    if (defect.reason != "bad-section") return out_.findings.push_back(defect.finding);
    // The section's own finding says it all; its rows are only counted.
  }

  void note_unlisted(const Row& row, const ReadMessage& message) {
    const std::string name = base::lower(message.secondary);
    if (name.empty() || listed_.contains(name) || !pointed_to_.insert(name).second) return;
    add(Finding::Kind::note, rows_->name(), row.line,
        message.secondary + " is not in the packing list, but is pointed to and there");
  }

  // What nobody lists is not imported: a mailbox may be missing.
  void note_unlisted() {
    for (const auto& [folded, name] : folder_.names()) {
      const bool ours = folded.ends_with(".pri") || folded.ends_with(".sec");
      if (ours && !listed_.contains(folded) && !pointed_to_.contains(folded))
        add(Finding::Kind::note, name, 0, "in the folder, but not in the packing list");
    }
  }

  const Folder& folder_;
  const PackingList& list_;
  const base::CodePage& page_;
  Verification out_;
  std::string packing_list_;
  std::set<std::string> listed_, pointed_to_;
  bool ours_ = false;
  // Of the primary being read:
  std::optional<RowReader> rows_;
  Section section_;
  EndNote found_;
};

}  // namespace

bool Verification::good() const {
  for (const Finding& finding : findings)
    if (finding.kind == Finding::Kind::fault) return false;
  return true;
}

Result<Verification> verify(const std::filesystem::path& packing_list) {
  std::vector<Finding> findings;
  auto list = read_packing_list(packing_list, findings);
  if (!list) return std::move(list).error();
  auto page = base::CodePage::find(list->code_page);
  if (!page) {
    if (list->code_page != 0)
      findings.push_back({Finding::Kind::fault, packing_list.filename().string(), 1, 0, 0, "",
                          page.error().message + " (Unicode is not allowed in migration files)"});
    page = base::CodePage::find(850);  // the rest of the set can still be looked at
    if (!page) return std::move(page).error();
  }
  auto folder = Folder::open(packing_list.parent_path());
  if (!folder) return std::move(folder).error();
  return Verifier(*folder, *list, *page, std::move(findings)).run(packing_list.filename().string());
}

}  // namespace migrator::migration
