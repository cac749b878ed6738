#include "migrator/survey/origin.hpp"

#include <fmt/format.h>

#include "migrator/survey/draft.hpp"
#include "migrator/survey/guess.hpp"
#include "migrator/survey/names.hpp"

namespace migrator::survey {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kNamed = 4;  // in a message

struct Paths {
  std::vector<std::string> paths;
  void add(const std::string& path) { paths.push_back(path); }
  std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < std::min(kNamed, paths.size()); ++i)
      out += (i == 0 ? "" : ", ") + base::printable(paths[i]);
    if (paths.size() > kNamed) out += fmt::format(" and {} more", paths.size() - kNamed);
    return out;
  }
};

// Whether the file may hold messages that no draft can take.
bool may_be_lost(const FileRecord& file) {
  if (file.in_run) return false;
  switch (file.what.kind) {
    case Kind::messages:
      return !can_be_named(file.path);
    case Kind::unreadable:
      return true;
    case Kind::link:
    case Kind::special:
      return is_export_name(file.path);
    default:
      return false;
  }
}

// Why a run may not go by the draft of this folder.
base::Result<void> check_whole(const Survey& survey) {
  Paths lost;
  for (const FileRecord& file : survey.files)
    if (may_be_lost(file)) lost.add(file.path);
  const std::string where = survey.folder.string();
  if (survey.cut)
    return Error{Errc::conflict, where + ": holds more files than a survey takes",
                 "describe it in a set.json (docs/formats/export-set.md)"};
  if (!lost.paths.empty())
    return Error{Errc::conflict,
                 where +
                     ": may hold messages that could not be looked at, or whose "
                     "names no set.json can hold: " +
                     lost.text(),
                 "put plain files with plain names there, or describe the folder in a set.json"};
  return {};
}

}  // namespace

base::Result<WayIn> way_into(const std::filesystem::path& folder, const Options& options) {
  auto seen = survey(folder, options);
  if (!seen) return std::move(seen).error();
  Paths sets, messages;
  for (const FileRecord& file : seen->files) {
    if (file.in_run) continue;
    if (file.what.kind == Kind::packing_list) sets.add(file.path);
    if (file.what.kind == Kind::messages) messages.add(file.path);
  }
  const std::string where = folder.string();
  if (sets.paths.size() > 1)
    return Error{Errc::usage, where + ": holds several sets of migration files: " + sets.text(),
                 "give the .PKL of one of them"};
  if (!sets.paths.empty() && !messages.paths.empty())
    return Error{Errc::usage,
                 where + ": holds a set of migration files (" + sets.text() +
                     ") and files of messages (" + messages.text() + ")",
                 "give the .PKL; or for the messages write a set.json: sidestep survey '" + where +
                     "' --draft '" + (folder / "set.json").string() + "'"};
  if (!sets.paths.empty()) return WayIn{folder / sets.paths.front(), {}};
  Draft drafted = draft(*seen, options);
  if (drafted.description.is_null())
    return Error{
        Errc::usage, where + ": has no set.json, no .PKL and no file of messages",
        "SRC is a folder with set.json or with what EXPORT wrote, or a .PKL; sidestep survey '" +
            where + "' says what lies here"};
  if (auto whole = check_whole(*seen); !whole) return whole.error();
  return WayIn{{}, std::move(drafted.description)};
}

}  // namespace migrator::survey
