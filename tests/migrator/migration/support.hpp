#pragma once
// Sets in a folder of their own, and their content in a form that can be compared and printed.
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "migrator/migration/set.hpp"
#include "tests/support/files.hpp"

namespace migrator::migration::test {

using support::TempFolder;

inline std::filesystem::path fixture(const std::string& set) {
  return std::filesystem::path(FIXTURES_DIR) / "migration" / set;
}

inline std::string read(const std::filesystem::path& path) {
  auto text = base::read_file(path, 64u << 20);
  return text ? *text : "cannot read " + path.string();
}

inline void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string show(const std::optional<LocalTime>& time) {
  return time ? to_time14(*time) : "-";
}
inline std::string show(const Address& a) {
  return "<" + a.name + "|" + a.post_office + "|" + a.address + ">";
}
inline std::string show(const std::vector<Address>& people) {
  std::string out;
  for (const Address& a : people) out += show(a);
  return out;
}

/// Every field of an item except its place, as text; contents of parts in full.
inline std::string show(const Item& item) {
  std::ostringstream out;
  out << item.sequence << '\n';
  if (item.damage) out << "damage " << item.damage->reason << ": " << item.damage->message << '\n';
  if (item.message) {
    const Message& m = *item.message;
    out << "folder " << m.folder << "\nfrom " << (m.sender ? show(*m.sender) : "-") << "\nto "
        << show(m.to) << "\ncc " << show(m.cc) << "\nbcc " << show(m.bcc) << "\nsubject "
        << m.subject << "\nsent " << show(m.sent) << "\nreceived " << show(m.received)
        << "\npriority " << static_cast<int>(m.priority) << m.unread << m.unsent
        << m.receipt_requested << '\n';
    for (const auto& [key, value] : m.extra) out << "extra " << key << '=' << value << '\n';
    for (const Part& part : m.parts) {
      auto content = part.content.text(64u << 20);
      static constexpr const char* kKinds[] = {"text ", "file ", "schedule ", "document "};
      out << "part " << kKinds[static_cast<int>(part.kind)]
          << (part.format == Part::Format::macbinary ? "macbinary " : "") << part.name << " ["
          << (content ? *content : content.error().message) << "]\n";
    }
  }
  return out.str();
}
inline std::string warnings(const Item& item) {
  std::string out;
  for (const std::string& warning : item.warnings) out += warning + '\n';
  return out;
}
inline std::string show(const PersonalList& list) {
  std::string out = list.name + ": " + show(list.members) + " note " + list.note;
  if (list.address_book) out += " book";
  for (const Details& details : list.details) {
    out += " /";
    for (const auto& [column, value] : details) out += " " + column + "=" + value;
  }
  return out;
}
inline std::string show(const DirectoryEntry& e) {
  return e.name + "|" + e.location + "|" + e.address + "|" + e.comments;
}

/// All items of an account; an error is the last "item".
inline std::vector<Item> items_of(Source& source, const Account& account) {
  std::vector<Item> out;
  auto items = source.open(account);
  for (; items;) {
    auto item = (*items)->next();
    if (!item) {
      Item broken;
      broken.damage = Damage{"error", item.error().message};
      out.push_back(broken);
      return out;
    }
    if (!*item) return out;
    out.push_back(std::move(**item));
  }
  return out;
}

inline Account mailbox(std::string name) { return {AccountKind::mailbox, std::move(name)}; }
inline Account board(std::string name) { return {AccountKind::board, std::move(name)}; }

}  // namespace migrator::migration::test
