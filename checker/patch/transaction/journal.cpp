#include "checker/patch/transaction/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/digest.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/request.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::array<std::string_view, 8> kWords = {"BEGIN",   "PREPARED",   "COMMIT", "DONE",
                                                    "ABORTED", "ROLLEDBACK", "UNDO",   "UNDONE"};
constexpr std::size_t kHead = 22;  // "0021 f2a1c04be5d1907a "
constexpr std::size_t kLargest = 1u << 22;

std::string seal(std::size_t offset, std::string_view text) {
  return base::sha256(std::to_string(offset) + " " + std::string(text)).substr(0, 16);
}

std::optional<Entry> read_text(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t to = std::min(text.find(' ', at), text.size());
    parts.emplace_back(text.substr(at, to - at));
    at = to + 1;
  }
  const auto known = std::ranges::find(kWords, parts[0]);
  if (known == kWords.end() || parts.size() < 2 || parts.size() > 3) return {};
  Entry out{static_cast<Stage>(known - kWords.begin()), parts[1],
            parts.size() == 3 ? parts[2] : ""};
  const bool with_digest = out.stage == Stage::begin || out.stage == Stage::undo;
  if (!is_id(out.id) || (with_digest ? !is_sha256(out.digest) : parts.size() == 3)) return {};
  return out;
}

// The entry at `at`, and its length; nothing where there is no whole one.
std::optional<Entry> entry_at(std::string_view bytes, std::size_t at, std::size_t& length) {
  const std::string_view rest = bytes.substr(at);
  if (rest.size() < kHead || rest[4] != ' ' || rest[kHead - 1] != ' ') return {};
  std::size_t size = 0;
  const auto [stop, code] = std::from_chars(rest.data(), rest.data() + 4, size);
  if (code != std::errc() || stop != rest.data() + 4) return {};
  length = kHead + size + 1;
  if (size == 0 || length > kLongestEntry || rest.size() < length || rest[length - 1] != '\n')
    return {};
  const std::string_view text = rest.substr(kHead, size);
  if (rest.substr(5, 16) != seal(at, text)) return {};
  return read_text(text);
}

}  // namespace

std::string_view word(Stage stage) { return kWords[static_cast<std::size_t>(stage)]; }

bool is_final(Stage stage) {
  return stage == Stage::done || stage == Stage::aborted || stage == Stage::rolled_back ||
         stage == Stage::undone;
}

std::string text_of(const Entry& entry, std::size_t offset) {
  std::string text = std::string(word(entry.stage)) + " " + entry.id;
  if (!entry.digest.empty()) text += " " + entry.digest;
  return fmt::format("{:04} {} {}\n", text.size(), seal(offset, text), text);
}

Result<JournalText> parse_journal(std::string_view bytes) {
  JournalText out;
  std::size_t length = 0;
  while (auto entry = entry_at(bytes, out.end, length)) {
    out.entries.push_back(std::move(*entry));
    out.end += length;
  }
  out.torn = bytes.find_first_not_of('\0', out.end) != std::string_view::npos;
  for (std::size_t at = out.end + 1; out.torn && at < bytes.size(); ++at)
    if (entry_at(bytes, at, length))
      return Error{Errc::malformed,
                   fmt::format("the patch journal is damaged at byte {}: whole entries follow, so "
                               "no crash did this",
                               out.end),
                   "compare the files with .sidestep/patch/*/plan.json; when they are all old or "
                   "all new, move the journal away"};
  return out;
}

Result<Journal> Journal::read(std::filesystem::path path) {
  Journal out(std::move(path));
  auto bytes = read_kept(out.path_, kLargest);
  if (!bytes) return std::move(bytes).error().during("patch journal");
  if (!*bytes) return out;
  out.bytes_ = **std::move(bytes);
  auto text = parse_journal(out.bytes_);
  if (!text) return std::move(text).error().during(out.path_.string());
  out.text_ = *std::move(text);
  return out;
}

std::optional<Entry> Journal::last(const std::string& id) const {
  for (auto at = entries().rbegin(); at != entries().rend(); ++at)
    if (at->id == id) return *at;
  return {};
}

std::vector<std::string> Journal::ids() const {
  std::vector<std::string> out;
  for (auto at = entries().rbegin(); at != entries().rend(); ++at)
    if (std::ranges::find(out, at->id) == out.end()) out.push_back(at->id);
  std::ranges::reverse(out);
  return out;
}

Result<void> Journal::make_ready(base::Files& files, const std::vector<std::string>& keep) {
  // A transaction writes three entries, and three more when it is undone.
  if (bytes_.size() >= text_.end + 8 * kLongestEntry) return {};
  JournalText kept;
  std::string bytes;
  for (const std::string& id : ids()) {
    const auto entry = last(id);
    if (is_final(entry->stage) && std::ranges::find(keep, id) == keep.end()) continue;
    bytes += text_of(*entry, bytes.size());
    kept.entries.push_back(*entry);
  }
  kept.end = bytes.size();
  bytes.resize(std::max(kJournalSize, 2 * bytes.size()), '\0');
  std::filesystem::path draft = path_;
  draft += ".new";
  auto file = files.create(draft);
  if (!file) return std::move(file).error();
  if (auto done = (*file)->reserve(bytes.size()); !done) return done;
  // Zeros, too: room that was only promised has to be turned into room that is written.
  if (auto done = (*file)->write(base::bytes_of(bytes)); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  if (auto done = (*file)->close(); !done) return done;
  if (auto done = files.rename(draft, path_); !done) return done;
  if (auto done = files.sync_directory(path_.parent_path()); !done) return done;
  bytes_ = std::move(bytes);
  text_ = std::move(kept);
  return {};
}

Result<void> Journal::write(base::Files& files, std::size_t offset, std::string_view bytes) {
  auto file = files.change(path_);
  if (!file) return std::move(file).error();
  if (auto done = (*file)->write_at(offset, base::bytes_of(bytes)); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  return (*file)->close();
}

Result<void> Journal::add(base::Files& files, Entry entry) {
  const std::string bytes = text_of(entry, text_.end);
  const std::size_t end = text_.end + bytes.size();
  if (auto done = write(files, text_.end, bytes); !done)
    return std::move(done).error().during("patch journal");
  if (bytes_.size() < end) bytes_.resize(end, '\0');
  bytes_.replace(text_.end, bytes.size(), bytes);
  text_.end = end;
  text_.entries.push_back(std::move(entry));
  return {};
}

Result<void> Journal::make_durable(base::Files& files) {
  if (bytes_.empty()) return {};
  std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(text_.end), bytes_.end(), '\0');
  // A torn entry is short; zeros further behind are zeros already.
  const std::size_t size =
      text_.torn ? bytes_.size() : std::min(bytes_.size(), text_.end + kLongestEntry);
  if (auto done = write(files, 0, std::string_view(bytes_).substr(0, size)); !done)
    return std::move(done).error().during("patch journal");
  text_.torn = false;
  return {};
}

}  // namespace checker::patch::transaction
