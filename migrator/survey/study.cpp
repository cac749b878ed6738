#include "migrator/survey/study.hpp"

#include <fmt/format.h>

#include "base/csv.hpp"
#include "base/lines.hpp"
#include "migrator/ccmail/directory.hpp"
#include "migrator/ccmail/private_directory.hpp"
#include "migrator/ccmail/set_file.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/survey/names.hpp"

namespace migrator::survey {
namespace {

constexpr std::size_t kMostLocals = 100'000;  // names of a directory that are kept
constexpr std::size_t kMostBoxes = 10'000;    // of a console log
constexpr std::size_t kLogLine = 4096;
constexpr std::uint64_t kMostLog = 64u << 20;

std::string counted(std::uint64_t count, std::string_view one, std::string_view more = "") {
  const std::string many = more.empty() ? std::string(one) + "s" : std::string(more);
  return fmt::format("{} {}", count, count == 1 ? std::string(one) : many);
}

std::string day(const LocalTime& time) {
  return fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
}

std::string dialect(const MailFacts& mail) {
  if (mail.messages == 0) return "";
  if (mail.sized == mail.messages) return ", with sizes";
  return mail.sized == 0 ? ", without sizes" : ", some with sizes";
}

std::string period(const MailFacts& mail, ccmail::DateOrder order) {
  const auto& period = mail.period(order);
  if (!period.first) return ", no dates";
  const std::string first = day(*period.first), last = day(*period.last);
  return first == last ? ", of " + first : ", " + first + " to " + last;
}

void study_messages(std::shared_ptr<const base::ReadableFile> file, const ccmail::Rules& rules,
                    FileRecord& record, Survey& survey) {
  MailFacts mail = study_mail(std::move(file), record.path, rules);
  const bool whole = mail.damaged == 0 && mail.trouble.empty();
  record.what.readable = whole               ? Readable::yes
                         : mail.messages > 0 ? Readable::partly
                                             : Readable::no;
  if (record.what.kind == Kind::messages && !record.in_run) {
    survey.sample.add(mail.sample);
    survey.dates.add(mail.dates);
  }
  mail.sample = {};
  record.mail = std::make_shared<const MailFacts>(std::move(mail));
}

std::string locations(const DirectoryFacts& facts) {
  std::string out;
  for (const auto& [code, count] : facts.locations)
    out += fmt::format("{}{} {}", out.empty() ? ": " : ", ", count, code.empty() ? "none" : code);
  return out;
}

void study_directory(std::shared_ptr<const base::ReadableFile> file, const ccmail::Rules& rules,
                     FileRecord& record) {
  DirectoryFacts facts;
  auto read = ccmail::read_directory(
      std::move(file), record.path, rules,
      [&](const DirectoryEntry& entry) -> base::Result<void> {
        ++facts.entries;
        const bool known = facts.locations.contains(entry.location);
        if (known || facts.locations.size() < 16) ++facts.locations[entry.location];
        if ((entry.location == "L" || entry.location == "R") && facts.locals.size() < kMostLocals)
          facts.locals.push_back(entry.name);
        return {};
      },
      [&](const Place&, const Damage&) -> base::Result<void> {
        ++facts.damaged;
        return {};
      });
  Sniffed& what = record.what;
  what.says = counted(facts.entries, "entry", "entries") + locations(facts);
  if (facts.damaged > 0) what.says += ", " + counted(facts.damaged, "damaged place");
  if (!read) what.says += ", not read to its end: " + read.error().message;
  what.readable = facts.damaged == 0 && read ? Readable::yes : Readable::partly;
  record.directory = std::move(facts);
}

void study_lists(std::shared_ptr<const base::ReadableFile> file, FileRecord& record) {
  base::CsvReader reader(std::move(file), record.path);
  std::uint64_t rows = 0;
  for (;;) {
    auto row = reader.next();
    if (!row) {
      record.what.says = row.error().message;
      record.what.readable = Readable::partly;
      return;
    }
    if (!*row) break;
    if (rows++ == 0) continue;  // the header
    const auto& fields = (*row)->fields;
    if (record.boxes.size() < kMostBoxes && !fields.empty() &&
        (record.boxes.empty() || record.boxes.back().first != fields.front()))
      record.boxes.emplace_back(fields.front(), "");
  }
  record.what.says = counted(rows == 0 ? 0 : rows - 1, "row");
}

void study_address_book(std::shared_ptr<const base::ReadableFile> file, const ccmail::Rules& rules,
                        FileRecord& record) {
  auto books = ccmail::read_private_directory(std::move(file), record.path, rules.page);
  if (!books) {
    record.what.says = books.error().message;
    record.what.readable = Readable::no;
    return;
  }
  std::size_t people = 0;
  for (const PersonalList& book : *books) people += book.members.size();
  record.what.says = counted(people, "person", "people") + " (PRIVDIR.INI)";
}

void study_description(const std::filesystem::path& folder, FileRecord& record) {
  if (file_name(record.path) != "set.json") {
    record.what.says = "rename it: it has to be called set.json, in small letters";
    record.what.readable = Readable::no;
    return;
  }
  auto set = ccmail::load_set((folder / record.path).parent_path());
  if (!set) {
    record.what.says = set.error().message;
    record.what.readable = Readable::no;
    return;
  }
  record.what.says =
      fmt::format("post office {}, {}", set->post_office,
                  counted(set->accounts.size(), "mailbox or board", "mailboxes and boards"));
}

// A file that two lists name is read once, so that many lists cost no more than their files.
void study_packing_list(const std::filesystem::path& folder, FileRecord& record, Survey& survey) {
  std::vector<migration::Finding> ignored;
  if (auto list = migration::read_packing_list(folder / record.path, ignored)) {
    const std::string prefix =
        record.path.substr(0, record.path.size() - file_name(record.path).size());
    std::string other;
    for (const auto& file : list->files) {
      const auto [at, first] =
          survey.verified.emplace(base::lower(prefix + file.name), record.path);
      if (!first && at->second != record.path) other = at->second;
    }
    if (!other.empty()) {
      record.what.says = "names files that " + other +
                         " names, too: not verified; sidestep-migrator verify does that";
      record.what.readable = Readable::partly;
      return;
    }
  }
  auto set = migration::verify(folder / record.path);
  if (!set) {
    record.what.says = set.error().message;
    record.what.readable = Readable::no;
    return;
  }
  record.what.says = counted(set->messages, "message") + ", " + counted(set->lists, "list") + ", " +
                     counted(set->directory_entries, "directory entry", "directory entries");
  if (set->faults > 0)
    record.what.says +=
        ", " + counted(set->faults, "fault") + ": sidestep-migrator verify lists them";
  record.what.readable = set->faults == 0 ? Readable::yes : Readable::partly;
}

// Exporting messages in mailbox "<name>" to file <path> (Q179072)
void take_box(std::string_view line, const ccmail::Rules& rules, FileRecord& record) {
  static constexpr std::string_view kBefore = "Exporting messages in mailbox \"";
  static constexpr std::string_view kBetween = "\" to file ";
  const auto at = line.find(kBefore);
  if (at == std::string_view::npos) return;
  line.remove_prefix(at + kBefore.size());
  const auto between = line.find(kBetween);
  if (between == std::string_view::npos || between == 0) return;
  const auto path = base::trim(line.substr(between + kBetween.size()));
  const auto slash = path.find_last_of("\\/:");
  record.boxes.emplace_back(
      rules.page.decode(line.substr(0, between)).text,
      std::string(slash == std::string_view::npos ? path : path.substr(slash + 1)));
}

void study_console(std::shared_ptr<const base::ReadableFile> file, std::string_view head,
                   const ccmail::Rules& rules, FileRecord& record) {
  record.version = banner_version(head);
  base::Lines lines(std::move(file));
  bool failed = false, cut = false;
  for (std::uint64_t at = 0; at < lines.size() && !cut;) {
    auto line = lines.at(at, kLogLine);
    if (!line) break;
    take_box(line->text, rules, record);
    failed = failed || line->text.find("process ended with error") != std::string::npos;
    at = line->next;
    cut = at < lines.size() && (record.boxes.size() >= kMostBoxes || at >= kMostLog);
  }
  if (!record.boxes.empty())
    record.what.says += "; " + counted(record.boxes.size(), "mailbox", "mailboxes") + " and files";
  if (cut) record.what.says += "; too long, not read to its end";
  if (failed) record.what.says += "; it ended with an error";
}

}  // namespace

void say_mail(ccmail::DateOrder order, FileRecord& record) {
  const MailFacts& mail = *record.mail;
  std::string& says = record.what.says;
  says = counted(mail.messages, "message");
  if (mail.damaged > 0) says += ", " + counted(mail.damaged, "damaged place");
  if (mail.odd > 0) says += fmt::format(", {} with oddities", mail.odd);
  says += dialect(mail);
  if (mail.messages > 0) says += period(mail, order);
  if (!mail.folders.empty()) says += ", " + counted(mail.folders.size(), "folder");
  if (!mail.trouble.empty()) says += ", not read to its end: " + mail.trouble;
  if (record.what.kind == Kind::undeliverable)
    says += "; must not be imported again (Q168680), so no draft takes it";
}

void study(std::shared_ptr<const base::ReadableFile> file, std::string_view head,
           const ccmail::Rules& rules, FileRecord& record, Survey& survey) {
  switch (record.what.kind) {
    case Kind::messages:
    case Kind::undeliverable:
      return study_messages(std::move(file), rules, record, survey);
    case Kind::directory:
      return study_directory(std::move(file), rules, record);
    case Kind::private_lists:
      return study_lists(std::move(file), record);
    case Kind::address_book:
      return study_address_book(std::move(file), rules, record);
    case Kind::description:
      return study_description(survey.folder, record);
    case Kind::packing_list:
      if (record.what.known == Known::content) study_packing_list(survey.folder, record, survey);
      return;
    case Kind::console_log:
      return study_console(std::move(file), head, rules, record);
    default:
      return;
  }
}

}  // namespace migrator::survey
