#include "checker/patch/transaction/request.hpp"

#include <algorithm>
#include <map>

#include "base/path.hpp"
#include "base/text.hpp"

namespace checker::patch::transaction {

using base::Errc;
using base::Error;
using base::Result;

bool is_id(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  // What else lies in the state folder has other names.
  constexpr std::string_view kTaken[] = {"lock", "journal", "journal.new", "applied"};
  return !text.empty() && text.size() <= 64 && text[0] != '.' &&
         text.find_first_not_of(kAllowed) == std::string_view::npos &&
         std::ranges::find(kTaken, base::lower(text)) == std::end(kTaken);
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> check_path(const std::string& path) {
  if (!base::is_utf8(path))
    return Error{Errc::usage, "\"" + base::printable(path) + "\" is not UTF-8: it is not patched"};
  auto parsed = base::RelPath::parse(path);
  if (!parsed) return Error{Errc::usage, std::move(parsed).error().message};
  if (base::equals_fold(path.substr(0, path.find('/')), ".sidestep"))
    return Error{Errc::usage, path + ": what lies in .sidestep is not patched"};
  return {};
}

Result<void> check_distinct(const std::vector<std::string>& paths) {
  std::map<std::string, std::string> seen;
  for (const std::string& path : paths) {
    const auto [other, fresh] = seen.emplace(base::lower(path), path);
    if (fresh) continue;
    return Error{Errc::usage, other->second == path
                                  ? path + ": is to be changed twice"
                                  : path + " and " + other->second +
                                        ": they differ by case only, and are one file on Windows"};
  }
  for (const std::string& path : paths)
    for (auto at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1))
      if (const auto folder = seen.find(base::lower(path.substr(0, at))); folder != seen.end())
        return Error{Errc::usage, folder->second + ": is to be a file, and the folder of " + path};
  return {};
}

Result<void> check_request(const Request& request) {
  if (!is_id(request.id))
    return Error{Errc::usage, "\"" + base::printable(request.id) +
                                  "\" cannot name a patch: 1 to 64 letters, digits, '.', '_', '-'"};
  if (request.changes.empty()) return Error{Errc::usage, "there is no file to change"};
  if (request.changes.size() > kMostChanges)
    return Error{Errc::limit, "more than 100000 files at once"};
  std::vector<std::string> paths;
  for (const Change& change : request.changes) {
    if (auto done = check_path(change.path); !done) return done;
    if (!is_sha256(change.after_sha256) ||
        (!change.before_sha256.empty() && !is_sha256(change.before_sha256)))
      return Error{Errc::usage, change.path + ": its hash is not 64 lower-case digits"};
    if (change.before_sha256 == change.after_sha256)
      return Error{Errc::usage, change.path + ": the new file is the old one"};
    if (!change.content && !request.fill)
      return Error{Errc::usage, change.path + ": has no content to write"};
    paths.push_back(change.path);
  }
  return check_distinct(paths);
}

}  // namespace checker::patch::transaction
