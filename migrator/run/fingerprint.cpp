#include "migrator/run/fingerprint.hpp"

#include <fmt/format.h>

#include <chrono>
#include <set>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "migrator/survey/origin.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::string_view kTakes =
    "SRC is a folder with set.json or with what EXPORT wrote, or the .PKL of a set of migration "
    "files";

// One line a file. A file that is absent has a line too: its arrival is a change.
std::string line_of(const fs::path& folder, const std::string& name) {
  std::error_code error;
  const fs::path path = folder / name;
  const auto size = fs::file_size(path, error);
  if (error) return name + " absent\n";
  const auto modified = fs::last_write_time(path, error);
  return fmt::format("{} {} {}\n", name, size, modified.time_since_epoch().count());
}

// Every text in set.json that could name a file. Which keys hold file names is ccmail's business;
// a text too many (a mailbox called "mail/quill.exp") does no harm.
void collect(const base::Json& json, std::set<std::string>& out) {
  if (json.is_string()) {
    const auto path = base::RelPath::parse(json.get<std::string>());
    if (path) out.insert(path->text());
  }
  if (json.is_structured())
    for (const base::Json& item : json) collect(item, out);
}

Result<std::set<std::string>> files_of_export_set(const Origin& origin) {
  auto json = origin.choice.description ? Result<base::Json>(*origin.choice.description)
                                        : base::read_json(origin.folder / "set.json");
  if (!json) return std::move(json).error();
  std::set<std::string> out;
  collect(*json, out);
  std::erase_if(out, [&](const std::string& name) {
    std::error_code ignored;
    const auto status = fs::status(origin.folder / name, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
  });
  return out;
}

Result<std::set<std::string>> files_of_packing_list(const Origin& origin) {
  std::set<std::string> out;
  std::error_code error;
  for (fs::directory_iterator it(origin.folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string extension = base::lower(it->path().extension().string());
    if (extension == ".pri" || extension == ".sec") out.insert(it->path().filename().string());
  }
  if (error) return Error{Errc::io, origin.folder.string() + ": " + error.message()};
  return out;
}

// A folder that nobody has described: its one set, or what a survey would write into its set.json.
Result<Origin> origin_of_leftovers(const fs::path& folder, const fs::path& profile) {
  auto way = survey::way_into(folder, {profile});
  if (!way) return std::move(way).error();
  if (way->packing_list)
    return Origin{Origin::Kind::packing_list,
                  *way->packing_list,
                  way->packing_list->parent_path(),
                  {},
                  std::move(way->left_out)};
  Origin out{Origin::Kind::export_set, folder, folder};
  out.choice.description = std::move(way->description);
  out.left_out = std::move(way->left_out);
  return out;
}

// Of what describes the source: its packing list, set.json, or the draft of one.
Result<std::string> digest_of_head(const Origin& origin) {
  if (origin.choice.description) return base::sha256(base::canonical(*origin.choice.description));
  const bool set = origin.kind == Origin::Kind::packing_list;
  auto head = base::ReadableFile::open(set ? origin.path : origin.path / "set.json");
  if (!head) return std::move(head).error();
  return base::sha256(base::Blob::window(*head, 0, (*head)->size()));
}

}  // namespace

Result<Origin> origin_of(const fs::path& path, const fs::path& profile) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::none)
    return Error{Errc::io, path.string() + ": " + error.message(),
                 "give a path that this user may look into"};
  if (!fs::exists(status))
    return Error{Errc::io, path.string() + ": there is no such file or folder",
                 std::string(kTakes)};
  if (fs::is_directory(status)) {
    if (fs::exists(path / "set.json", error)) return Origin{Origin::Kind::export_set, path, path};
    return origin_of_leftovers(path, profile);
  }
  if (fs::is_regular_file(status) && base::lower(path.extension().string()) == ".pkl") {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return Origin{Origin::Kind::packing_list, path, folder};
  }
  return Error{Errc::usage, path.string() + ": is neither a folder nor a .PKL",
               std::string(kTakes)};
}

Result<std::set<std::string>> source_files(const Origin& origin) {
  return origin.kind == Origin::Kind::packing_list ? files_of_packing_list(origin)
                                                   : files_of_export_set(origin);
}

Result<std::string> fingerprint(const Origin& origin) {
  auto digest = digest_of_head(origin);
  if (!digest) return std::move(digest).error();
  auto names = source_files(origin);
  if (!names) return std::move(names).error();
  base::Sha256 sum;
  sum.update(*digest);
  for (const std::string& name : *names) sum.update(line_of(origin.folder, name));
  if (!origin.choice.profile.empty()) {
    auto profile = base::ReadableFile::open(origin.choice.profile);
    if (!profile) return std::move(profile).error();
    auto words = base::sha256(base::Blob::window(*profile, 0, (*profile)->size()));
    if (!words) return std::move(words).error();
    sum.update(*words);
  }
  return std::move(sum).hex();
}

}  // namespace migrator::run
