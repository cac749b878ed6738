#include "migrator/run/recovery.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "migrator/migration/draft.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;
using ledger::Rejected;
using Kept = RecoveryWriter::Kept;

base::Json line_of(const Rejected& item, const Kept& kept) {
  base::Json out = {{"kind", ledger::to_string(item.owner)},
                    {"account", item.name},
                    {"item", ledger::to_string(item.row.kind)},
                    {"sequence", item.row.sequence},
                    {"file", item.row.place.file},
                    {"offset", item.row.place.offset},
                    {"length", item.row.place.length},
                    {"reason", ledger::to_string(item.row.reason)},
                    {"message", item.row.message},
                    {"bytes", nullptr}};
  if (kept.file.empty()) return out;
  out["bytes"] = kept.file;
  out["bytes_offset"] = kept.offset;
  out["bytes_length"] = kept.length;
  return out;
}

std::string sentence_of(const Rejected& item, const Kept& kept) {
  const std::string where = kept.file.empty() ? "no bytes could be kept"
                                              : fmt::format("{}, byte {}", kept.file, kept.offset);
  std::string whose(ledger::to_string(item.owner));
  if (!item.name.empty()) whose += " " + base::printable(item.name);
  return fmt::format("{}, {} {}: {}\n  {}: {}\n", whose, ledger::to_string(item.row.kind),
                     item.row.sequence, where, ledger::to_string(item.row.reason),
                     base::printable(item.row.message));
}

std::string introduction(const Salvage& salvage, const fs::path& folder) {
  const bool files = salvage.origin.kind == Origin::Kind::packing_list;
  const std::string what =
      files ? "the rows of its .PRI files, as they stood; the .SEC files that they point into are "
              "copies"
            : "one file for each message, with its bytes as they stood; the records of the "
              "directory are in directory.exp";
  return fmt::format(
      "What this migration could not deliver: {}.\n\nCorrect the files, then add them to what was "
      "delivered:\n\n  sidestep-migrator import --files {} --to {}\n\nNothing that was "
      "delivered before is touched, and what still cannot be read is kept again.\n"
      "rejected.ndjson has the same list for programs.\n\n",
      what, base::shell_word(recovery_set(salvage.origin, folder).string()),
      base::shell_word(salvage.destination.empty() ? "maildir:PATH" : salvage.destination));
}

class Keeper {
 public:
  Keeper(const Salvage& salvage, fs::path folder) : salvage_(salvage), folder_(std::move(folder)) {}

  Result<std::optional<fs::path>> run() {
    auto kept = salvage_.ledger.each_rejected([&](const Rejected& item) -> Result<void> {
      if (!writer_)
        if (auto begun = begin(); !begun) return begun;
      return take(item);
    });
    if (!kept) return std::move(kept).error();
    if (!writer_) return std::optional<fs::path>();
    if (auto ended = end(); !ended) return std::move(ended).error();
    return std::optional(recovery_set(salvage_.origin, folder_));
  }

 private:
  Result<void> begin() {
    if (auto made = salvage_.files.make_directories(folder_); !made) return made;
    auto writer = salvage_.origin.kind == Origin::Kind::packing_list
                      ? files_recovery(salvage_, folder_)
                      : export_recovery(salvage_, folder_);
    if (!writer) return std::move(writer).error();
    writer_ = std::move(*writer);
    for (const char* name : {"README.txt", "rejected.ndjson"}) {
      auto draft = migration::Draft::create(salvage_.files, folder_ / name);
      if (!draft) return std::move(draft).error();
      drafts_.push_back(std::move(*draft));
    }
    return drafts_.front().write(introduction(salvage_, folder_));
  }

  Result<void> take(const Rejected& item) {
    auto kept = writer_->keep(item);
    if (!kept) return std::move(kept).error();
    if (auto done = drafts_.front().write(sentence_of(item, *kept)); !done) return done;
    return drafts_.back().write(base::dump(line_of(item, *kept), -1) + "\n");
  }

  // The list comes last: where it stands, the set is whole.
  Result<void> end() {
    if (auto done = writer_->finish(); !done) return done;
    if (auto done = write_provenance(salvage_.files, folder_, salvage_.provenance); !done)
      return done;
    for (migration::Draft& draft : drafts_)
      if (auto done = draft.close(); !done) return done;
    if (auto done = salvage_.files.sync_filesystem(folder_); !done) return done;
    for (migration::Draft& draft : drafts_)
      if (auto done = draft.publish(); !done) return done;
    return salvage_.files.sync_directory(folder_);
  }

  const Salvage& salvage_;
  fs::path folder_;
  std::unique_ptr<RecoveryWriter> writer_;
  std::vector<migration::Draft> drafts_;  // README.txt, rejected.ndjson
};

}  // namespace

fs::path recovery_folder(const fs::path& state) { return state / "recovery"; }

fs::path recovery_set(const Origin& origin, const fs::path& folder) {
  return origin.kind == Origin::Kind::packing_list ? folder / origin.path.filename() : folder;
}

Result<std::optional<fs::path>> keep_rejected(const Salvage& salvage, const fs::path& folder) {
  return Keeper(salvage, folder).run();
}

}  // namespace migrator::run
