#include "migrator/destination/layout.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <set>

namespace migrator::destination {

TEST_CASE("folder names become Maildir++ directories") {
  struct Row {
    std::string folder, expected;
  };
  const Row rows[] = {
      {"", ""},
      {"Inbox", ""},
      {"INBOX", ""},
      {"Sent Items", ".Sent Items"},
      {"Suppliers\\Rope", ".Suppliers.Rope"},
      {"Inbox\\Old", ".Inbox.Old"},
      {"v1.2", ".v1%2E2"},
      {"a/b", ".a%2Fb"},
      {"..", ".%2E%2E"},
      {"..\\..\\etc", ".%2E%2E.%2E%2E.etc"},
      {"a\\\\b", ".a.%.b"},
      {"R&D", ".R&-D"},
      {"K\xC3\xBC"
       "che",
       ".K&APw-che"},
      {"\xE5\x8F\xB0\xE5\x8C\x97", ".&U,BTFw-"},  // RFC 3501 §5.1.3
      {"~peter\\mail\\\xE5\x8F\xB0\xE5\x8C\x97\\\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
       ".%7Epeter.mail.&U,BTFw-.&ZeVnLIqe-"},
      {"\xF0\x9F\x98\x80", ".&2D3eAA-"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder);
    CHECK(folder_directory(row.folder) == row.expected);
  }
}

TEST_CASE("folder names become directories, one below the other") {
  struct Row {
    std::string folder, expected;
  };
  const std::string deep = "a\\b\\c\\d\\e\\f\\g\\h\\i\\j\\k\\l\\m\\n\\o\\";
  const Row rows[] = {
      {"", ""},
      {"inbox", ""},
      {"Suppliers\\Rope", "Suppliers/Rope"},
      {"Inbox\\Old", "Inbox/Old"},
      {"v1.2", "v1.2"},
      {"..\\..\\etc", "%2E%2E/%2E%2E/etc"},
      {"a\\\\b", "a/%/b"},
      {"a/b", "a%2Fb"},
      {"\\", "%/%"},
      {"old.mbox\\x", "old%2Embox/x"},
      {"1.EML", "1%2EEML"},
      {"a.lock", "a%2Elock"},
      {"lists.vcf", "lists%2Evcf"},
      {"NUL", "%4EUL"},
      {deep + "p", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p"},
      {deep + "p\\q", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p%5Cq"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder);
    CHECK(folder_levels(row.folder) == row.expected);
  }
  CHECK(folder_levels(std::string(5000, 'x')).size() < 140);
  CHECK(folder_levels(std::string(50000, '\\')).size() < 300);
}

TEST_CASE("a name that is taken gets digits, until it is free") {
  std::set<std::string> taken;
  CHECK(free_name("a/Rope", "Rope", taken) == "a/Rope");
  taken.insert("a/rope");
  const std::string second = free_name("a/ROPE", "ROPE", taken);
  CHECK(second.starts_with("a/ROPE~"));
  CHECK(second.size() == 19);
  taken.insert(base::lower(second));
  const std::string third = free_name("a/ROPE", "ROPE", taken);
  CHECK(third != second);
  CHECK(third.size() == 19);
}

TEST_CASE("a folder name of any length stays a file name") {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "level" + std::to_string(i) + "\\";
  CHECK(folder_directory(deep).size() == 200);
  CHECK(folder_directory(deep).starts_with(".level0.level1."));
  CHECK(folder_directory(deep) != folder_directory(deep + "x"));
  CHECK(folder_directory(std::string(300, 'x')).size() <= 200);
}

// Reads modified UTF-7 back; nullopt for what is none (RFC 3501 §5.1.3).
std::optional<std::u16string> decoded(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::u16string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < 0x20 || text[i] > 0x7E) return std::nullopt;
    if (text[i] != '&') {
      out += static_cast<char16_t>(text[i]);
      continue;
    }
    const auto end = text.find('-', i);
    if (end == std::string_view::npos) return std::nullopt;
    if (end == i + 1) out += u'&';
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text.substr(i + 1, end - i - 1)) {
      const auto digit = kDigits.find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      held = held << 6 | static_cast<std::uint32_t>(digit);
      bits += 6;
      if (bits < 16) continue;
      bits -= 16;
      out += static_cast<char16_t>(held >> bits);
      held &= (1u << bits) - 1;
    }
    if (held != 0 || bits >= 6) return std::nullopt;
    i = end;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {  // no half of a pair
    if (out[i] < 0xD800 || out[i] > 0xDFFF) continue;
    if (out[i] > 0xDBFF || ++i == out.size() || out[i] < 0xDC00 || out[i] > 0xDFFF)
      return std::nullopt;
  }
  return out;
}

TEST_CASE("a shortened folder name is modified UTF-7 all the same, at every length") {
  for (const std::string unit : {"\xE6\x97\xA5", "\xC3\xBC",
                                 "\xC3\xBC"
                                 "a",
                                 "\xF0\x9F\x98\x80", "&", "a&\xC3\xBC", ".", "\xE6\x97\xA5\\"}) {
    std::string name;
    std::set<std::string> seen;
    for (std::size_t n = 1; n <= 150; ++n) {
      name += unit;
      for (const std::string& folder : {name, "Parent\\" + name, name + "\\x"}) {
        const std::string directory = folder_directory(folder);
        CAPTURE(folder);
        CHECK(directory.size() <= 200);
        CHECK(decoded(directory).has_value());
        seen.insert(directory);
      }
    }
    CHECK(seen.size() >= 449);
  }
  CHECK_FALSE(decoded("&ZeVnL").has_value());
}

TEST_CASE("accounts that differ only in case get folders of their own, in any order") {
  Catalogue catalogue;
  catalogue.accounts = {{AccountKind::mailbox, "quill"}, {AccountKind::mailbox, "QUILL"},
                        {AccountKind::mailbox, "Quill"}, {AccountKind::board, "quill"},
                        {AccountKind::mailbox, "a.vcf"}, {AccountKind::mailbox, "a"},
                        {AccountKind::mailbox, "../up"}, {AccountKind::mailbox, "x/y"}};
  const Layout layout(catalogue);
  std::set<std::string> folded;
  for (const Account& account : catalogue.accounts)
    folded.insert(base::lower(*layout.path(account)));
  CHECK(folded.size() == catalogue.accounts.size());
  CHECK(*layout.path({AccountKind::mailbox, "QUILL"}) == "mailboxes/QUILL");
  CHECK(*layout.path({AccountKind::board, "quill"}) == "public/quill");
  CHECK(*layout.path({AccountKind::mailbox, "a.vcf"}) == "mailboxes/a%2Evcf");
  CHECK(*layout.path({AccountKind::mailbox, "../up"}) == "mailboxes/%2E.%2Fup");
  CHECK(layout.path({AccountKind::board, "Garden"}) == nullptr);

  std::ranges::reverse(catalogue.accounts);
  const Layout reversed(catalogue);
  for (const Account& account : catalogue.accounts)
    CHECK(*reversed.path(account) == *layout.path(account));
}

TEST_CASE("an account that has its path keeps it, whoever comes later") {
  Catalogue catalogue;
  catalogue.accounts = {{AccountKind::mailbox, "Reed, Tom"}, {AccountKind::mailbox, "quill"}};
  const Account quill{AccountKind::mailbox, "QUILL"}, reed{AccountKind::mailbox, "Reed, Tom"};
  const Layout alone(catalogue);
  CHECK(*alone.path(catalogue.accounts[1]) == "mailboxes/quill");
  const Layout later(catalogue, {{quill, "mailboxes/QUILL"}, {reed, "mailboxes/reed-1"}});
  CHECK(*later.path(quill) == "mailboxes/QUILL");
  CHECK(*later.path(reed) == "mailboxes/reed-1");
  CHECK(later.path(catalogue.accounts[1])->starts_with("mailboxes/quill~"));
  CHECK(later.accounts().size() == 3);
}

}  // namespace migrator::destination
