#include "migrator/ccmail/set_file.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/json.hpp"

namespace migrator::ccmail {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::RelPath;
using base::Result;

constexpr std::uint64_t kMaxNumber = 1'000'000'000'000;  // of an item
constexpr const char* kHint = "docs/formats/export-set.md shows a whole set.json";

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// A text that is there, not blank, and fit to be shown and used in names.
Result<std::string> name_of(Fields& fields, const char* key) {
  auto name = fields.text(key);
  if (!name) return name;
  if (base::trim(*name).empty() || has_control(*name))
    return fields.wrong(key, "should be a name without control characters");
  return name;
}

Result<std::string> word_of(Fields& fields, const char* key, std::string fallback,
                            const std::vector<std::string>& allowed) {
  auto word = fields.text_or(key, std::move(fallback));
  if (!word || std::ranges::count(allowed, *word) > 0) return word;
  std::string list;
  for (const std::string& one : allowed) list += (list.empty() ? "\"" : ", \"") + one + "\"";
  return fields.wrong(key, "should be one of " + list);
}

// Whether `path` (which need not exist) is below `folder` once every link is followed.
Result<bool> is_inside(const std::filesystem::path& folder, const RelPath& path) {
  std::error_code failed;
  const auto root = std::filesystem::canonical(folder, failed);
  if (failed) return Error{Errc::io, folder.string() + ": " + failed.message()};
  const auto whole = std::filesystem::weakly_canonical(path.under(root), failed);
  if (failed) return Error{Errc::io, path.text() + ": " + failed.message()};
  return std::mismatch(root.begin(), root.end(), whole.begin(), whole.end()).first == root.end();
}

Result<RelPath> path_of(const Fields& fields, const char* key, const std::string& text,
                        const std::filesystem::path& folder) {
  auto path = RelPath::parse(text);
  if (!path) return fields.wrong(key, "is wrong: " + path.error().message);
  auto inside = is_inside(folder, *path);
  if (!inside) return std::move(inside).error();
  if (!*inside) return fields.wrong(key, "leads out of the set's folder: " + base::printable(text));
  return path;
}

// A file that the set cannot do without: it must be there.
Result<std::optional<RelPath>> file_of(Fields& fields, const char* key,
                                       const std::filesystem::path& folder) {
  if (!fields.has(key)) return std::optional<RelPath>{};
  auto text = fields.text(key);
  if (!text) return std::move(text).error();
  auto path = path_of(fields, key, *text, folder);
  if (!path) return std::move(path).error();
  auto file = open_inside(folder, *path);
  if (!file) return std::move(file).error().during(base::pointer(fields.where(), key));
  return std::optional(std::move(*path));
}

// They go up, so that no two items of an account have one number.
Result<void> parse_numbers(Fields& fields, AccountFiles& out) {
  if (!fields.has("numbers")) return {};
  auto numbers = fields.numbers("numbers", kMaxNumber);
  if (!numbers) return std::move(numbers).error();
  const bool rising =
      std::ranges::adjacent_find(*numbers, std::greater_equal<>()) == numbers->end();
  if (numbers->size() != out.messages.size() + 1 || numbers->front() == 0 || !rising)
    return fields.wrong("numbers",
                        "should hold rising numbers, one for each file of messages and one more");
  out.numbers = std::move(*numbers);
  return {};
}

Result<AccountFiles> parse_account(const Json& json, const std::string& where, AccountKind kind,
                                   const std::filesystem::path& folder) {
  auto fields = Fields::of(json, where);
  if (!fields) return std::move(fields).error();
  auto name = name_of(*fields, "name");
  if (!name) return std::move(name).error();
  AccountFiles out;
  out.account = {kind, std::move(*name)};
  auto messages = fields->texts_or_none("messages");
  if (!messages) return std::move(messages).error();
  std::set<RelPath> seen;
  for (const std::string& text : *messages) {
    auto path = path_of(*fields, "messages", text, folder);
    if (!path) return std::move(path).error();
    if (!seen.insert(*path).second)
      return fields->wrong("messages", "names " + path->text() + " twice");
    out.messages.push_back(std::move(*path));
  }
  if (auto done = parse_numbers(*fields, out); !done) return std::move(done).error();
  if (kind == AccountKind::mailbox) {
    auto book = file_of(*fields, "private_directory", folder);
    if (!book) return std::move(book).error();
    out.private_directory = std::move(*book);
  }
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return out;
}

Result<void> parse_accounts(Fields& fields, const char* key, AccountKind kind, SetFile& set) {
  if (!fields.has(key)) return {};
  auto list = fields.array(key);
  if (!list) return std::move(list).error();
  std::set<std::string> seen;  // names of a post office do not differ by case alone (Q237588)
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    const std::string where = base::pointer(base::pointer(fields.where(), key), i);
    auto account = parse_account((**list)[i], where, kind, set.folder);
    if (!account) return std::move(account).error();
    if (!seen.insert(base::lower(account->account.name)).second)
      return Error{Errc::malformed, base::pointer(where, "name") + " \"" + account->account.name +
                                        "\" stands there before (case does not count)"};
    set.add(std::move(*account));
  }
  return {};
}

// The profile that a person chose, else the one that the set names, else the standard one.
Result<Profile> profile_of(Fields& fields, const SetChoice& choice,
                           const std::filesystem::path& folder) {
  auto named = file_of(fields, "profile", folder);
  if (!named) return std::move(named).error();
  if (!choice.profile.empty()) return read_profile(choice.profile);
  if (*named) return read_profile((*named)->under(folder));
  auto standard = standard_profile();
  if (!standard) return std::move(standard).error();
  return **standard;
}

Result<Rules> parse_rules(Fields& fields, const SetChoice& choice,
                          const std::filesystem::path& folder) {
  std::uint64_t number = 850;
  if (fields.has("code_page")) {
    auto given = fields.number("code_page", 65535);
    if (!given) return std::move(given).error();
    number = *given;
  }
  auto page = base::CodePage::find(static_cast<unsigned>(number));
  if (!page) return std::move(page).error().during(base::pointer(fields.where(), "code_page"));
  auto order = word_of(fields, "date_order", "mdy", {"mdy", "dmy", "ymd"});
  if (!order) return std::move(order).error();
  auto profile = profile_of(fields, choice, folder);
  if (!profile) return std::move(profile).error();
  return Rules::make(page->number(),
                     *order == "mdy"   ? DateOrder::mdy
                     : *order == "dmy" ? DateOrder::dmy
                                       : DateOrder::ymd,
                     *profile);
}

// What the set tells about the post office and the program that wrote it.
Result<void> parse_origin(Fields& fields, SetFile& set) {
  auto system = word_of(fields, "system", "", {"cc:mail"});
  if (!system) return std::move(system).error();
  auto post_office = name_of(fields, "post_office");
  if (!post_office) return std::move(post_office).error();
  set.post_office = std::move(*post_office);
  if (fields.has("database")) {
    auto database = word_of(fields, "database", "", {"DB6", "DB7", "DB8"});
    if (!database) return std::move(database).error();
    set.database = std::move(*database);
  }
  auto version = fields.text_or("export_version", "");
  if (!version) return std::move(version).error();
  if (version->find_first_not_of("0123456789.") != std::string::npos)
    return fields.wrong("export_version", "should be a version such as 8.30");
  set.export_version = std::move(*version);
  auto zone = fields.text_or("time_zone", "UTC");
  if (!zone) return std::move(zone).error();
  if (zone->empty() || has_control(*zone))
    return fields.wrong("time_zone", "should be a name such as UTC or Europe/Berlin");
  set.time_zone = std::move(*zone);
  return {};
}

Result<void> parse_files(Fields& fields, SetFile& set) {
  if (!fields.has("mailboxes") && !fields.has("boards"))
    return fields.wrong("mailboxes", "is missing, and so is boards: a set has at least one");
  for (const auto& [key, kind] :
       {std::pair{"mailboxes", AccountKind::mailbox}, std::pair{"boards", AccountKind::board}})
    if (auto done = parse_accounts(fields, key, kind, set); !done) return done;
  auto directory = file_of(fields, "directory", set.folder);
  if (!directory) return std::move(directory).error();
  set.directory = std::move(*directory);
  auto lists = file_of(fields, "private_lists", set.folder);
  if (!lists) return std::move(lists).error();
  set.private_lists = std::move(*lists);
  return fields.finish();
}

Result<SetFile> parse_set(const Json& json, const std::filesystem::path& folder,
                          const SetChoice& choice) {
  auto fields = Fields::of(json, "set.json");
  if (!fields) return std::move(fields).error();
  if (!fields->has("system")) return fields->wrong("system", "is missing");
  auto rules = parse_rules(*fields, choice, folder);
  if (!rules) return std::move(rules).error();
  SetFile set{folder, "", "", "", std::move(*rules), "", {}, {}, {}};
  if (auto done = parse_origin(*fields, set); !done) return std::move(done).error();
  if (auto done = parse_files(*fields, set); !done) return std::move(done).error();
  return set;
}

}  // namespace

void SetFile::add(AccountFiles files) {
  by_name.emplace(std::pair{files.account.kind, base::lower(files.account.name)}, accounts.size());
  accounts.push_back(std::move(files));
}

const AccountFiles* SetFile::find(AccountKind kind, std::string_view name) const {
  const auto at = by_name.find({kind, base::lower(name)});
  return at == by_name.end() ? nullptr : &accounts[at->second];
}

base::Result<SetFile> load_set(const std::filesystem::path& folder, const SetChoice& choice) {
  auto json =
      choice.description ? Result<Json>(*choice.description) : base::read_json(folder / "set.json");
  if (!json) {
    Error error = std::move(json).error();
    if (error.hint.empty()) error.hint = kHint;
    return error;
  }
  auto set = parse_set(*json, folder, choice);
  if (set) return set;
  Error error = std::move(set).error().during(folder.string());
  if (error.hint.empty()) error.hint = kHint;
  return error;
}

base::Result<std::shared_ptr<const base::ReadableFile>> open_inside(
    const std::filesystem::path& folder, const base::RelPath& path) {
  auto inside = is_inside(folder, path);
  if (!inside) return std::move(inside).error();
  if (!*inside)
    return Error{Errc::conflict, path.text() + ": a link leads out of the set's folder"};
  auto file = base::ReadableFile::open(path.under(folder));
  if (file) return file;
  Error error = std::move(file).error();
  const std::string prefix = path.under(folder).string();
  if (error.message.starts_with(prefix)) error.message.replace(0, prefix.size(), path.text());
  return error;
}

bool is_gone(const std::filesystem::path& folder, const base::RelPath& path) {
  std::error_code failed;
  const auto status = std::filesystem::status(path.under(folder), failed);
  return status.type() == std::filesystem::file_type::not_found;
}

}  // namespace migrator::ccmail
