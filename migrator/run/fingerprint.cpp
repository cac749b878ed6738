#include "migrator/run/fingerprint.hpp"

#include <fmt/format.h>

#include <chrono>
#include <set>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/path.hpp"
#include "base/text.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::string_view kTakes =
    "SRC is a folder with set.json, or the .PKL of a set of migration files";

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
  auto json = base::read_json(origin.folder / "set.json");
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

}  // namespace

Result<Origin> origin_of(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status))
    return Error{Errc::io, path.string() + ": there is no such file or folder",
                 std::string(kTakes)};
  if (fs::is_directory(status)) {
    if (fs::exists(path / "set.json", error)) return Origin{Origin::Kind::export_set, path, path};
    return Error{Errc::usage, path.string() + ": has no set.json", std::string(kTakes)};
  }
  if (fs::is_regular_file(status) && base::lower(path.extension().string()) == ".pkl") {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return Origin{Origin::Kind::packing_list, path, folder};
  }
  return Error{Errc::usage, path.string() + ": is neither a folder nor a .PKL",
               std::string(kTakes)};
}

Result<std::string> fingerprint(const Origin& origin) {
  const bool set = origin.kind == Origin::Kind::packing_list;
  auto head = base::ReadableFile::open(set ? origin.path : origin.path / "set.json");
  if (!head) return std::move(head).error();
  auto digest = base::sha256(base::Blob::window(*head, 0, (*head)->size()));
  if (!digest) return std::move(digest).error();
  auto names = set ? files_of_packing_list(origin) : files_of_export_set(origin);
  if (!names) return std::move(names).error();
  base::Sha256 sum;
  sum.update(*digest);
  for (const std::string& name : *names) sum.update(line_of(origin.folder, name));
  return std::move(sum).hex();
}

}  // namespace migrator::run
