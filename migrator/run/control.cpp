#include "migrator/run/control.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "contract/control_dates.hpp"
#include "contract/control_keywords.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using contract::ControlFile;
using contract::ControlProblem;
using contract::ControlSetting;

constexpr std::size_t kMostLevels = 16;      // of a path; Windows stops at 260 characters
constexpr unsigned kWindowsCodePage = 1252;  // in which the wizard reads its files, in the west

// Line by line, as Notepad and DOS editors write it.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  text = text.substr(0, text.find('\x1A'));
  while (!text.empty()) {
    const auto feed = text.find('\n');
    out.emplace_back(base::trim(text.substr(0, feed)));
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
  }
  return out;
}

// ANSI, as the wizard wants it, or UTF-8, as people have it today.
Result<std::string> decoded(std::string text) {
  if (text.starts_with(base::kByteOrderMark)) text.erase(0, base::kByteOrderMark.size());
  if (base::is_utf8(text)) return text;
  auto page = base::CodePage::find(kWindowsCodePage);
  if (!page) return std::move(page).error();
  return page->decode(text).text;
}

// The name of this spelling, or the first of another case.
std::optional<fs::path> entry_of(const fs::path& folder, std::string_view name) {
  std::optional<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string one = it->path().filename().string();
    if (one == name) return it->path();
    if (base::equals_fold(one, name) && (!found || it->path() < *found)) found = it->path();
  }
  return found;
}

std::vector<std::string> levels_of(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    const auto cut = path.find_first_of("\\/");
    const auto level = path.substr(0, cut);
    if (!level.empty() && level != "." && !level.ends_with(':')) out.emplace_back(level);
    path.remove_prefix(cut == std::string_view::npos ? path.size() : cut + 1);
  }
  return out;
}

// One control file becoming an order. Nothing of it outlives read_control.
class Order {
 public:
  Order(const ControlFile& file, const fs::path& path)
      : file_(file), mode_(contract::find_mode(file.mode)), path_(path) {}

  Result<Control> read(bool planned) {
    auto job = planned ? Result<Job>(Job()) : job_of(file_.facts);
    if (!job) return std::move(job).error();
    out_.job = std::move(*job);
    out_.name = path_.filename().string();
    out_.selection.dates_of_boards = false;
    if (auto done = dates(); !done) return std::move(done).error();
    if (auto done = accounts(); !done) return std::move(done).error();
    set();
    if (const ControlSetting* rights = said("DefFldPerms")) out_.permissions = rights->value;
    notes();
    return std::move(out_);
  }

 private:
  // Of a keyword that means something in this mode.
  const ControlSetting* said(std::string_view keyword) const {
    return mode_ != nullptr && mode_->has(keyword) ? file_.find(keyword) : nullptr;
  }
  std::string line(const ControlSetting& setting) const {
    return fmt::format("{} line {}", path_.string(), setting.line);
  }

  Result<void> date(std::string_view keyword, std::optional<LocalTime>& out) {
    const ControlSetting* setting = said(keyword);
    // "From the beginning" is what the wizard writes where no date is meant.
    if (setting == nullptr || setting->value == "16010101000000") return {};
    out = parse_time14(setting->value);
    if (out) return {};
    const auto why = contract::impossible_part(setting->value);
    return Error{
        Errc::malformed,
        fmt::format("{}: {} is no date: {}", line(*setting), keyword, why.value_or(setting->value)),
        "write for instance " + std::string(keyword) + ",19990131235959"};
  }
  Result<void> dates() {
    if (auto done = date("EmailStart", out_.selection.since); !done) return done;
    return date("EmailEnd", out_.selection.until);
  }

  Result<void> accounts() {
    const ControlSetting* setting = said("Accounts");
    if (setting == nullptr) return {};
    const auto list = find_beside(path_.parent_path(), setting->value);
    if (!list)
      return Error{Errc::io,
                   fmt::format("{}: the file of Accounts, {}, is not beside the control file",
                               line(*setting), base::printable(setting->value)),
                   "copy it there, or name the mailboxes with --mailbox and leave the line out"};
    auto bytes = base::read_file(*list, contract::kMostControlBytes);
    if (!bytes) return std::move(bytes).error();
    auto text = decoded(std::move(*bytes));
    if (!text) return std::move(text).error();
    auto& names = out_.selection.mailboxes.emplace();
    int number = 0;
    for (const std::string& name : lines_of(*text)) {
      ++number;
      if (name.empty()) continue;
      names.insert(name);
      out_.selection.said.emplace(name,
                                  fmt::format("{} line {}", list->filename().string(), number));
    }
    if (!names.empty()) return {};
    return Error{Errc::malformed, list->string() + ": names nobody",
                 "write one name a line, as the source has it"};
  }

  void set() {
    if (file_.function != "IMPORT") return;
    if (const ControlSetting* setting = said("File"))
      out_.source = find_beside(path_.parent_path(), setting->value);
  }

  void note(int line, std::string message) {
    out_.notes.push_back({ControlProblem::Kind::note, line, std::move(message), {}, {}});
  }

  void notes() {
    const auto servers = contract::import_keywords();
    for (const ControlProblem& problem : file_.problems)
      if (std::ranges::find(servers, problem.keyword) == servers.end() || problem.line > 0)
        out_.notes.push_back(problem);
    std::vector<std::string_view> ignored;
    int first = 0;
    for (const std::string_view keyword : servers) {
      const ControlSetting* setting = said(keyword);
      if (setting == nullptr) continue;
      first = first == 0 ? setting->line : std::min(first, setting->line);
      if (keyword != "DefFldPerms") ignored.push_back(keyword);
    }
    if (!ignored.empty())
      note(first, fmt::format("{}: of an Exchange server, and ignored; the mail goes to the "
                              "destination of --to",
                              fmt::join(ignored, ", ")));
    if (const ControlSetting* rights = said("DefFldPerms"))
      note(rights->line, "DefFldPerms: rights on bulletin boards, which an IMAP server alone has");
    const ControlSetting* folder = said("File");
    if (file_.function == "EXTRACT" && folder != nullptr)
      note(folder->line, fmt::format("File: {} is a folder of the wizard's machine, and ignored; "
                                     "the set is kept in the state folder",
                                     folder->value));
  }

  const ControlFile& file_;
  const contract::Mode* mode_;
  const fs::path& path_;
  Control out_;
};

}  // namespace

Result<Control> read_control(const fs::path& file, bool planned) {
  auto control = contract::read_control_file(file);
  if (!control) return std::move(control).error();
  return Order(*control, file).read(planned);
}

std::optional<fs::path> find_beside(const fs::path& folder, std::string_view path) {
  std::error_code error;
  if (path.starts_with('/') && fs::exists(path, error)) return fs::path(path);
  const auto levels = levels_of(path);
  if (std::ranges::find(levels, "..") != levels.end()) return std::nullopt;
  const std::size_t from = levels.size() - std::min(levels.size(), kMostLevels);
  for (std::size_t first = from; first < levels.size(); ++first) {
    std::optional<fs::path> at = folder.empty() ? fs::path(".") : folder;
    for (std::size_t i = first; at && i < levels.size(); ++i) at = entry_of(*at, levels[i]);
    if (at) return at;
  }
  return std::nullopt;
}

}  // namespace migrator::run
