#include "migrator/destination/mbox_journal.hpp"

#include <charconv>

#include "migrator/destination/places.hpp"

namespace migrator::destination {
namespace {

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t out = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return out;
}

}  // namespace

base::Result<MboxJournal> MboxJournal::open(base::Files& files, std::filesystem::path file,
                                            std::string run) {
  MboxJournal out(LineLog(files, std::move(file)), std::move(run));
  if (auto read = out.read(); !read) return std::move(read).error();
  return out;
}

base::Result<void> MboxJournal::read() {
  auto lines = log_.read();
  if (!lines) return std::move(lines).error();
  for (const LineLog::Fields& line : *lines) {
    if (line[0] == "run" && line.size() == 2) {
      if (line[1] != run_)
        return base::Error{base::Errc::conflict,
                           log_.path().string() + ": another run was broken off here",
                           "finish it first: run its command again, with its --state"};
      begin();
      continue;
    }
    const auto size = line.size() == 3 ? number(line[1]) : std::nullopt;
    if (!size) continue;
    if (auto inside = check_place(line[2]); !inside)
      return std::move(inside).error().during(log_.path().string());
    if (line[0] == "base") entries_.try_emplace(line[2], Entry{*size, {}});
    const auto known = entries_.find(line[2]);
    if (known == entries_.end()) continue;
    if (line[0] == "rest") known->second.rest = *size;
    if (line[0] == "open") known->second.open = true;
  }
  return {};
}

// What was left may grow again.
void MboxJournal::begin() {
  begun_ = true;
  for (auto& [name, entry] : entries_) entry = Entry{entry.base, {}};
}

base::Result<void> MboxJournal::go_on() {
  if (auto added = log_.add({"run", run_}); !added) return added;
  begin();
  return log_.sync();
}

base::Result<void> MboxJournal::add(const std::string& file, std::uint64_t base) {
  if (!entries_.try_emplace(file, Entry{base, {}}).second) return {};
  if (!begun_)
    if (auto added = log_.add({"run", run_}); !added) return added;
  begun_ = true;
  if (auto added = log_.add({"base", std::to_string(base), file}); !added) return added;
  return log_.sync();
}

base::Result<void> MboxJournal::rest(const std::string& file, std::uint64_t size) {
  return log_.add({"rest", std::to_string(size), file});
}

base::Result<void> MboxJournal::open_to_others(const std::string& file, std::uint64_t size) {
  entries_[file].open = true;
  return log_.add({"open", std::to_string(size), file});
}

base::Result<void> MboxJournal::remove() {
  entries_.clear();
  if (!std::exchange(begun_, false)) return {};
  return log_.remove();
}

}  // namespace migrator::destination
