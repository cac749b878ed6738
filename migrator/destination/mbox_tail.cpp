#include "migrator/destination/mbox_tail.hpp"

#include <fmt/format.h>

#include "base/blob.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr int kMostCopies = 1000;  // of one name: a run is not broken off more often

base::Result<void> copy(const base::ReadableFile& from, std::uint64_t at, base::OutputFile& to) {
  std::vector<std::byte> room(64 * 1024);
  for (;;) {
    auto read = from.read_at(at, room);
    if (!read) return std::move(read).error();
    if (*read == 0) break;
    if (auto done = to.write(base::Bytes(room).first(*read)); !done) return done;
    at += *read;
  }
  if (auto done = to.sync(); !done) return done;
  return to.close();
}

}  // namespace

base::Result<fs::path> keep_tail(base::Files& files, const fs::path& file, std::uint64_t from,
                                 const fs::path& folder) {
  auto in = base::ReadableFile::open(file);
  if (!in) return std::move(in).error();
  if (auto made = files.make_directories(folder); !made) return std::move(made).error();
  for (int i = 1; i <= kMostCopies; ++i) {
    const fs::path path = folder / fmt::format("{}-{}.mbox", file.stem().string(), i);
    auto out = files.create_new(path);
    if (!out && out.error().code == base::Errc::conflict) continue;
    if (!out) return std::move(out).error();
    if (auto done = copy(**in, from, **out); !done) return std::move(done).error();
    if (auto done = files.sync_directory(folder); !done) return std::move(done).error();
    if (auto done = files.sync_directory(folder.parent_path()); !done)
      return std::move(done).error();
    return path;
  }
  return base::Error{base::Errc::limit, folder.string() + ": is full",
                     "look through the mail that is kept there, and move it away"};
}

}  // namespace migrator::destination
