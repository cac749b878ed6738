#include "migrator/wizard/components.hpp"

#include <fmt/format.h>

#include <map>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using Evidence = contract::Plan::Evidence;

constexpr std::string_view kNeeded[] = {"Mailmig.exe", "Mlmig32.dll"};
constexpr std::size_t kMostNames = 100'000;  // a Bin folder has some hundred

constexpr const char* kRemake =
    "a plan holds for the files that it was made from: make it anew with `sidestep check BIN "
    "--control FILE --plan PLAN`";

// The files of a folder by their names in lower case; Windows knows no other difference.
Result<std::multimap<std::string, fs::path>> files_of(const fs::path& folder) {
  std::multimap<std::string, fs::path> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (out.size() == kMostNames)
      return Error{Errc::limit, folder.string() + ": holds too many files to be a Bin folder"};
    out.emplace(base::lower(it->path().filename().string()), it->path());
  }
  if (error)
    return Error{Errc::io, folder.string() + ": " + error.message(),
                 "give --bin the folder of Mailmig.exe"};
  return out;
}

// What the plan has of a component; nullptr where it has nothing.
const Evidence* find(const contract::Plan& plan, std::string_view component) {
  for (const Evidence& one : plan.evidence)
    if (base::equals_fold(one.component, component)) return &one;
  return nullptr;
}

Result<fs::path> same_file(const Evidence& judged, const fs::path& bin,
                           const std::multimap<std::string, fs::path>& files) {
  const auto [first, last] = files.equal_range(base::lower(judged.component));
  if (first == last)
    return Error{Errc::conflict,
                 fmt::format("{}: holds no {}", bin.string(), base::printable(judged.component)),
                 kRemake};
  if (std::next(first) != last)
    return Error{Errc::conflict,
                 fmt::format("{}: holds several {}, and Windows would take any of them",
                             bin.string(), base::printable(judged.component)),
                 "keep the one that the wizard is to use"};
  auto file = base::ReadableFile::open(first->second);
  if (!file) return std::move(file).error();
  auto is = base::sha256(base::Blob::window(*file, 0, (*file)->size()));
  if (!is) return std::move(is).error();
  if (*is != judged.sha256)
    return Error{
        Errc::conflict,
        fmt::format("{}: is not the file that was judged: its SHA-256 is {}, the plan has "
                    "{} ({} {})",
                    first->second.string(), *is, base::printable(judged.sha256),
                    base::printable(judged.component), base::printable(judged.file_version)),
        kRemake};
  return first->second;
}

}  // namespace

Result<Components> check_components(const contract::Plan& plan, const fs::path& bin) {
  for (const std::string_view name : kNeeded)
    if (find(plan, name) == nullptr)
      return Error{Errc::conflict,
                   fmt::format("the plan was made without {}, so nothing says what it does", name),
                   kRemake};
  auto files = files_of(bin);
  if (!files) return std::move(files).error();
  Components out;
  for (const Evidence& judged : plan.evidence) {
    auto file = same_file(judged, bin, *files);
    if (!file) return std::move(file).error();
    if (base::equals_fold(judged.component, kNeeded[0])) out.mailmig = *file;
    out.versions += fmt::format("{}{} {}", out.versions.empty() ? "" : " and ", judged.component,
                                judged.file_version);
  }
  out.versions = base::printable(out.versions);
  return out;
}

}  // namespace migrator::wizard
