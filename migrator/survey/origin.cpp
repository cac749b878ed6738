#include "migrator/survey/origin.hpp"

#include <fmt/format.h>

#include "base/shell.hpp"
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
    case Kind::text:
    case Kind::unknown:
      return is_export_name(file.path);
    case Kind::primary:
    case Kind::secondary:
      return file.part_of.empty();
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
                     ": may hold messages that could not be looked at or found, or whose "
                     "names no set.json can hold: " +
                     lost.text(),
                 "put plain files with plain names there and others elsewhere, or describe the "
                 "folder in a set.json: sidestep survey " +
                     base::shell_word(where) + " says more"};
  return {};
}

}  // namespace

base::Result<WayIn> way_into(const std::filesystem::path& folder, const Options& options) {
  auto seen = survey(folder, options);
  if (!seen) return std::move(seen).error();
  Paths sets, messages, descriptions;
  for (const FileRecord& file : seen->files) {
    if (file.in_run) continue;
    if (file.what.kind == Kind::packing_list) sets.add(file.path);
    if (file.what.kind == Kind::messages) messages.add(file.path);
    if (file.what.kind == Kind::description) descriptions.add(file.path);
  }
  const std::string where = folder.string();
  if (!descriptions.paths.empty())
    return Error{
        Errc::usage,
        where + ": has no set.json, but this describes what lies there: " + descriptions.text(),
        "give the folder that a set.json stands in (called so, in small letters), one "
        "after the other"};
  if (sets.paths.size() > 1)
    return Error{Errc::usage, where + ": holds several sets of migration files: " + sets.text(),
                 "give the .PKL of one of them"};
  if (!sets.paths.empty() && !messages.paths.empty())
    return Error{Errc::usage,
                 where + ": holds a set of migration files (" + sets.text() +
                     ") and files of messages (" + messages.text() + ")",
                 "give the .PKL; or for the messages write a set.json: sidestep survey " +
                     base::shell_word(where) + " --draft " +
                     base::shell_word((folder / "set.json").string())};
  Draft drafted = draft(*seen, options);
  if (!sets.paths.empty()) {
    std::erase_if(drafted.left_out,
                  [&](const LeftOut& one) { return one.file == sets.paths.front(); });
    return WayIn{folder / sets.paths.front(), {}, std::move(drafted.left_out)};
  }
  if (drafted.description.is_null())
    return Error{
        Errc::usage, where + ": has no set.json, no .PKL and no file of messages or lists",
        "SRC is a folder with set.json or with what EXPORT wrote, or a .PKL; sidestep survey " +
            base::shell_word(where) + " says what lies here"};
  if (auto whole = check_whole(*seen); !whole) return whole.error();
  return WayIn{{}, std::move(drafted.description), std::move(drafted.left_out)};
}

}  // namespace migrator::survey
