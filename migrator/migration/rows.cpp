#include "migrator/migration/rows.hpp"

#include <algorithm>

#include "migrator/migration/address_text.hpp"
#include "migrator/migration/columns.hpp"
#include "migrator/migration/csv_line.hpp"

namespace migrator::migration {
namespace {

// "Quill, Nora" is last and first; "Nora Quill" first and last (ccmail.md §3).
struct PersonName {
  std::string_view given, surname;
};
PersonName split_name(std::string_view name) {
  if (const auto comma = name.find(','); comma != std::string_view::npos)
    return {base::trim(name.substr(comma + 1)), base::trim(name.substr(0, comma))};
  const auto blank = name.rfind(' ');
  if (blank == std::string_view::npos) return {"", name};
  return {base::trim(name.substr(0, blank)), base::trim(name.substr(blank + 1))};
}

std::string value_of(const std::vector<std::string>& names, const std::vector<std::string>& values,
                     std::string_view wanted) {
  for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
    if (base::equals_fold(names[i], wanted)) return values[i];
  return {};
}

// Of several proxy addresses, separated by '%' (SDK appendxa_16g1), the one to migrate by.
std::string migrate_proxy(const std::string& proxies) {
  for (std::size_t from = 0; from <= proxies.size();) {
    const std::size_t to = std::min(proxies.find('%', from), proxies.size());
    const std::string one = proxies.substr(from, to - from);
    if (base::starts_with_fold(one, "MIGRATE:")) return one;
    from = to + 1;
  }
  return {};
}

}  // namespace

PersonalList to_list(const std::vector<std::string>& columns) {
  PersonalList list;
  list.name = columns[1];
  for (const std::string& member : split_list(columns[2]))
    list.members.push_back(parse_member(member));
  list.note = columns[kNoteColumn];
  for (std::size_t i = 3; i < kNoteColumn; ++i) {
    if (columns[i].empty()) continue;
    if (!list.note.empty()) list.note += "\r\n";
    list.note += std::string(kPabColumns[i]) + ": " + columns[i];
  }
  return list;
}

std::vector<std::string> to_columns(const PersonalList& list) {
  std::vector<std::string> columns(kPabColumns.size());
  columns[0] = "dl";
  columns[1] = list.name;
  std::vector<std::string> members;
  for (const Address& member : list.members) members.push_back(to_member(member));
  columns[2] = join_list(members, false);
  columns[kNoteColumn] = list.note;
  return columns;
}

Person person_of(const PersonalList& book, std::size_t index) {
  return {book.members[index], index < book.details.size() ? book.details[index] : Details()};
}

Person to_person(const std::vector<std::string>& columns) {
  Person person{parse_member(columns[2]), {}};
  const Address& found = person.address;
  const bool untyped = found.address.empty() && found.post_office.empty() && !found.name.empty() &&
                       found.name == columns[2] && found.name != columns[1];
  // One extractor left the type of Internet addresses out (Q152922).
  if (untyped && columns[2].find('@') != std::string::npos)
    person.address.address = "SMTP:" + columns[2];
  else if (untyped && !columns[1].empty())
    person.details.emplace_back(kPabColumns[2], columns[2]);
  if (person.address.name.empty() || !columns[1].empty()) person.address.name = columns[1];
  for (std::size_t i = 3; i < kPabColumns.size(); ++i)
    if (!columns[i].empty()) person.details.emplace_back(kPabColumns[i], columns[i]);
  return person;
}

std::vector<std::string> to_columns(const Person& person) {
  std::vector<std::string> columns(kPabColumns.size());
  const Address& address = person.address;
  columns[0] = "entry";
  columns[1] = address.name;
  const bool nowhere = address.address.empty() && address.post_office.empty();
  columns[2] = nowhere ? "USER:" + address.name : to_member(address);
  for (const auto& [column, value] : person.details) {
    const auto known = std::find(kPabColumns.begin() + 3, kPabColumns.end(), column);
    if (known == kPabColumns.end()) continue;  // the note has it
    std::string& field = columns[static_cast<std::size_t>(known - kPabColumns.begin())];
    if (field.empty()) field = value;
  }
  return columns;
}

std::string escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string unescape(std::string_view text, bool& bad) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '\\') {
      out += text[i];
    } else if (next == '\\' || next == 'r' || next == 'n') {
      out += next == 'r' ? '\r' : next == 'n' ? '\n' : '\\';
      ++i;
    } else {
      out += text[i];
      bad = true;
    }
  }
  return out;
}

DirectoryEntry to_directory_entry(const std::vector<std::string>& names,
                                  const std::vector<std::string>& values) {
  const auto value = [&](std::string_view column) { return value_of(names, values, column); };
  DirectoryEntry entry;
  const Address source = parse_source_address(migrate_proxy(value("Secondary-Proxy-Addresses")));
  entry.name = source.name;
  if (entry.name.empty()) entry.name = value("Display-Name");
  if (entry.name.empty()) entry.name = value("Common-Name");
  const std::string kind = base::lower(value("Obj-Class"));
  if (kind == "mailbox") entry.location = "L";
  if (kind == "remote") entry.location = "r";
  entry.address = source.post_office;
  entry.comments = value("Comment");
  return entry;
}

std::vector<std::string> to_columns(const DirectoryEntry& entry, std::string_view home,
                                    const std::string& common_name) {
  const bool mailbox = entry.location == "L" || entry.location == "R";
  const PersonName person = split_name(entry.name);
  return {mailbox ? "mailbox" : "remote",
          "create",
          common_name,
          entry.name,
          std::string(person.given),
          std::string(person.surname),
          mailbox ? "~Server" : "",  // filled in by the import (Q150438)
          "",
          "MIGRATE:" + to_source_address(entry.name, home)};
}

std::string CommonNames::make(std::string_view name) {
  constexpr std::size_t kLongest = 20;
  const PersonName person = split_name(name);
  std::string stem;
  const auto add = [&](std::string_view text) {
    for (char c : text)
      if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) stem += c;
  };
  add(person.given.substr(0, 1));
  add(person.surname);
  if (stem.empty()) stem = "User";
  stem.resize(std::min(stem.size(), kLongest));
  std::string out = stem;
  for (unsigned n = 2; !given_.insert(base::lower(out)).second; ++n) {
    const std::string number = std::to_string(n);
    out = stem.substr(0, kLongest - number.size()) + number;
  }
  return out;
}

}  // namespace migrator::migration
