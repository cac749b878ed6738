// The recovery set of migration files: their rows as they stood, below the titles and headers that
// they stood under, and copies of the .SEC files that they point into.
#include <algorithm>
#include <map>
#include <set>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "migrator/migration/folder.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/run/primary_pieces.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;
using ledger::ItemKind;
using ledger::Rejected;
using migration::PackingList;
using migration::SectionKind;

// What is known of a rejected row while its file is copied.
struct Refused {
  std::uint64_t sequence = 0;
  ItemKind kind = ItemKind::message;
  std::string why;
};
using Places = std::map<std::uint64_t, Refused>;  // of one file, by offset

// A comment: one line that is none of our notes.
std::string comment_of(const Refused& row) {
  std::string text = base::printable(row.why);
  return "! rejected: " + text + "\r\n";
}

// Names in "#name(digits)" anywhere in a row or its note, also where no field can be told apart.
void collect_pointers(std::string_view text, const base::CodePage& page,
                      std::set<std::string>& names) {
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    const auto rest = text.substr(at + 1, 512);
    const auto open = rest.find('(');
    if (open == std::string_view::npos || open == 0) continue;
    const auto close = rest.find_first_not_of("0123456789", open + 1);
    if (close == std::string_view::npos || close == open + 1 || rest[close] != ')') continue;
    std::string name = page.decode(rest.substr(0, open)).text;
    if (migration::is_file_name(name)) names.insert(std::move(name));
  }
}

class FilesRecovery : public RecoveryWriter {
 public:
  FilesRecovery(const Salvage& salvage, fs::path folder, migration::Folder set, PackingList list,
                base::CodePage page)
      : salvage_(salvage),
        folder_(std::move(folder)),
        set_(std::move(set)),
        list_(std::move(list)),
        page_(std::move(page)) {}

  Result<void> begin();
  Result<Kept> keep(const Rejected& item) override {
    const auto file = kept_.find(item.row.place.file);
    if (file == kept_.end()) return Kept();
    const auto place = file->second.find(item.row.place.offset);
    return place == file->second.end() ? Kept() : place->second;
  }
  Result<void> finish() override;

 private:
  class Primary;
  Result<void> copy_rows(const std::string& name, const Places& places);
  Result<void> copy_secondary(const std::string& name);
  bool leads_somewhere(const std::set<std::string>& names) const {
    return std::ranges::any_of(names,
                               [&](const std::string& name) { return copied(name).has_value(); });
  }
  // The true name of a file to copy. Names in texts may be any: they must not take the place of
  // what is written here.
  std::optional<std::string> copied(const std::string& name) const {
    return taken_.contains(base::lower(name)) ? std::nullopt : set_.find(name);
  }
  void point_to(const std::set<std::string>& names) { pointed_.insert(names.begin(), names.end()); }

  const Salvage& salvage_;
  fs::path folder_;
  migration::Folder set_;
  PackingList list_;  // of the run's own set
  base::CodePage page_;
  std::set<std::string> taken_;  // names, in lower case, that are no .SEC file here
  std::map<std::string, std::map<std::uint64_t, Kept>> kept_;  // by file and offset
  std::set<std::string> pointed_;                              // names of .SEC files, in UTF-8
};

// One .PRI of the recovery set while it is written.
class FilesRecovery::Primary {
 public:
  Primary(FilesRecovery& set, const std::string& name, const Places& places,
          std::shared_ptr<const base::RandomAccess> file)
      : set_(set), name_(name), places_(places), file_(std::move(file)) {}

  Result<void> run() {
    auto out = set_.salvage_.files.create(set_.folder_ / name_);
    if (!out) return std::move(out).error();
    out_ = std::move(*out);
    PrimaryPieces pieces(file_, name_, set_.page_);
    for (;;) {
      auto piece = pieces.next();
      if (!piece) return std::move(piece).error();
      if (!*piece) break;
      if (auto done = take(**piece); !done) return done;
    }
    if (lost_)
      if (auto done = guess_secondaries(); !done) return done;
    if (auto done = text(migration::to_note_line(migration::end_note(counts_)) + "\r\n"); !done)
      return done;
    return out_->close();
  }

 private:
  Result<void> take(const Piece& piece) {
    const auto refused = places_.find(piece.begin);
    if (piece.section) {
      section_ = piece;
      if (refused == places_.end()) return {};
      return open(&refused->second);
    }
    if (refused == places_.end()) return {};
    if (auto done = open(nullptr); !done) return done;
    ++(piece.kind == SectionKind::directory ? counts_.entries
       : piece.kind == SectionKind::pab     ? counts_.lists
                                            : counts_.messages);
    if (auto done = text(comment_of(refused->second)); !done) return done;
    // Its number goes along, or what is corrected could take the name of what was delivered.
    if (piece.kind == SectionKind::message && !piece.noted &&
        refused->second.kind == ItemKind::message)
      if (auto done =
              text(migration::to_note_line({{"sequence", refused->second.sequence}}) + "\r\n");
          !done)
        return done;
    return copy(piece);
  }

  // The section that stands around a row, once; and a blank line before it.
  Result<void> open(const Refused* refused) {
    if (!section_) return {};
    const Piece piece = *std::exchange(section_, std::nullopt);
    if (at_ > 0)
      if (auto done = text("\r\n"); !done) return done;
    if (refused != nullptr)
      if (auto done = text(comment_of(*refused)); !done) return done;
    // One that held its first row as its own beginning has nothing to show but that row.
    return piece.end > piece.begin ? copy(piece) : Result<void>();
  }

  // A row that leads nowhere has its blocks where the other rows of its file have theirs; when
  // these lead nowhere either, in any file of the set.
  Result<void> guess_secondaries() {
    std::set<std::string> names;
    PrimaryPieces pieces(file_, name_, set_.page_);
    for (;;) {
      auto piece = pieces.next();
      if (!piece) return std::move(piece).error();
      if (!*piece) break;
      const auto ignore = [](std::string_view) { return Result<void>(); };
      if (auto done = read((**piece).lead, (**piece).end, names, ignore); !done) return done;
    }
    if (!set_.leads_somewhere(names))
      for (const PackingList::File& file : set_.list_.files)
        if (!file.primary) names.insert(file.name);
    set_.point_to(names);
    return {};
  }

  Result<void> copy(const Piece& piece) {
    std::set<std::string> names;
    const auto put = [this](std::string_view bytes) { return text(bytes); };
    auto lead = read(piece.lead, piece.begin, names, put);
    if (!lead) return lead;
    const Kept kept{name_, at_, piece.end - piece.begin};
    if (auto done = read(piece.begin, piece.end, names, put); !done) return done;
    const bool mail = piece.kind == SectionKind::message || piece.kind == SectionKind::unknown;
    if (!piece.section && mail && !set_.leads_somewhere(names)) lost_ = true;
    set_.point_to(names);
    if (places_.contains(piece.begin)) set_.kept_[name_][piece.begin] = kept;
    return last_ == '\n' ? Result<void>() : text("\r\n");
  }

  template <class Take>
  Result<void> read(std::uint64_t from, std::uint64_t to, std::set<std::string>& names,
                    const Take& take) {
    std::string tail;  // a pointer may stand across two portions
    return base::Blob::window(file_, from, to - from).each([&](base::Bytes piece) {
      tail += base::text_of(piece);
      collect_pointers(tail, set_.page_, names);
      tail.erase(0, tail.size() - std::min<std::size_t>(tail.size(), 512));
      return take(base::text_of(piece));
    });
  }

  Result<void> text(std::string_view bytes) {
    if (bytes.empty()) return {};
    at_ += bytes.size();
    last_ = bytes.back();
    return out_->write(base::bytes_of(bytes));
  }

  FilesRecovery& set_;
  const std::string& name_;
  const Places& places_;
  std::shared_ptr<const base::RandomAccess> file_;
  std::unique_ptr<base::OutputFile> out_;
  std::optional<Piece> section_;  // not written yet
  migration::EndNote counts_;
  bool lost_ = false;  // a row of mail leads to no file that is there
  std::uint64_t at_ = 0;
  char last_ = '\n';
};

Result<void> FilesRecovery::begin() {
  taken_ = {"readme.txt", "rejected.ndjson", std::string(migration::kRecoveryFile),
            base::lower(salvage_.origin.path.filename().string())};
  for (const PackingList::File& file : list_.files)
    if (file.primary) taken_.insert(base::lower(file.name));
  std::map<std::string, Places> refused;
  auto read = salvage_.ledger.each_rejected([&](const Rejected& item) -> Result<void> {
    refused[item.row.place.file][item.row.place.offset] = {
        item.row.sequence, item.row.kind,
        std::string(ledger::to_string(item.row.reason)) + ": " + item.row.message};
    return {};
  });
  if (!read) return read;
  for (const auto& [name, places] : refused)
    if (auto done = copy_rows(name, places); !done) return done;
  for (const std::string& name : pointed_)
    if (auto done = copy_secondary(name); !done) return done;
  return {};
}

Result<void> FilesRecovery::copy_rows(const std::string& name, const Places& places) {
  if (!migration::is_file_name(name) || !set_.find(name)) return {};  // missing as a whole
  auto file = set_.file(name);
  if (!file) return {};  // the reason is told; there are no bytes
  return Primary(*this, name, places, std::move(*file)).run();
}

Result<void> FilesRecovery::copy_secondary(const std::string& pointed) {
  const auto name = copied(pointed);
  if (!name) return {};
  auto file = set_.file(*name);
  if (!file) return {};
  auto out = salvage_.files.create(folder_ / *name);
  if (!out) return std::move(out).error();
  auto copied = base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    return (*out)->write(piece);
  });
  if (!copied) return std::move(copied).error().during("recovery/" + *name);
  return (*out)->close();
}

// The packing list in its own order, of what stands here, and of what is missing: whoever finds
// such a file puts it here. A missing .SEC is one that the source lists, or that is called so:
// "#1(2)" may stand in any subject.
Result<void> FilesRecovery::finish() {
  PackingList out;
  out.code_page = list_.code_page;
  out.note = migration::SetNote{salvage_.catalogue.post_office, salvage_.catalogue.time_zone};
  std::set<std::string> listed;
  const auto add = [&](const std::string& name, bool primary) {
    if (listed.insert(base::lower(name)).second) out.files.push_back({name, primary});
  };
  for (const PackingList::File& file : list_.files) {
    const auto name = set_.find(file.name);
    std::error_code absent;
    if (file.primary && (!name || fs::exists(folder_ / *name, absent)))
      add(name ? *name : file.name, true);
  }
  std::set<std::string> secondaries;
  for (const PackingList::File& file : list_.files)
    if (!file.primary) secondaries.insert(base::lower(file.name));
  for (const std::string& name : pointed_) {
    const std::string folded = base::lower(name);
    if (const auto real = copied(name))
      add(*real, false);
    else if (taken_.contains(folded))
      continue;
    else if (secondaries.contains(folded) || folded.ends_with(".sec"))
      add(name, false);
  }
  return base::write_whole(salvage_.files, recovery_set(salvage_.origin, folder_), to_text(out));
}

}  // namespace

Result<std::unique_ptr<RecoveryWriter>> files_recovery(const Salvage& salvage,
                                                       const fs::path& folder) {
  std::vector<migration::Finding> ignored;
  auto list = migration::read_packing_list(salvage.origin.path, ignored);
  if (!list) return std::move(list).error();
  auto page = base::CodePage::find(list->code_page);
  if (!page) return std::move(page).error();
  auto set = migration::Folder::open(salvage.origin.folder);
  if (!set) return std::move(set).error();
  auto writer = std::make_unique<FilesRecovery>(salvage, folder, std::move(*set), std::move(*list),
                                                std::move(*page));
  if (auto begun = writer->begin(); !begun) return std::move(begun).error();
  return std::unique_ptr<RecoveryWriter>(std::move(writer));
}

}  // namespace migrator::run
