#include "migrator/migration/note.hpp"

#include <limits>

namespace migrator::migration {
namespace {

constexpr std::string_view kMark = "! sidestep:";
constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();
using base::Fields;
using base::Json;
using base::Result;

// {"list": {…}}: the inner object of a note that has this one key.
Result<const Json*> only(const Json& note, const char* key) {
  auto outer = Fields::of(note, "note");
  if (!outer) return std::move(outer).error();
  auto inner = outer->object(key);
  if (!inner) return inner;
  if (auto done = outer->finish(); !done) return std::move(done).error();
  return inner;
}

void differ(Json& out, const char* key, const std::string& put, const std::string& seen) {
  if (put != seen) out[key] = put;
}

std::optional<Json> wrapped(const char* key, Json inner) {
  if (inner.empty()) return std::nullopt;
  Json note = Json::object();
  note[key] = std::move(inner);
  return note;
}

Result<Fields> inner_of(Fields& outer, const char* key) {
  auto inner = outer.object(key);
  if (!inner) return std::move(inner).error();
  return Fields::of(**inner, std::string("note#/") + key);
}

Result<void> replace(Fields& fields, const char* key, std::string& text) {
  auto value = fields.text_or(key, text);
  if (!value) return std::move(value).error();
  text = std::move(*value);
  return {};
}

}  // namespace

std::string to_note_line(const Json& note) {
  return std::string(kMark) + " " + base::canonical(note);
}

std::optional<Result<Json>> parse_note_line(std::string_view line) {
  if (!line.starts_with(kMark)) return std::nullopt;
  line.remove_prefix(kMark.size());
  auto json = base::parse_json(line, "note", {.bytes = 16u << 20, .depth = 8});
  if (json && !json->is_object())
    return Result<Json>(
        base::Error{base::Errc::malformed, "note: an object was expected after \"! sidestep:\""});
  return json;
}

Json to_json(const Address& address) {
  Json out = Json::array();
  out.push_back(address.name);
  if (!address.post_office.empty() || !address.address.empty()) out.push_back(address.post_office);
  if (!address.address.empty()) out.push_back(address.address);
  return out;
}

Result<Address> parse_address(const Json& json, const std::string& where) {
  bool good = json.is_array() && !json.empty() && json.size() <= 3;
  for (std::size_t i = 0; good && i < json.size(); ++i) good = json[i].is_string();
  if (!good)
    return base::Error{base::Errc::malformed,
                       where + ": an address is an array of one to three strings"};
  const auto text = [&](std::size_t i) {
    return i < json.size() ? json[i].get<std::string>() : std::string();
  };
  return Address{text(0), text(1), text(2)};
}

Json to_json(const std::vector<Address>& addresses) {
  Json out = Json::array();
  for (const Address& address : addresses) out.push_back(to_json(address));
  return out;
}

Result<std::vector<Address>> parse_addresses(const Json& json, const std::string& where) {
  if (!json.is_array())
    return base::Error{base::Errc::malformed, where + " should be an array of addresses"};
  std::vector<Address> out;
  for (const Json& item : json) {
    auto address = parse_address(item, where);
    if (!address) return std::move(address).error();
    out.push_back(std::move(*address));
  }
  return out;
}

Json to_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json out = Json::array();
  for (const auto& [key, value] : pairs) {
    Json pair = Json::array();
    pair.push_back(key);
    pair.push_back(value);
    out.push_back(std::move(pair));
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(const Json& json,
                                                                     const std::string& where) {
  const base::Error wrong{base::Errc::malformed, where + " should be an array of pairs of strings"};
  if (!json.is_array()) return wrong;
  std::vector<std::pair<std::string, std::string>> out;
  for (const Json& pair : json) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return wrong;
    out.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
  }
  return out;
}

Json account_note(const Account& account) {
  Json inner = Json::object();
  inner["kind"] = account.kind == AccountKind::board ? "board" : "mailbox";
  inner["name"] = account.name;
  return *wrapped("account", std::move(inner));
}

Result<Account> parse_account_note(const Json& note) {
  auto inner = only(note, "account");
  if (!inner) return std::move(inner).error();
  auto fields = Fields::of(**inner, "note#/account");
  if (!fields) return std::move(fields).error();
  auto kind = fields->text("kind");
  auto name = fields->text("name");
  if (!kind) return std::move(kind).error();
  if (!name) return std::move(name).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  if (*kind != "board" && *kind != "mailbox")
    return fields->wrong("kind", "should be \"mailbox\" or \"board\"");
  return Account{*kind == "board" ? AccountKind::board : AccountKind::mailbox, std::move(*name)};
}

Json end_note(const EndNote& end) {
  Json inner = Json::object();
  inner["messages"] = end.messages;
  inner["lists"] = end.lists;
  inner["entries"] = end.entries;
  return *wrapped("end", std::move(inner));
}

Result<EndNote> parse_end_note(const Json& note) {
  auto inner = only(note, "end");
  if (!inner) return std::move(inner).error();
  auto fields = Fields::of(**inner, "note#/end");
  if (!fields) return std::move(fields).error();
  auto messages = fields->number("messages", kAny);
  auto lists = fields->number("lists", kAny);
  auto entries = fields->number("entries", kAny);
  for (auto* value : {&messages, &lists, &entries})
    if (!*value) return std::move(*value).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return EndNote{*messages, *lists, *entries};
}

Json set_note(const SetNote& set) {
  Json inner = Json::object();
  inner["post_office"] = set.post_office;
  inner["time_zone"] = set.time_zone;
  return *wrapped("set", std::move(inner));
}

Result<SetNote> parse_set_note(const Json& note) {
  auto inner = only(note, "set");
  if (!inner) return std::move(inner).error();
  auto fields = Fields::of(**inner, "note#/set");
  if (!fields) return std::move(fields).error();
  auto post_office = fields->text("post_office");
  auto time_zone = fields->text("time_zone");
  if (!post_office) return std::move(post_office).error();
  if (!time_zone) return std::move(time_zone).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return SetNote{std::move(*post_office), std::move(*time_zone)};
}

std::optional<Json> list_note(const PersonalList& put, const PersonalList& seen) {
  Json inner = Json::object();
  differ(inner, "name", put.name, seen.name);
  differ(inner, "note", put.note, seen.note);
  if (put.members != seen.members || put.members.empty()) inner["members"] = to_json(put.members);
  return wrapped("list", std::move(inner));
}

Result<PersonalList> apply_list_note(const Json& note, PersonalList seen) {
  auto inner = only(note, "list");
  if (!inner) return std::move(inner).error();
  auto fields = Fields::of(**inner, "note#/list");
  if (!fields) return std::move(fields).error();
  if (auto done = replace(*fields, "name", seen.name); !done) return std::move(done).error();
  if (auto done = replace(*fields, "note", seen.note); !done) return std::move(done).error();
  if (const Json* members = fields->any_or_null("members")) {
    auto parsed = parse_addresses(*members, "note#/list/members");
    if (!parsed) return std::move(parsed).error();
    seen.members = std::move(*parsed);
  }
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return seen;
}

std::optional<Json> person_note(const Person& put, const Person& seen, const PersonalList* book) {
  Json inner = Json::object();
  differ(inner, "name", put.address.name, seen.address.name);
  differ(inner, "post_office", put.address.post_office, seen.address.post_office);
  differ(inner, "address", put.address.address, seen.address.address);
  if (put.details != seen.details) inner["details"] = to_json(put.details);
  auto note = wrapped("person", std::move(inner));
  Json own = Json::object();
  if (book != nullptr) {
    differ(own, "name", book->name, std::string(kAddressBookName));
    differ(own, "note", book->note, "");
  }
  if (own.empty()) return note;
  if (!note) note = Json::object();
  (*note)["address_book"] = std::move(own);
  return note;
}

Result<Person> apply_person_note(const Json& note, Person seen, PersonalList& book) {
  auto outer = Fields::of(note, "note");
  if (!outer) return std::move(outer).error();
  PersonalList named = book;
  if (outer->has("address_book")) {
    auto own = inner_of(*outer, "address_book");
    if (!own) return std::move(own).error();
    for (auto [key, text] : {std::pair{"name", &named.name}, std::pair{"note", &named.note}})
      if (auto done = replace(*own, key, *text); !done) return std::move(done).error();
    if (auto done = own->finish(); !done) return std::move(done).error();
  }
  if (outer->has("person")) {
    auto fields = inner_of(*outer, "person");
    if (!fields) return std::move(fields).error();
    for (auto [key, text] : {std::pair{"name", &seen.address.name},
                             std::pair{"post_office", &seen.address.post_office},
                             std::pair{"address", &seen.address.address}})
      if (auto done = replace(*fields, key, *text); !done) return std::move(done).error();
    if (const Json* details = fields->any_or_null("details")) {
      auto parsed = parse_pairs(*details, "note#/person/details");
      if (!parsed) return std::move(parsed).error();
      seen.details = std::move(*parsed);
    }
    if (auto done = fields->finish(); !done) return std::move(done).error();
  }
  if (auto done = outer->finish(); !done) return std::move(done).error();
  book = std::move(named);
  return seen;
}

std::optional<Json> entry_note(const DirectoryEntry& put, const DirectoryEntry& seen) {
  Json inner = Json::object();
  differ(inner, "name", put.name, seen.name);
  differ(inner, "location", put.location, seen.location);
  differ(inner, "address", put.address, seen.address);
  differ(inner, "comments", put.comments, seen.comments);
  return wrapped("entry", std::move(inner));
}

Result<DirectoryEntry> apply_entry_note(const Json& note, DirectoryEntry seen) {
  auto inner = only(note, "entry");
  if (!inner) return std::move(inner).error();
  auto fields = Fields::of(**inner, "note#/entry");
  if (!fields) return std::move(fields).error();
  for (auto [key, text] :
       {std::pair{"name", &seen.name}, std::pair{"location", &seen.location},
        std::pair{"address", &seen.address}, std::pair{"comments", &seen.comments}})
    if (auto done = replace(*fields, key, *text); !done) return std::move(done).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return seen;
}

}  // namespace migrator::migration
