#include "checker/audit/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "checker/audit/record.hpp"

namespace checker::audit {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// The log names people and machines.
constexpr unsigned kPrivate = 0600;

Result<base::Lock> wait_for(const std::filesystem::path& log) {
  using namespace std::chrono_literals;
  constexpr std::chrono::milliseconds kPatience = 10s, kPause = 50ms;
  for (std::chrono::milliseconds waited = 0ms;; waited += kPause) {
    auto lock = base::Lock::take(log, kPrivate);
    if (lock || lock.error().code != Errc::conflict || waited >= kPatience) return lock;
    std::this_thread::sleep_for(kPause);
  }
}

// More cut lines in a row than crashes in a row explain.
constexpr std::size_t kMostTorn = 100;

// Where the next record goes.
struct End {
  std::optional<Record> last;
  std::vector<std::string> torn;  // digests of the cut lines behind it, in order
  bool open_line = false;         // the last of them has no line end yet
};

// The end of the log, read backwards: the last record, and what was cut short behind it.
Result<End> end_of(const std::filesystem::path& log) {
  auto file = base::ReadableFile::open(log);
  if (!file) return std::move(file).error();
  const std::uint64_t size = (*file)->size();
  const std::uint64_t from = size - std::min<std::uint64_t>(size, 2 * kMaxRecord);
  std::string text(static_cast<std::size_t>(size - from), '\0');
  auto read = (*file)->read_at(from, std::as_writable_bytes(std::span(text)));
  if (!read) return std::move(read).error();
  text.resize(*read);
  End out;
  out.open_line = !text.empty() && text.back() != '\n';
  std::string_view rest = text;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const auto start = rest.find_last_of('\n');
    const std::string_view line = start == std::string_view::npos ? rest : rest.substr(start + 1);
    if (start == std::string_view::npos && from > 0) break;  // the line began before the window
    auto record = read_record(line, log.string() + ": its last record");
    if (!record)
      return Error{Errc::malformed, std::move(record).error().message,
                   "nothing was added; look at it with `sidestep audit`, and give a new file"};
    if (*record) {
      out.last = std::move(*record);
      std::ranges::reverse(out.torn);
      return out;
    }
    out.torn.push_back(base::sha256(line));
    if (out.torn.size() > kMostTorn) break;
    rest = rest.substr(0, start == std::string_view::npos ? 0 : start);
  }
  if (!rest.empty())
    return Error{Errc::malformed, log.string() + ": too much at its end is no record",
                 "nothing was added; look at it with `sidestep audit`, and give a new file"};
  return out;  // new, or nothing but the beginning of its first record
}

// Holds every line against the chain so far.
class Verifier {
 public:
  Verifier(std::string name, const std::string& expected,
           const std::function<void(std::string_view)>& seen)
      : name_(std::move(name)), expected_(expected), seen_(seen) {}

  // Whether there is more to look at.
  bool take(std::string_view line) {
    ++number_;
    const std::string where = fmt::format("{}:{}", name_, number_);
    auto record = read_record(line, where);
    if (!record) return fault(std::move(record).error());
    if (!*record) {
      if (torn_.size() == kMostTorn)
        return fault({Errc::malformed, where + ": too many lines before it are no records"});
      torn_.push_back(base::sha256(line));
      torn_lines_.push_back(number_);
      return true;
    }
    const Record& r = **record;
    const std::string before = out_.last_hash.empty() ? no_hash() : out_.last_hash;
    if (r.torn != torn_)
      return fault({Errc::malformed,
                    where + ": lines before it are no records, and it does not name them: they "
                            "were damaged or put in later"});
    if (r.previous != before || r.seq != out_.records + 1)
      return fault({Errc::malformed,
                    fmt::format("{}: record {} does not follow record {}: records were taken out, "
                                "put in or moved",
                                where, r.seq, out_.records)});
    accept(r);
    if (seen_) seen_(line);
    return true;
  }

  Chain finish() {
    out_.cut_at_end = !out_.fault && !torn_.empty();
    if (!out_.fault && out_.records == 0)
      out_.fault = Error{Errc::malformed, name_ + ": it holds no record"};
    return std::move(out_);
  }

 private:
  bool fault(Error error) {
    out_.fault = std::move(error);
    return false;
  }
  void accept(const Record& r) {
    if (out_.records++ == 0) out_.first_time = r.time;
    out_.last_time = r.time;
    out_.last_hash = r.hash;
    out_.has_expected = out_.has_expected || r.hash == expected_;
    out_.torn.insert(out_.torn.end(), torn_lines_.begin(), torn_lines_.end());
    torn_.clear();
    torn_lines_.clear();
  }

  std::string name_;
  const std::string& expected_;
  const std::function<void(std::string_view)>& seen_;
  Chain out_;
  std::uint64_t number_ = 0;
  std::vector<std::string> torn_;
  std::vector<std::uint64_t> torn_lines_;
};

// The lock of a log that can be added to.
Result<base::Lock> lock_of(const std::filesystem::path& log) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(log, ignored))
    return Error{Errc::usage, log.string() + ": this is a symbolic link",
                 "give the name of the file itself"};
  return wait_for(log);
}

}  // namespace

Result<void> try_append(const std::filesystem::path& log) {
  auto lock = lock_of(log);
  if (!lock) return std::move(lock).error();
  auto end = end_of(log);
  if (!end) return std::move(end).error();
  return {};
}

Result<std::string> append(base::Files& files, const std::filesystem::path& log,
                           base::Json content) {
  auto lock = lock_of(log);
  if (!lock) return std::move(lock).error();
  auto end = end_of(log);
  if (!end) return std::move(end).error();
  std::string hash;
  const std::string line =
      (end->open_line ? "\n" : "") + line_of(std::move(content), end->last, end->torn, hash);
  if (line.size() > kMaxRecord)
    return Error{Errc::limit, log.string() + ": the record would have more than 4 MiB"};
  auto file = files.append(log);
  if (!file) return std::move(file).error();
  for (const auto& step :
       {std::function([&] { return (*file)->write(base::bytes_of(line)); }),
        std::function([&] { return (*file)->sync(); }),
        std::function([&] { return (*file)->close(); }), std::function([&] {
          return files.sync_directory(log.has_parent_path() ? log.parent_path() : ".");
        })})
    if (auto done = step(); !done) return std::move(done).error();
  return hash;
}

Result<Chain> verify(const std::filesystem::path& log, const std::string& expected,
                     const std::function<void(std::string_view)>& seen) {
  auto file = base::ReadableFile::open(log);
  if (!file) return std::move(file).error();
  Verifier verifier(log.string(), expected, seen);
  std::string held, room(1u << 16, '\0');
  for (std::uint64_t at = 0;;) {
    auto read = (*file)->read_at(at, std::as_writable_bytes(std::span(room)));
    if (!read) return std::move(read).error();
    if (*read == 0) break;
    at += *read;
    held.append(room, 0, *read);
    std::size_t done = 0;
    for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n', done)) {
      if (!verifier.take(std::string_view(held).substr(done, end - done))) return verifier.finish();
      done = end + 1;
    }
    held.erase(0, done);
    if (held.size() > kMaxRecord)
      return Error{Errc::malformed, log.string() +
                                        ": this is no audit log: a line is longer than "
                                        "4 MiB"};
  }
  if (!held.empty()) (void)verifier.take(held);
  return verifier.finish();
}

}  // namespace checker::audit
