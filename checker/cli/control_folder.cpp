#include "checker/cli/control_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/cli/output.hpp"
#include "checker/report/rewriting.hpp"
#include "contract/control_file.hpp"

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostNames = 10'000;  // of a folder: a set has some hundred files

// The names in a folder, sorted.
Result<std::vector<fs::path>> names_in(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> out;
  fs::directory_iterator it(folder, failed);
  for (; !failed && it != fs::directory_iterator(); it.increment(failed)) {
    if (out.size() == kMostNames)
      return Error{Errc::limit, folder.string() + ": there are more than 10,000 names in it",
                   "give the folder of the set itself, NAME.NNN"};
    out.push_back(it->path());
  }
  if (failed) return Error{Errc::io, folder.string() + ": " + failed.message()};
  std::ranges::sort(out);
  return out;
}

bool is_file(const fs::path& path) {
  std::error_code unknown;
  return fs::is_regular_file(path, unknown);
}

bool is_folder(const fs::path& path) {
  std::error_code unknown;
  return fs::is_directory(path, unknown);
}

// "3-import.txt": a name that a plan's files may have.
bool is_ours(const std::string& name) {
  if (name == report::kManualSteps) return true;
  const auto dash = name.find('-');
  if (dash == 0 || dash == std::string::npos) return false;
  if (name.substr(0, dash).find_first_not_of("0123456789") != std::string::npos) return false;
  const std::string rest = name.substr(dash + 1);
  return rest == "one-step.txt" || rest == "extract.txt" || rest == "import.txt";
}

Error taken(const fs::path& path, const char* how) {
  return {Errc::conflict, path.string() + how,
          "nothing was written; give an empty folder with -o, or move that file away"};
}

Error says_else(const fs::path& path) {
  return taken(path, ": is there already and says something else");
}

std::string shown(const fs::path& path) { return base::printable(path.string()); }

Result<void> add_lists(const fs::path& folder, const std::string& name, std::size_t& seen,
                       std::vector<FoundSet>& out) {
  auto names = names_in(folder);
  if (!names) return std::move(names).error();
  seen += names->size();
  if (seen > kMostNames)
    return Error{Errc::limit, "there are more than 10,000 names in these folders",
                 "give the folder of the set itself, NAME.NNN"};
  for (const fs::path& path : *names)
    if (contract::rewrite::is_packing_list(path.filename().string()) && is_file(path))
      out.push_back({{name, path.filename().string()}, path});
  return {};
}

}  // namespace

Result<Texts> read_marked(const fs::path& folder) {
  auto names = names_in(folder);
  if (!names) return std::move(names).error();
  Texts out;
  for (const fs::path& path : *names) {
    if (!base::equals_fold(path.extension().string(), ".txt") || !is_file(path)) continue;
    auto text = contract::read_control_text(path);
    if (!text) continue;  // no control file
    if (contract::rewrite::marked_folder(*text) || contract::rewrite::filled_file(*text))
      out[path.filename().string()] = std::move(*text);
  }
  return out;
}

Result<void> settle(const fs::path& folder, Texts& texts) {
  if (!is_folder(folder)) return {};
  auto names = names_in(folder);
  if (!names) return std::move(names).error();
  for (const fs::path& path : *names) {
    const auto it = texts.find(path.filename().string());
    if (it == texts.end()) {
      if (is_ours(path.filename().string())) return taken(path, ": belongs to another plan");
      continue;
    }
    auto text = base::read_file(path, contract::kMostControlBytes);
    if (!text) return says_else(path);
    if (*text == it->second || *text == contract::rewrite::unfilled(it->second)) continue;
    if (contract::rewrite::unfilled(*text) != it->second) return says_else(path);
    it->second = std::move(*text);
  }
  return {};
}

Result<base::Lock> lock_folder(const fs::path& folder) {
  auto lock = base::Lock::take(folder / ".sidestep.lock");
  if (lock || lock.error().code != Errc::conflict) return lock;
  return Error{Errc::conflict, folder.string() + ": another run of sidestep writes here just now",
               "wait for it to end, then run the command again"};
}

namespace {

// A name that is nobody's; a draft that a dead run has left is not followed and not kept.
Result<void> write_new(base::Files& files, const fs::path& path, std::string_view text) {
  const fs::path draft = path.parent_path() / fmt::format(".{}.{}.draft", path.filename().string(),
                                                          static_cast<int>(::getpid()));
  auto file = base::Replacement::begin(files, path, draft);
  if (!file) return std::move(file).error();
  if (auto done = file->write(base::bytes_of(text)); !done) return done;
  std::error_code unknown;
  if (fs::exists(fs::symlink_status(path, unknown))) return says_else(path);
  return file->commit();
}

Result<void> write_one(base::Files& files, const fs::path& path, const std::string& text) {
  auto there = base::read_file(path, contract::kMostControlBytes);
  if (there && *there == text) return {};
  if (there && *there == contract::rewrite::unfilled(text))
    return print(text, path);  // filled in now
  if (there) return says_else(path);
  return write_new(files, path, text);
}

}  // namespace

Result<void> write_texts(base::Files& files, const fs::path& folder, const Texts& texts) {
  // First what a person has to do: a file of the wizard never stands there without it.
  const auto manual = texts.find(std::string(report::kManualSteps));
  if (manual != texts.end())
    if (auto done = write_one(files, folder / manual->first, manual->second); !done) return done;
  for (auto it = texts.begin(); it != texts.end(); ++it)
    if (it != manual)
      if (auto done = write_one(files, folder / it->first, it->second); !done) return done;
  return {};
}

Result<std::vector<FoundSet>> find_sets(const fs::path& folder) {
  std::error_code unknown;
  fs::path here = fs::absolute(folder, unknown).lexically_normal();  // "." has a name, too
  if (contract::rewrite::is_packing_list(here.filename().string()) && is_file(here)) {
    const std::string in = here.parent_path().filename().string();
    const std::string set = contract::rewrite::is_set_folder(in) ? in : "";
    return std::vector<FoundSet>{{{set, here.filename().string()}, folder, true}};
  }
  if (!here.has_filename()) here = here.parent_path();
  const std::string own = here.filename().string();
  std::vector<FoundSet> out;
  const bool named = contract::rewrite::is_set_folder(own);
  std::size_t seen = 0;
  if (auto done = add_lists(folder, named ? own : "", seen, out); !done) return done.error();
  for (FoundSet& found : out) found.named = named;
  auto names = names_in(folder);
  if (!names) return std::move(names).error();
  for (const fs::path& path : *names) {
    const std::string name = path.filename().string();
    if (!contract::rewrite::is_set_folder(name) || !is_folder(path)) continue;
    if (auto done = add_lists(path, name, seen, out); !done) return done.error();
  }
  return out;
}

Result<FoundSet> choose_set(const fs::path& folder, const std::vector<FoundSet>& sets,
                            const Texts& texts) {
  if (sets.empty())
    return Error{Errc::conflict,
                 shown(folder) + ": there is no set of migration files, NAME.NNN with NAME.PKL",
                 "give the folder that File names in step one, as this machine sees it, after step "
                 "one has ended"};
  std::vector<const FoundSet*> free;
  for (const FoundSet& found : sets) {
    const bool taken = std::ranges::any_of(texts, [&](const auto& entry) {
      const auto file = contract::rewrite::filled_file(entry.second);
      return file && contract::rewrite::names_set(*file, found.set);
    });
    if (!taken) free.push_back(&found);
  }
  if (free.empty())
    return Error{Errc::conflict,
                 shown(folder) + ": every set in it is named by another control file already",
                 "run the extraction that belongs to the marked file first"};
  if (free.size() == 1) return *free.front();
  constexpr std::size_t kShown = 20;
  std::string message = shown(folder) + ": several sets could be meant:";
  for (std::size_t i = 0; i < std::min(free.size(), kShown); ++i)
    message += "\n  " + shown(free[i]->list);
  if (free.size() > kShown) message += fmt::format("\n  and {} more", free.size() - kShown);
  return Error{Errc::conflict, std::move(message),
               "give the folder of the one that step one has made: --after DIR/NAME.NNN"};
}

}  // namespace checker::cli
