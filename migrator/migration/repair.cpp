#include "migrator/migration/repair.hpp"

#include <algorithm>
#include <set>

#include "migrator/migration/folder_check.hpp"
#include "migrator/migration/repair_blocks.hpp"
#include "migrator/migration/repair_list.hpp"
#include "migrator/migration/repair_pointers.hpp"
#include "migrator/migration/repair_primary.hpp"

namespace migrator::migration {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

// A title, then its header, then its rows: each look makes the next one possible.
constexpr int kMostLooks = 6;

Result<void> check_target(const fs::path& packing_list, const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error))
    return Error{Errc::usage, folder.string() + ": is not a folder"};
  const fs::path own = packing_list.has_parent_path() ? packing_list.parent_path() : ".";
  if (fs::equivalent(own, folder, error))
    return Error{Errc::conflict, folder.string() + ": is the folder of the set itself",
                 "a set is never mended in place: give -o a new folder"};
  if (!fs::is_empty(folder, error) || error)
    return Error{Errc::conflict, folder.string() + ": is not empty",
                 "give -o a new or empty folder"};
  return {};
}

// Why a fault of the copy is still there.
std::string why(const Finding& fault) {
  const auto says = [&](std::string_view words) {
    return fault.message.find(words) != std::string::npos;
  };
  if (says("not in the folder") || says("there is no file")) return "the file is not there";
  if (says("no row points to")) return "which row, and whose mail, it belongs to cannot be told";
  if (says("belong to no block")) return "what these bytes were cannot be told";
  if (says("cut off") || says("the last line says")) return "what is gone cannot be brought back";
  if (says("code page")) return "the right code page must come from you: --code-page N";
  switch (fault.event) {
    case 27:
      return "its quotes can be read in no way that fits the columns, or in more than one";
    case 8030:
    case 8124:
      return "whose section this is, or which columns its rows have, cannot be told";
    case 8095:
    case 8149:
      return "which of its fields is missing, or too many, cannot be told";
    case 8005:
    case 8054:
    case 8059:
      return "there is no one block, and no one Length, that it must mean";
    default:
      return "there is no one way to mend it";
  }
}

class Repairer {
 public:
  Repairer(base::Files& files, const fs::path& packing_list, const fs::path& folder,
           const RepairOptions& options)
      : files_(files), packing_list_(packing_list), folder_(folder), options_(options) {}

  Result<Repair> run() {
    auto before = verify(packing_list_);
    if (!before) return std::move(before).error();
    out_.before = std::move(*before);
    auto source = Folder::open(packing_list_.parent_path());
    if (!source) return std::move(source).error();
    source_.emplace(std::move(*source));
    auto list = ListMender::read(packing_list_, *source_, options_);
    if (!list) return std::move(list).error();
    list_.emplace(std::move(*list));
    auto page = base::CodePage::find(list_->code_page());
    if (!page) page = base::CodePage::find(850);  // what is mended here is ASCII
    if (!page) return std::move(page).error();
    page_.emplace(std::move(*page));
    if (auto made = files_.make_directories(folder_); !made) return std::move(made).error();
    for (auto step : {&Repairer::list_primaries, &Repairer::mend_primaries, &Repairer::mend_blocks,
                      &Repairer::write_primaries, &Repairer::finish})
      if (auto done = (this->*step)(); !done) return std::move(done).error();
    return std::move(out_);
  }

 private:
  struct Primary {
    MendedPrimary mended;
    std::vector<std::vector<Shift>> shifts;
    fs::path draft;  // of a look that changed something; else the original is read
  };

  Result<void> list_primaries() { return list_strays(Stray::primary); }

  // Files that stand in the folder and that nobody lists.
  Result<void> list_strays(Stray wanted) {
    std::vector<Finding> ignored;
    auto listed = read_packing_list(packing_list_, ignored);
    if (!listed) return std::move(listed).error();
    for (const std::string& name : list_->primaries()) listed->files.push_back({name, true, 0});
    for (const std::string& name : list_->secondaries()) listed->files.push_back({name, false, 0});
    auto strays = unlisted_files(*source_, *listed, packing_list_.filename().string());
    if (!strays) return std::move(strays).error();
    for (const std::string& folded : *strays) {
      const auto name = source_->find(folded);
      if (!name || !is_file_name(*name)) continue;
      auto kind = kind_of_file(*source_, *name, *page_);
      if (!kind) return std::move(kind).error();
      if (*kind == wanted) list_->add(*name, wanted == Stray::primary);
    }
    return {};
  }

  // What rows lead to goes with them, whatever it is called and whoever else lists it.
  void list_what_rows_need() {
    std::set<std::string> known;
    for (const std::string& name : list_->primaries()) known.insert(name);
    for (const std::string& name : list_->secondaries()) known.insert(name);
    known.insert(packing_list_.filename().string());
    for (const std::string& name : blocks_->led_to())
      if (!known.contains(name) && is_file_name(name) && !base::equals_fold(name, kRecoveryFile))
        list_->add(name, false);
  }

  Result<void> mend_primaries() {
    for (const std::string& name : list_->primaries()) {
      auto file = source_->file(name);
      if (!file) return std::move(file).error();
      primaries_.push_back({{name, std::move(*file)}, {}, {}});
      if (auto done = mend(primaries_.back()); !done) return done;
    }
    return {};
  }

  Result<void> mend(Primary& primary) {
    for (int look = 0; look < kMostLooks; ++look) {
      auto mended = mend_primary(primary.mended.file, primary.mended.name, *page_);
      if (!mended) return std::move(mended).error();
      if (!mended->any()) return {};
      if (mended->too_many && look + 1 == kMostLooks) too_many_.insert(primary.mended.name);
      for (Change& change : mended->changes) {
        change.line = original_line(primary.shifts, change.line);
        out_.changes.push_back(std::move(change));
      }
      const fs::path draft = folder_ / (primary.mended.name + ".look" + std::to_string(look));
      if (auto done = copy_with(files_, *primary.mended.file, mended->edits, mended->crlf, draft);
          !done)
        return done;
      primary.shifts.push_back(std::move(mended->shifts));
      auto file = base::ReadableFile::open(draft);
      if (!file) return std::move(file).error();
      primary.mended.file = std::move(*file);
      if (!primary.draft.empty())
        if (auto gone = files_.remove(primary.draft); !gone) return gone;
      primary.draft = draft;
    }
    return {};
  }

  Result<void> mend_blocks() {
    secondaries_ = list_->secondaries();
    blocks_.emplace(*source_, *page_, secondaries_);
    std::vector<MendedPrimary> primaries;
    for (const Primary& primary : primaries_) primaries.push_back(primary.mended);
    if (auto done = blocks_->look(primaries); !done) return done;
    too_many_.insert(blocks_->too_many().begin(), blocks_->too_many().end());
    if (auto done = list_strays(Stray::secondary); !done) return done;
    list_what_rows_need();
    list_->drop_missing([this](const std::string& name) { return blocks_->needs(name); });
    secondaries_ = list_->secondaries();
    for (Change change : blocks_->changes()) {
      for (const Primary& primary : primaries_)
        if (primary.mended.name == change.file)
          change.line = original_line(primary.shifts, change.line);
      out_.changes.push_back(std::move(change));
    }
    for (const std::string& name : secondaries_) {
      auto file = source_->file(name);
      if (!file) return std::move(file).error();
      if (auto done = copy_with(files_, **file, blocks_->edits(name), false, folder_ / name); !done)
        return std::move(done).error().during(name);
    }
    return {};
  }

  Result<void> write_primaries() {
    for (const Primary& primary : primaries_) {
      auto edits = pointer_edits(primary.mended, *source_, *page_, *blocks_);
      if (!edits) return std::move(edits).error();
      const fs::path path = folder_ / primary.mended.name;
      if (auto done = copy_with(files_, *primary.mended.file, *edits, false, path); !done)
        return std::move(done).error().during(primary.mended.name);
      if (primary.draft.empty()) continue;
      if (auto gone = files_.remove(primary.draft); !gone) return gone;
    }
    return {};
  }

  Result<void> finish() {
    for (const Change& change : list_->changes()) out_.changes.push_back(change);
    // What lets a recovery set add to its destination goes with it.
    if (const auto mark = source_->find(kRecoveryFile)) {
      auto file = source_->file(*mark);
      if (!file) return std::move(file).error();
      if (auto done = copy_with(files_, **file, {}, false, folder_ / *mark); !done) return done;
    }
    if (auto done = files_.sync_directory(folder_); !done) return done;
    out_.packing_list = folder_ / packing_list_.filename();
    if (auto done = base::write_whole(files_, out_.packing_list, list_->text()); !done) return done;
    auto after = verify(out_.packing_list);
    if (!after) return std::move(after).error();
    out_.after = std::move(*after);
    for (const Finding& finding : out_.after.findings)
      if (finding.kind == Finding::Kind::fault)
        out_.stays.push_back({finding, too_many_.contains(finding.file)
                                           ? "there is more to mend in this file than is mended "
                                             "at once: repair the copy again"
                                           : why(finding)});
    std::ranges::stable_sort(out_.changes, [](const Change& a, const Change& b) {
      return std::tie(a.file, a.line, a.offset) < std::tie(b.file, b.line, b.offset);
    });
    return {};
  }

  base::Files& files_;
  fs::path packing_list_, folder_;
  RepairOptions options_;
  Repair out_;
  std::optional<Folder> source_;
  std::optional<ListMender> list_;
  std::optional<base::CodePage> page_;
  std::vector<Primary> primaries_;
  std::vector<std::string> secondaries_;
  std::set<std::string> too_many_;  // files with more to mend than kMaxEdits
  std::optional<BlockMender> blocks_;
};

}  // namespace

Result<Repair> repair(base::Files& files, const fs::path& packing_list, const fs::path& folder,
                      const RepairOptions& options) {
  if (options.code_page)
    if (auto page = base::CodePage::find(*options.code_page); !page)
      return Error{Errc::usage, "--code-page: " + page.error().message, page.error().hint};
  if (auto free = check_target(packing_list, folder); !free) return std::move(free).error();
  return Repairer(files, packing_list, folder, options).run();
}

}  // namespace migrator::migration
