#include "migrator/run/recovery.hpp"

#include <map>

#include "base/blob.hpp"
#include "base/json.hpp"
#include "base/path.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;
using ledger::Rejected;

std::string file_name(const Rejected& item) {
  std::string name(ledger::to_string(item.owner));
  if (!item.name.empty()) name += "-" + base::safe_name(item.name);
  return name + "-" + std::string(ledger::to_string(item.row.kind)) + "-" +
         std::to_string(item.row.sequence) + ".raw";
}

base::Json line_of(const Rejected& item, const std::string& kept) {
  return {{"kind", ledger::to_string(item.owner)},
          {"account", item.name},
          {"item", ledger::to_string(item.row.kind)},
          {"sequence", item.row.sequence},
          {"file", item.row.place.file},
          {"offset", item.row.place.offset},
          {"length", item.row.place.length},
          {"reason", ledger::to_string(item.row.reason)},
          {"message", item.row.message},
          {"bytes", kept.empty() ? base::Json(nullptr) : base::Json(kept)}};
}

class Keeper {
 public:
  Keeper(base::Files& files, ledger::Ledger& ledger, const fs::path& source, fs::path folder)
      : files_(files), ledger_(ledger), source_(source), folder_(std::move(folder)) {}

  Result<std::uint64_t> run() {
    std::uint64_t count = 0;
    auto kept = ledger_.each_rejected([&](const Rejected& item) -> Result<void> {
      if (count++ == 0)
        if (auto begun = begin(); !begun) return begun;
      auto name = bytes(item);
      if (!name) return std::move(name).error();
      return list_->write(base::bytes_of(base::dump(line_of(item, *name), -1) + "\n"));
    });
    if (!kept) return std::move(kept).error();
    if (count > 0)
      if (auto ended = end(); !ended) return std::move(ended).error();
    return count;
  }

 private:
  fs::path list() const { return folder_ / "rejected.ndjson"; }
  fs::path draft() const { return folder_ / "rejected.ndjson.new"; }

  Result<void> begin() {
    if (auto made = files_.make_directories(folder_); !made) return made;
    auto file = files_.create(draft());
    if (!file) return std::move(file).error();
    list_ = std::move(*file);
    return {};
  }

  // The list comes last: where it stands, the bytes are there.
  Result<void> end() {
    if (auto done = list_->sync(); !done) return done;
    if (auto done = list_->close(); !done) return done;
    if (auto done = files_.sync_filesystem(folder_); !done) return done;
    if (auto done = files_.rename(draft(), list()); !done) return done;
    return files_.sync_directory(folder_);
  }

  // What the place of an item covers; one of unknown length goes on to the next item of its file,
  // or to its end.
  Result<base::Blob> window(const Place& place) {
    auto path = base::RelPath::parse(place.file);
    if (!path) return std::move(path).error();
    auto file = base::ReadableFile::open(path->under(source_));
    if (!file) return std::move(file).error();
    const std::uint64_t size = (*file)->size();
    if (place.offset > size) return base::Blob();
    std::uint64_t length = place.length;
    if (length == 0) {
      auto next = ledger_.next_offset(place);
      if (!next) return std::move(next).error();
      length = next->value_or(size) - place.offset;
    }
    return base::Blob::window(*file, place.offset, std::min(length, size - place.offset));
  }

  // The name of the file that holds the bytes; "" when the source no longer gives them.
  Result<std::string> bytes(const Rejected& item) {
    auto blob = window(item.row.place);
    if (!blob) return std::string();
    const std::string name = file_name(item);
    auto file = files_.create(folder_ / name);
    if (!file) return std::move(file).error();
    auto copied = blob->each([&](base::Bytes piece) { return (*file)->write(piece); });
    if (!copied) return std::move(copied).error().during("recovery/" + name);
    if (auto closed = (*file)->close(); !closed) return std::move(closed).error();
    return name;
  }

  base::Files& files_;
  ledger::Ledger& ledger_;
  const fs::path& source_;
  fs::path folder_;
  std::unique_ptr<base::OutputFile> list_;
};

}  // namespace

Result<std::uint64_t> keep_rejected(base::Files& files, ledger::Ledger& ledger,
                                    const fs::path& source, const fs::path& folder) {
  return Keeper(files, ledger, source, folder).run();
}

}  // namespace migrator::run
