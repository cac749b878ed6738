#include "checker/cli/filling.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "base/process.hpp"
#include "base/text.hpp"
#include "checker/cli/request.hpp"

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;

std::string last_line(std::string_view text) {
  text = base::trim(text);
  const auto feed = text.rfind('\n');
  return std::string(feed == std::string_view::npos ? text : text.substr(feed + 1));
}

// The first of many lines of faults.
std::string beginning(std::string_view text) {
  constexpr int kLines = 20;
  std::string out;
  int lines = 0;
  for (const char c : base::trim(text)) {
    if (c == '\n' && ++lines == kLines) return out + "\n  …";
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

// The lines before the last one.
std::vector<std::string> lines_before(std::string_view text) {
  std::vector<std::string> out;
  std::string file;  // verify names it once, and indents what it says about it
  text = base::trim(text);
  for (auto feed = text.find('\n'); feed != std::string_view::npos; feed = text.find('\n')) {
    const std::string line = base::to_utf8(text.substr(0, feed));
    text.remove_prefix(feed + 1);
    if (line.starts_with("  "))
      out.push_back(file + line.substr(1));
    else if (text.starts_with("  "))
      file = line;
    else
      out.push_back(line);
  }
  return out;
}

std::string date_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "";
  std::tm utc{};
  char text[32];
  if (::gmtime_r(&status.st_mtime, &utc) == nullptr) return "";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

// Older than the marked file: then step one, which is run with its twin, has not made it.
bool is_older(const fs::path& list, const fs::path& marked) {
  constexpr auto kGrain = std::chrono::seconds(2);  // of the times on a FAT disk
  std::error_code missing, unknown;
  const auto asked = fs::last_write_time(marked, missing),
             made = fs::last_write_time(list, unknown);
  return !missing && !unknown && made + kGrain < asked;
}

std::string post_office_of(const contract::rewrite::MigrationSet& set) {
  const std::string& name = set.folder.empty() ? set.packing_list : set.folder;
  return name.substr(0, name.size() - 4);  // ".001", ".PKL"
}

// Why this set can hardly be the one of step one; "" where it can.
std::string doubt(const FoundSet& found, const std::string& marked_text, const fs::path& marked) {
  const std::string wanted = base::to_utf8(contract::rewrite::kept_post_office(marked_text));
  const std::string is = post_office_of(found.set);
  if (!wanted.empty() && !base::equals_fold(wanted, is))
    return fmt::format("the set is of the post office {}, but step one's POName is {}", is, wanted);
  if (is_older(found.list, marked))
    return fmt::format("the set (of {}) is older than the marked file (of {})", date_of(found.list),
                       date_of(marked));
  return "";
}

// Asks the sibling program, which knows the format.
std::optional<Refused> verify(const fs::path& list, report::Filling& filling) {
  std::error_code unknown;
  const std::string file = fs::absolute(list, unknown).string();  // no name begins with a dash then
  auto printed = base::capture({migrator_program(), "verify", "--files", file});
  if (!printed) return Refused{std::move(printed).error()};
  filling.verified = last_line(printed->text);
  filling.notes = lines_before(printed->text);
  if (printed->code == 0) return std::nullopt;
  if (printed->code == 2)
    return Refused{{Errc::malformed,
                    fmt::format("{}: the set has faults, so it was not filled in:\n  {}",
                                list.string(), beginning(printed->text)),
                    "an import would stumble over them: `sidestep-migrator repair --files SET.PKL "
                    "-o DIR` writes a mended copy and says what stays; or extract again"},
                   kBlocked};
  return Refused{{Errc::io, list.string() + ": the set could not be verified",
                  "`sidestep-migrator verify --files SET.PKL` says more"}};
}

// 2-import.txt before 10-import.txt.
bool in_order(const std::string& a, const std::string& b) {
  return std::pair(a.find('-'), a) < std::pair(b.find('-'), b);
}

std::vector<std::string> marked_names(const Texts& texts) {
  std::vector<std::string> out;
  for (const auto& [name, text] : texts)
    if (contract::rewrite::marked_folder(text)) out.push_back(name);
  std::ranges::sort(out, in_order);
  return out;
}

}  // namespace

std::optional<report::Filling> done_already(const Texts& texts, const fs::path& folder,
                                            const std::string& asked) {
  for (const auto& [name, text] : texts)
    if (asked.empty() || name == asked)
      if (const auto file = contract::rewrite::filled_file(text)) {
        report::Filling out;
        out.file = (folder / name).string();
        out.wizard_path = *file;
        out.already = true;
        return out;
      }
  return std::nullopt;
}

namespace {

// Nothing waits: whether a file that is filled in names a set of `after`.
std::optional<Refused> confirm(const Texts& texts, const fs::path& folder, const std::string& asked,
                               const std::string& after, report::Filling& out) {
  auto sets = find_sets(after);
  if (!sets) return Refused{std::move(sets).error()};
  std::string last;
  for (const auto& [name, text] : texts) {
    const auto file = contract::rewrite::filled_file(text);
    if (!file || (!asked.empty() && name != asked)) continue;
    for (const FoundSet& found : *sets)
      if (contract::rewrite::names_set(*file, found.set)) {
        out = *done_already(texts, folder, name);
        out.set = found.list.string();
        return std::nullopt;
      }
    last = fmt::format("{}: is filled in already, with another set: {}", (folder / name).string(),
                       base::to_utf8(*file));
  }
  return Refused{{Errc::conflict, last,
                  "to take that back, delete its File line and the words \"! was: \" in front of "
                  "the line above, which keeps the mark; then give --after again"}};
}

}  // namespace

std::optional<Refused> fill(Texts& texts, const fs::path& folder, const std::string& asked,
                            const std::string& after, report::Filling& out) {
  const auto marked = marked_names(texts);
  const auto chosen = asked.empty() ? marked.begin() : std::ranges::find(marked, asked);
  const std::string name = chosen == marked.end() ? "" : *chosen;
  if (name.empty()) {
    if (!done_already(texts, folder, asked))
      return Refused{{Errc::usage, folder.string() + ": no control file waits for a set",
                      "give the folder that `operation rewrite -o` has written to"}};
    return confirm(texts, folder, asked, after, out);
  }
  auto sets = find_sets(after);
  if (!sets) return Refused{std::move(sets).error()};
  auto found = choose_set(after, *sets, texts);
  if (!found) return Refused{std::move(found).error()};
  auto path =
      contract::rewrite::wizard_path(*contract::rewrite::marked_folder(texts[name]), found->set);
  if (!path) return Refused{std::move(path).error()};
  out.warning = doubt(*found, texts[name], folder / name);
  if (!out.warning.empty() && !found->named)
    return Refused{{Errc::conflict, found->list.string() + ": " + out.warning,
                    "run the extraction first; if the set is the right one all the same, give its "
                    "own folder: --after DIR/NAME.NNN"}};
  out.file = (folder / name).string();
  out.set = found->list.string();
  out.wizard_path = *path;
  out.post_office = post_office_of(found->set);
  out.date = date_of(found->list);
  if (auto refused = verify(found->list, out)) return refused;
  auto text = contract::rewrite::filled(texts[name], *path);
  if (!text) return Refused{std::move(text).error().during(name)};
  texts[name] = std::move(*text);
  for (const std::string& other : marked)
    if (other != name) out.waiting.push_back((folder / other).string());
  return std::nullopt;
}

}  // namespace checker::cli
