#include <fmt/format.h>

#include <algorithm>

#include "base/shell.hpp"
#include "migrator/survey/names.hpp"
#include "migrator/survey/report.hpp"

namespace migrator::survey {
namespace {

constexpr std::size_t kWidest = 40;       // of a column of names
constexpr std::size_t kAlike = 8;         // files of one kind in one folder that are shown
constexpr std::size_t kDraftLines = 120;  // of a draft on the page
constexpr std::size_t kReasons = 60;

// Characters, as a terminal counts them; near enough.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(std::string text, std::size_t to) {
  const std::size_t has = width(text);
  return has < to ? text + std::string(to - has, ' ') : text;
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string what_of(const FileRecord& file) {
  std::string out(to_string(file.what.kind));
  if (!file.what.database.empty()) out += " " + file.what.database;
  if (!file.what.says.empty()) out += ": " + base::printable(file.what.says);
  return out;
}

std::string row(const std::string& path, std::string_view size, std::string_view known,
                std::string_view read, std::string_view what, std::size_t wide) {
  return fmt::format("  {}  {:>10}  {:<8}  {:<8}  {}\n", padded(path, wide), size, known, read,
                     what);
}

bool is_alike(const FileRecord& a, const FileRecord& b) {
  const auto folder = [](const FileRecord& file) {
    return std::string_view(file.path).substr(0, file.path.size() - file_name(file.path).size());
  };
  return a.what.kind == b.what.kind && a.what.readable == b.what.readable && folder(a) == folder(b);
}

// Files of which one says as much as a hundred.
bool is_dull(const FileRecord& file) {
  return !file.mail && !file.directory && file.what.kind != Kind::packing_list &&
         file.what.kind != Kind::unknown;
}

std::string table(const Survey& survey) {
  std::size_t wide = 4;
  for (const FileRecord& file : survey.files)
    wide = std::max(wide, std::min(kWidest, width(base::printable(file.path))));
  std::string out = row("file", "bytes", "known by", "read", "what it is", wide);
  for (std::size_t i = 0; i < survey.files.size();) {
    const FileRecord& first = survey.files[i];
    std::size_t end = i + 1;
    while (is_dull(first) && end < survey.files.size() && is_dull(survey.files[end]) &&
           is_alike(first, survey.files[end]))
      ++end;
    const std::size_t shown = end - i > kAlike + 2 ? i + kAlike : end;
    for (; i < shown; ++i) {
      const FileRecord& file = survey.files[i];
      out += row(base::printable(file.path), std::to_string(file.size), to_string(file.what.known),
                 to_string(file.what.readable), what_of(file), wide);
    }
    if (i < end) out += fmt::format("  … and {} more of this kind in this folder\n", end - i);
    i = end;
  }
  if (survey.cut)
    out += fmt::format("  … and more: a survey takes {} files; survey its folders one by one\n",
                       kMostFiles);
  return out;
}

std::string headline(const Survey& survey) {
  std::uint64_t bytes = 0;
  for (const FileRecord& file : survey.files) bytes += file.size;
  return fmt::format("{}: {}, {} bytes\n\n", base::printable(survey.folder.string()),
                     counted(survey.files.size(), "file"), bytes);
}

std::string unnamed(const Survey& survey) {
  std::string out;
  std::size_t count = 0;
  for (const FileRecord& file : survey.files) {
    if (file.what.kind != Kind::unknown || ++count > kReasons) continue;
    out += fmt::format("  {}, {}\n", base::printable(file.path), base::printable(file.what.says));
  }
  if (count > kReasons) out += fmt::format("  … and {} more\n", count - kReasons);
  if (count == 0) return {};
  return fmt::format("\nNot named ({}): neither content nor name tells what it is\n", count) + out;
}

std::string first_lines(const std::string& text, std::size_t most) {
  std::size_t at = 0, lines = 0;
  while (lines < most && at < text.size()) {
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
    ++lines;
  }
  if (at >= text.size()) return text;
  const auto left = static_cast<std::size_t>(
      std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n'));
  return text.substr(0, at) +
         fmt::format("… and {} more lines: --draft FILE writes them all\n", left);
}

std::string reasons(const Draft& draft) {
  std::size_t about = 0, value = 0;
  for (const Reason& one : draft.reasons) {
    about = std::max(about, std::min<std::size_t>(30, width(base::printable(one.about))));
    value = std::max(value, std::min<std::size_t>(34, width(base::printable(one.value))));
  }
  std::string out = "\nWhy\n";
  for (std::size_t i = 0; i < std::min(kReasons, draft.reasons.size()); ++i) {
    const Reason& one = draft.reasons[i];
    out += fmt::format("  {}  {}  {}\n", padded(base::printable(one.about), about),
                       padded(base::printable(one.value), value), base::printable(one.why));
  }
  if (draft.reasons.size() > kReasons)
    out += fmt::format("  … and {} more: --format json has them all\n",
                       draft.reasons.size() - kReasons);
  return out;
}

std::string left_out(const Draft& draft) {
  if (draft.left_out.empty()) return {};
  std::string out = "\nNot in the draft\n";
  for (std::size_t i = 0; i < std::min(kReasons, draft.left_out.size()); ++i)
    out += fmt::format("  {}: {}\n", base::printable(draft.left_out[i].file),
                       base::printable(draft.left_out[i].why));
  if (draft.left_out.size() > kReasons)
    out += fmt::format("  … and {} more: --format json has them all\n",
                       draft.left_out.size() - kReasons);
  return out;
}

std::string shell_word(const std::filesystem::path& path) {
  return base::shell_word(path.string());
}

// The set.json of the folder itself, in any case of letters.
const FileRecord* description_of(const Survey& survey) {
  for (const FileRecord& file : survey.files)
    if (file.what.kind == Kind::description && file.path.find('/') == std::string::npos)
      return &file;
  return nullptr;
}

bool has(const Survey& survey, Kind kind) {
  return std::ranges::any_of(
      survey.files, [&](const FileRecord& file) { return file.what.kind == kind && !file.in_run; });
}

// What is to be done with a draft, written or not.
std::string next_of_draft(const Survey& survey, const std::filesystem::path& written) {
  const auto wanted = survey.folder / "set.json";
  if (written.empty())
    return "  keep the draft, then correct it where it guessed wrong:\n    sidestep survey " +
           shell_word(survey.folder) + " --draft " + shell_word(wanted) + "\n";
  std::error_code ignored;
  std::string out = "  correct the draft where it guessed wrong: " + shell_word(written) + "\n";
  if (std::filesystem::weakly_canonical(written, ignored) !=
      std::filesystem::weakly_canonical(wanted, ignored))
    out +=
        "  then put it where it takes effect, its paths begin there: " + shell_word(wanted) + "\n";
  return out;
}

std::string next_of_messages(const Survey& survey, const Draft& draft, const FileRecord* set,
                             const std::string& written) {
  const std::string folder = shell_word(survey.folder);
  if (set != nullptr && set->what.readable == Readable::yes)
    return "  set.json describes this folder: --source " + folder + " takes it\n";
  if (set != nullptr)
    return "  set.json cannot be used as it is: mend it, or move it away for a draft\n";
  if (draft.description.is_null()) return {};
  return next_of_draft(survey, written) +
         "  see what is known to go wrong, then migrate:\n"
         "    sidestep check Exchsrvr/Bin --control job.txt --source " +
         folder + "\n    sidestep migrate Exchsrvr/Bin --control job.txt --source " + folder +
         " --to maildir:out\n";
}

std::string next(const Survey& survey, const Draft& draft, const FileRecord* set,
                 const std::string& written) {
  std::string out = next_of_messages(survey, draft, set, written);
  std::size_t sets = 0;
  for (const FileRecord& file : survey.files)
    if (file.what.kind == Kind::packing_list && !file.in_run && ++sets <= kAlike)
      out += "  a set of migration files: sidestep-migrator verify --files " +
             shell_word(survey.folder / file.path) + "\n";
  if (has(survey, Kind::post_office))
    out +=
        "  the post office itself: run Lotus's EXPORT on a copy of it, and survey what it writes\n";
  if (has(survey, Kind::export_program))
    out +=
        "  if words of the messages were not understood: sidestep-migrator profile --from "
        "PROGRAM\n";
  if (has(survey, Kind::passwords))
    out += "  passwords of users lie there: keep that file from others\n";
  if (out.empty()) out = "  nothing here is mail of cc:Mail that can be read\n";
  return "\nNext\n" + out;
}

}  // namespace

std::string to_text(const Survey& survey, const Draft& draft, const std::string& written) {
  const FileRecord* set = description_of(survey);
  std::string out = headline(survey) + table(survey) + unnamed(survey);
  if (!draft.description.is_null() && (set == nullptr || !written.empty()))
    out += "\nDraft of set.json (" +
           (written.empty() ? "not written" : "written to " + base::printable(written)) + ")\n" +
           first_lines(base::dump(draft.description) + "\n", kDraftLines) + reasons(draft);
  return out + left_out(draft) + next(survey, draft, set, written);
}

}  // namespace migrator::survey
