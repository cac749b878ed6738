// The recovery set of an export set: an export set again, one file a message.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "base/blob.hpp"
#include "base/json.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;
using ledger::ItemKind;
using ledger::Owner;
using ledger::Rejected;

constexpr const char* kDirectory = "directory.exp";
constexpr const char* kProfile = "profile.json";
constexpr const char* kLists = "private-lists.csv";

// In double quotes whatever it holds.
std::string csv_field(std::string_view text) {
  std::string out = "\"";
  for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_rows(const std::string& mailbox, const PersonalList& list) {
  const std::string head = csv_field(mailbox) + "," + csv_field(list.name) + ",";
  if (list.members.empty()) return head + "\r\n";
  std::string out;
  for (const Address& member : list.members) out += head + csv_field(to_string(member)) + "\r\n";
  return out;
}

class ExportRecovery : public RecoveryWriter {
 public:
  ExportRecovery(const Salvage& salvage, fs::path folder)
      : salvage_(salvage), folder_(std::move(folder)) {}

  Result<void> begin() {
    describe();
    if (auto done = directory(false); !done) return done;
    return directory(true);
  }
  Result<Kept> keep(const Rejected& item) override;
  Result<void> finish() override;

 private:
  struct Growing {
    std::unique_ptr<base::OutputFile> file;
    std::uint64_t size = 0;
  };
  struct Box {
    Json entry;
    std::vector<std::uint64_t> numbers;
  };
  void describe();
  void note_numbers(const char* key, Owner owner);
  Result<void> directory(bool records);
  Result<void> record(const Rejected& item, bool records);
  Result<base::Blob> window(const Place& place) const;
  Result<base::Blob> whole(const std::string& name) const;
  Result<Kept> append(const std::string& name, const base::Blob& blob);
  Result<Box*> box_of(const Rejected& item);
  Result<std::uint64_t> next_number(const Rejected& item) const;
  Result<Kept> keep_message(const Rejected& item);
  Result<Kept> keep_list(const Rejected& item);
  Result<void> carry(const char* key);
  Result<void> carry_profile();

  const Salvage& salvage_;
  fs::path folder_;
  Json description_;  // of the run's own set
  Json mailboxes_ = Json::array(), boards_ = Json::array();
  std::optional<Box> box_;  // of the account whose items come
  std::pair<Owner, std::string> whose_;
  std::map<std::uint64_t, Kept> records_;  // of the directory, by number
  std::map<std::string, Growing> open_;    // by name
  std::map<std::pair<Owner, std::string>, std::uint64_t> numbered_;
  std::vector<PersonalList> lists_;
  std::string lists_of_;

  void close_box();
};

// What stands in set.json beside the accounts stays as it is: later versions may know more keys.
void ExportRecovery::describe() {
  const Origin& origin = salvage_.origin;
  if (origin.choice.description) {
    description_ = *origin.choice.description;
  } else if (auto json = base::read_json(origin.folder / "set.json"); json && json->is_object()) {
    description_ = std::move(*json);
  } else {
    description_ = {{"system", "cc:mail"},
                    {"post_office", salvage_.catalogue.post_office},
                    {"code_page", salvage_.catalogue.code_page}};
  }
  note_numbers("mailboxes", Owner::mailbox);
  note_numbers("boards", Owner::board);
}

// The highest numbers of a recovery set that is itself the source.
void ExportRecovery::note_numbers(const char* key, Owner owner) {
  const auto list = description_.find(key);
  if (list == description_.end() || !list->is_array()) return;
  for (const Json& account : *list) {
    if (!account.is_object() || !account.contains("numbers")) continue;
    const Json &name = account.value("name", Json()), &numbers = account.at("numbers");
    if (name.is_string() && numbers.is_array() && !numbers.empty() &&
        numbers.back().is_number_unsigned())
      numbered_[{owner, name.get<std::string>()}] = numbers.back().get<std::uint64_t>();
  }
}

// What a place covers; one of unknown length goes on to the next item of its file, or to its end.
Result<base::Blob> ExportRecovery::window(const Place& place) const {
  auto path = base::RelPath::parse(place.file);
  if (!path) return std::move(path).error();
  auto file = base::ReadableFile::open(path->under(salvage_.origin.folder));
  if (!file) return std::move(file).error();
  const std::uint64_t size = (*file)->size();
  if (place.offset > size) return base::Blob();
  std::uint64_t length = place.length;
  if (length == 0) {
    auto next = salvage_.ledger.next_offset(place);
    if (!next) return std::move(next).error();
    length = next->value_or(size) - place.offset;
  }
  return base::Blob::window(*file, place.offset, std::min(length, size - place.offset));
}

Result<base::Blob> ExportRecovery::whole(const std::string& name) const {
  auto path = base::RelPath::parse(name);
  if (!path) return std::move(path).error();
  auto file = base::ReadableFile::open(path->under(salvage_.origin.folder));
  if (!file) return std::move(file).error();
  return base::Blob::window(*file, 0, (*file)->size());
}

Result<RecoveryWriter::Kept> ExportRecovery::append(const std::string& name,
                                                    const base::Blob& blob) {
  Growing& out = open_[name];
  if (!out.file) {
    const fs::path path = folder_ / name;
    if (auto made = salvage_.files.make_directories(path.parent_path()); !made)
      return std::move(made).error();
    auto created = salvage_.files.create(path);
    if (!created) return std::move(created).error();
    out.file = std::move(*created);
  }
  const Kept kept{name, out.size, blob.size()};
  auto copied = blob.each([&](base::Bytes piece) { return out.file->write(piece); });
  if (!copied) return std::move(copied).error().during("recovery/" + name);
  out.size += blob.size();
  return kept;
}

// Bytes that no Name: begins go first, or they would become part of the record before them.
Result<void> ExportRecovery::directory(bool records) {
  return salvage_.ledger.each_rejected([&](const Rejected& item) -> Result<void> {
    if (item.row.kind != ItemKind::directory_entry) return {};
    return record(item, records);
  });
}

Result<void> ExportRecovery::record(const Rejected& item, bool records) {
  auto blob = window(item.row.place);
  if (!blob || blob->empty()) return {};
  auto start = blob->part(0, 5).text(5);
  if (!start) return std::move(start).error();
  if (base::equals_fold(*start, "Name:") != records) return {};
  auto kept = append(kDirectory, *blob);
  if (!kept) return std::move(kept).error();
  records_[item.row.sequence] = *kept;
  auto end = blob->part(blob->size() - 1, 1).text(1);
  if (!end) return std::move(end).error();
  if (*end == "\n") return {};
  auto closed = append(kDirectory, base::Blob::of("\r\n"));
  return closed ? Result<void>() : std::move(closed).error();
}

void ExportRecovery::close_box() {
  if (!box_) return;
  if (!box_->numbers.empty()) box_->entry["numbers"] = box_->numbers;
  (whose_.first == Owner::board ? boards_ : mailboxes_).push_back(std::move(box_->entry));
  box_.reset();
}

Result<ExportRecovery::Box*> ExportRecovery::box_of(const Rejected& item) {
  if (box_ && whose_ == std::pair(item.owner, item.name)) return &*box_;
  close_box();
  whose_ = {item.owner, item.name};
  box_.emplace(Box{{{"name", item.name}, {"messages", Json::array()}}, {}});
  return &*box_;
}

// More than any message of the account has, here and in the set that this one came from.
Result<std::uint64_t> ExportRecovery::next_number(const Rejected& item) const {
  auto last = salvage_.ledger.last_message(item.owner, item.name);
  if (!last) return last;
  const auto before = numbered_.find({item.owner, item.name});
  return std::max(*last + 1, before == numbered_.end() ? 0 : before->second);
}

// A file that is missing in the source is named all the same: whoever finds it puts it there.
Result<RecoveryWriter::Kept> ExportRecovery::keep_message(const Rejected& item) {
  auto box = box_of(item);
  if (!box) return std::move(box).error();
  const std::string name =
      fmt::format("{}/{}/{:06}.exp", item.owner == Owner::board ? "boards" : "mail",
                  base::safe_name(base::to_utf8(item.name)), item.row.sequence);
  if ((*box)->numbers.empty()) {
    auto more = next_number(item);
    if (!more) return std::move(more).error();
    (*box)->numbers.push_back(*more);
  }
  (*box)->entry["messages"].push_back(name);
  (*box)->numbers.insert((*box)->numbers.end() - 1, item.row.sequence);
  auto blob = window(item.row.place);
  if (!blob) return Kept();
  auto kept = append(name, *blob);
  if (!kept) return kept;
  const auto file = std::move(open_.extract(name).mapped().file);
  if (auto closed = file->close(); !closed) return std::move(closed).error();
  return kept;
}

// A list was read, and only the destination could not take it: it is written anew.
Result<RecoveryWriter::Kept> ExportRecovery::keep_list(const Rejected& item) {
  if (auto box = box_of(item); !box) return std::move(box).error();
  if (lists_of_ != item.name) {
    auto lists = salvage_.source.lists({AccountKind::mailbox, item.name});
    if (!lists) return std::move(lists).error();
    lists_ = std::move(*lists);
    lists_of_ = item.name;
  }
  if (item.row.sequence == 0 || item.row.sequence > lists_.size()) return Kept();
  const PersonalList& list = lists_[static_cast<std::size_t>(item.row.sequence) - 1];
  if (list.address_book) {
    const std::string name = "lists/" + base::safe_name(base::to_utf8(item.name)) + ".ini";
    auto blob = whole(list.place.file);
    if (!blob) return Kept();
    box_->entry["private_directory"] = name;
    return append(name, *blob);
  }
  if (!open_.contains(kLists))
    if (auto head = append(kLists, base::Blob::of("mailbox,list,member\r\n")); !head) return head;
  return append(kLists, base::Blob::of(csv_rows(item.name, list)));
}

Result<RecoveryWriter::Kept> ExportRecovery::keep(const Rejected& item) {
  if (item.row.kind == ItemKind::message) return keep_message(item);
  if (item.row.kind == ItemKind::list) return keep_list(item);
  const auto found = records_.find(item.row.sequence);
  return found == records_.end() ? Kept() : found->second;
}

// A file of the set that is not about items goes along under its own name.
Result<void> ExportRecovery::carry(const char* key) {
  const auto named = description_.find(key);
  if (named == description_.end() || !named->is_string()) return {};
  auto path = base::RelPath::parse(named->get<std::string>());
  if (!path || open_.contains(path->text())) return {};
  auto blob = whole(path->text());
  if (!blob) return {};  // a name, not a file
  auto kept = append(path->text(), *blob);
  return kept ? Result<void>() : std::move(kept).error();
}

// The one that a person chose goes before the one that the set names.
Result<void> ExportRecovery::carry_profile() {
  const fs::path& chosen = salvage_.origin.choice.profile;
  if (chosen.empty()) return carry("profile");
  auto file = base::ReadableFile::open(chosen);
  if (!file) return std::move(file).error();
  description_["profile"] = kProfile;
  auto kept = append(kProfile, base::Blob::window(*file, 0, (*file)->size()));
  return kept ? Result<void>() : std::move(kept).error();
}

Result<void> ExportRecovery::finish() {
  close_box();
  for (const char* key : {"directory", "private_lists"}) description_.erase(key);
  if (auto done = carry_profile(); !done) return done;
  description_["time_zone"] = salvage_.catalogue.time_zone;
  description_["mailboxes"] = std::move(mailboxes_);
  description_["boards"] = std::move(boards_);
  if (open_.contains(kDirectory)) description_["directory"] = kDirectory;
  if (open_.contains(kLists)) description_["private_lists"] = kLists;
  for (auto& [name, out] : open_)
    if (auto closed = out.file->close(); !closed) return closed;
  return base::write_whole(salvage_.files, folder_ / "set.json", base::dump(description_) + "\n");
}

}  // namespace

Result<std::unique_ptr<RecoveryWriter>> export_recovery(const Salvage& salvage,
                                                        const fs::path& folder) {
  auto writer = std::make_unique<ExportRecovery>(salvage, folder);
  if (auto begun = writer->begin(); !begun) return std::move(begun).error();
  return std::unique_ptr<RecoveryWriter>(std::move(writer));
}

}  // namespace migrator::run
