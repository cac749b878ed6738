#include "migrator/survey/survey.hpp"

#include <algorithm>

#include "base/blob.hpp"
#include "base/lines.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/survey/names.hpp"
#include "migrator/survey/study.hpp"

namespace migrator::survey {
namespace {

namespace fs = std::filesystem;
using base::Result;

FileRecord not_opened(const Found& found) {
  FileRecord out;
  out.path = found.path;
  Sniffed& what = out.what;
  switch (found.type) {
    case Found::Type::link:
      what = {Kind::link, Known::content, Readable::no, "not followed", ""};
      break;
    case Found::Type::special:
      what = {Kind::special, Known::content, Readable::no, "a pipe, socket or device: not opened",
              ""};
      break;
    default:
      what = {Kind::unreadable, Known::not_at_all, Readable::no, found.trouble, ""};
  }
  return out;
}

constexpr std::size_t kLongestWord = 256;                        // with blanks
constexpr std::uint64_t kMostSearched = std::uint64_t{1} << 30;  // more is no mailbox of cc:Mail

// Whether a file that is named as one of messages says nothing else of itself.
bool may_begin_late(const FileRecord& file) {
  if (!is_export_name(file.path) || file.size > kMostSearched) return false;
  switch (file.what.kind) {
    case Kind::text:
    case Kind::unknown:
    case Kind::archive:
    case Kind::connector_list:
    case Kind::console_log:
      return true;
    default:
      return false;
  }
}

// Whether a line anywhere in the file starts a message.
bool holds_message(const std::shared_ptr<const base::RandomAccess>& file,
                   const ccmail::Keywords& words) {
  base::Lines lines(file);
  for (std::uint64_t at = 0; at < lines.size();) {
    auto line = lines.at(at, kLongestWord);
    if (!line) return false;
    if (line->whole && words.starts_message(base::trim(line->text))) return true;
    at = line->next;
  }
  return false;
}

FileRecord look_at(const Found& found, bool in_run, const ccmail::Rules& rules, Survey& survey) {
  if (found.type != Found::Type::file) return not_opened(found);
  FileRecord out;
  out.path = found.path;
  out.size = found.size;
  out.in_run = in_run;
  const fs::path path = survey.folder / found.path;
  auto file = base::ReadableFile::open(path);
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(kHead, found.size)), '\0');
  Result<std::size_t> got = file ? (*file)->read_at(0, std::as_writable_bytes(std::span(head)))
                                 : Result<std::size_t>(file.error());
  if (!got) {
    std::string why = got.error().message;
    const std::string prefix = path.string() + ": ";
    if (why.starts_with(prefix)) why.erase(0, prefix.size());
    out.what = {Kind::unreadable, Known::not_at_all, Readable::no, why, ""};
    return out;
  }
  head.resize(*got);
  out.what = sniff(found.path, head, (*file)->size(), *rules.words);
  if (may_begin_late(out) && holds_message(*file, *rules.words))
    out.what = found_messages(found.path, false);
  study(std::move(*file), head, rules, out, survey);
  return out;
}

// The folder that a path stands in, with its '/'; "" at the top.
std::string folder_of(const std::string& path) {
  return path.substr(0, path.size() - file_name(path).size());
}

// What a packing list names belongs to its set, in any case of letters. Of a .PRI or .SEC that no
// list names this is said.
void join_sets(Survey& survey) {
  std::map<std::string, std::string> listed;  // path in lower case → packing list
  for (const FileRecord& record : survey.files) {
    if (record.what.kind != Kind::packing_list || record.what.known == Known::name) continue;
    std::vector<migration::Finding> ignored;
    auto list = migration::read_packing_list(survey.folder / record.path, ignored);
    if (!list) continue;
    for (const auto& file : list->files)
      listed.emplace(base::lower(folder_of(record.path) + file.name), record.path);
  }
  for (FileRecord& record : survey.files) {
    Sniffed& what = record.what;
    if (what.kind != Kind::primary && what.kind != Kind::secondary) continue;
    const auto at = listed.find(base::lower(record.path));
    if (at != listed.end()) {
      record.part_of = at->second;
      what.says = "part of " + std::string(file_name(at->second));
      what.readable = Readable::yes;
      if (what.known == Known::name) what.known = Known::set;
    } else if (what.known != Known::name) {
      what.says = "no packing list names it";
    }
  }
}

void mark_ledgers(FileRecord& record) {
  if (file_name(record.path) == "ledger.sqlite")
    record.what = {Kind::ledger, Known::both, Readable::not_mail, "of a run of Sidestep", ""};
}

}  // namespace

const FileRecord* Survey::find(const std::string& path) const {
  const auto at = std::ranges::find(files, path, &FileRecord::path);
  return at == files.end() ? nullptr : &*at;
}

Result<ccmail::Rules> rules_of(const Options& options) {
  if (options.profile.empty()) return ccmail::Rules::standard();
  auto profile = ccmail::read_profile(options.profile);
  if (!profile) return std::move(profile).error();
  return ccmail::Rules::make(850, ccmail::DateOrder::mdy, *profile);
}

Result<Survey> survey(const fs::path& folder, const Options& options) {
  auto rules = rules_of(options);
  if (!rules) return std::move(rules).error();
  auto walked = walk(folder);
  if (!walked) return std::move(walked).error();
  Survey out;
  out.folder = folder;
  out.cut = walked->cut;
  for (const Found& found : walked->files) {
    FileRecord record = look_at(found, lies_in_run(*walked, found.path), *rules, out);
    mark_ledgers(record);
    out.files.push_back(std::move(record));
  }
  const ccmail::DateOrder order = out.dates.winner();
  for (FileRecord& record : out.files)
    if (record.mail) say_mail(order, record);
  join_sets(out);
  return out;
}

}  // namespace migrator::survey
