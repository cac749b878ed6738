#include "contract/control_keywords.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace contract {
namespace {

using base::equals_fold;

// Every mode that brings mail to a server or a PST knows these.
constexpr std::string_view kImportKeywords[] = {"Home-Server", "Container", "Template",
                                                "NTAccounts",  "NTDomain",  "Mailbox"};

std::vector<std::string_view> with_server(std::vector<std::string_view> own) {
  own.insert(own.end(), std::begin(kImportKeywords), std::end(kImportKeywords));
  return own;
}

std::vector<std::string_view> with_import(std::vector<std::string_view> own) {
  own.insert(own.end(), {"ImportDestination", "PSTPath"});
  return with_server(std::move(own));
}

const std::vector<Mode>& modes() {
  static const std::vector<Mode> kModes = {
      {"FILE",
       "files",
       with_import({"File", "Public", "DefFldPerms", "FldOwner"}),
       true,
       {"messages", "bulletin-boards", "personal-mailing-lists", "personal-address-book",
        "directory", "schedule"}},
      {"MSMAILPC",
       "ms-mail",
       with_import({"Function", "File", "Accounts", "Postoffice", "Email", "Public", "PAB",
                    "Schedule", "EmailStart", "EmailEnd", "DefFldPerms", "FldOwner"}),
       true,
       {}},
      {"CCMAIL",
       "cc:mail",
       with_import({"Function", "File", "Accounts", "Postoffice", "POName", "Email", "Public",
                    "EmailStart", "EmailEnd", "DefFldPerms", "FldOwner"}),
       true,
       // No keyword selects personal lists or address books of cc:Mail (migration-files.md §6.2).
       {"personal-mailing-lists", "personal-address-book"}},
      {"COLLABRA",
       "collabra",
       with_server({"Function", "File", "Postoffice", "Public", "DefFldPerms", "FldOwner"}),
       true,
       {}},
      {"NOTES",
       "notes",
       with_import({"Function", "File", "Accounts", "Postoffice", "Email", "Schedule", "EmailStart",
                    "EmailEnd", "SchdStart", "SchdEnd", "Tasks", "Notesini", "IniFile",
                    "DocLinkConversion"}),
       true,
       {"personal-address-book"}},
      {"GRPWISE",
       "groupwise",
       with_import({"Function", "File", "Accounts", "Postoffice", "GWUserGRPName", "Email",
                    "Schedule", "EmailStart", "EmailEnd", "SchdStart", "SchdEnd", "Phone",
                    "Appointments", "Notes", "Tasks", "GWRTF"}),
       true,
       {"personal-address-book"}},
      {"GRPWISE5",
       "groupwise",
       with_import({"Function", "File", "Accounts", "POName", "GWDomain", "Email", "Schedule",
                    "EmailStart", "EmailEnd", "SchdStart", "SchdEnd", "Phone", "Appointments",
                    "Notes", "Tasks"}),
       true,
       {"personal-address-book"}},
      {"ADSI",
       "ldap",
       with_server({"Function", "File", "Accounts", "Postoffice", "Secure", "Encrypted", "Port"}),
       true,
       {}},
      {"IMAP",
       "imap",
       with_import({"Function", "File", "Accounts", "Secure", "Encrypted", "Email", "EmailStart",
                    "EmailEnd"}),
       true,
       {}},
  };
  return kModes;
}

const std::vector<Keyword>& keywords() {
  using enum Keyword::Kind;
  static const std::vector<Keyword> kKeywords = {
      {"Mode",
       word,
       {"FILE", "MSMAILPC", "CCMAIL", "COLLABRA", "NOTES", "GRPWISE", "GRPWISE5", "ADSI", "IMAP"}},
      {"Function", word, {"FULL", "EXTRACT", "IMPORT"}},
      {"File", path},
      {"Accounts", path},
      {"Mailbox", flag},
      {"Postoffice", text},
      {"POName", text},
      {"GWDomain", path},
      {"GWUserGRPName", text},
      {"Secure", flag},
      {"Encrypted", flag},
      {"Port", port},
      {"Email", flag},
      {"Public", flag},
      {"PAB", flag},
      {"Schedule", flag},
      {"EmailStart", digits14},
      {"EmailEnd", digits14},
      {"SchdStart", digits14},
      {"SchdEnd", digits14},
      {"Home-Server", text},
      {"Container", text},
      {"Template", text},
      {"NTAccounts", word, {"RANDOM", "ALIAS", "NO"}},
      {"NTDomain", text},
      {"DefFldPerms", word, {"None", "Author", "PubEditor"}},
      {"FldOwner", text},
      {"ImportDestination", word, {"SERVER", "PST"}},
      {"PSTPath", path},
      {"Phone", flag},
      {"Appointments", flag},
      {"Notes", flag},
      {"Tasks", flag},
      {"GWRTF", flag},
      {"Notesini", path},
      {"IniFile", path},  // Notesini, as the article of 2006 calls it
      {"DocLinkConversion", word, {"URL", "OLE", "RTF"}},
  };
  return kKeywords;
}

// The first port is 1, the last 65535.
bool is_port(std::string_view value) {
  int number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number >= 1 && number <= 65535;
}

bool digits(std::string_view value) {
  return !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool is_path(std::string_view value) {
  return !value.empty() && value.find_first_of("\"*<>?|") == std::string_view::npos;
}

bool Mode::has(std::string_view keyword) const {
  return std::ranges::any_of(keywords, [&](auto k) { return equals_fold(k, keyword); });
}

bool Mode::refuses(std::string_view keyword) const {
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(names, [&](auto one) { return equals_fold(one, keyword); });
  };
  if (name == "GRPWISE5") return is({"Public", "PAB", "GWUserGRPName", "DefFldPerms", "FldOwner"});
  if (name == "NOTES" || name == "GRPWISE" || name == "IMAP" || name == "ADSI")
    return is({"DefFldPerms", "FldOwner"});
  return false;
}

bool Keyword::accepts(std::string_view value) const {
  const auto is = [&](std::string_view v) { return equals_fold(v, value); };
  switch (kind) {
    case Kind::flag:
      return is("TRUE") || is("FALSE");
    case Kind::digits14:
      return value.size() == 14 && digits(value);
    case Kind::port:
      return digits(value) && value.size() <= 5 && is_port(value);
    case Kind::word:
      return std::ranges::any_of(values, is);
    case Kind::text:
      return !value.empty();
    case Kind::path:
      return is_path(value);
  }
  return false;
}

std::string Keyword::expected() const {
  switch (kind) {
    case Kind::flag:
      return "TRUE or FALSE";
    case Kind::digits14:
      return "14 digits, YYYYMMDDhhmmss";
    case Kind::port:
      return "a number from 1 to 65535";
    case Kind::word:
      return fmt::format("one of {}", fmt::join(values, ", "));
    case Kind::text:
      return "given a value";
    case Kind::path:
      return "a path, without any of \" * < > ? |";
  }
  return "";
}

std::string Keyword::example() const {
  switch (kind) {
    case Kind::flag:
      return fmt::format("write {0},TRUE or {0},FALSE", name);
    case Kind::digits14:
      return fmt::format("write for instance {},19990131235959", name);
    case Kind::port:
      return fmt::format("write for instance {},389", name);
    case Kind::word:
      return fmt::format("write for instance {},{}", name, values.front());
    case Kind::text:
    case Kind::path:
      return "write a value after the comma, or delete the line";
  }
  return "";
}

bool Keyword::belongs_to(const Mode& mode) const { return name == "Mode" || mode.has(name); }

const Mode* find_mode(std::string_view name) {
  const auto it =
      std::ranges::find_if(modes(), [&](const Mode& m) { return equals_fold(m.name, name); });
  return it == modes().end() ? nullptr : &*it;
}

const Keyword* find_keyword(std::string_view name) {
  const auto it =
      std::ranges::find_if(keywords(), [&](const Keyword& k) { return equals_fold(k.name, name); });
  return it == keywords().end() ? nullptr : &*it;
}

std::vector<std::string> keyword_names() {
  std::vector<std::string> out;
  for (const Keyword& k : keywords()) out.emplace_back(k.name);
  return out;
}

std::vector<Required> required_keywords(const Mode& mode, std::string_view function) {
  using Kind = ControlProblem::Kind;
  std::vector<Required> out;
  const bool extracts = function != "IMPORT";
  // MS Mail alone can run without a file: its one-step form writes none (Q198957).
  if (mode.name != "MSMAILPC" || function != "FULL")
    out.push_back({"File", Kind::error,
                   extracts ? "the folder for migration files" : "the packing list to import"});
  // MS Mail's import reads the post office again: its files are lists of users (Q150438).
  if (mode.has("Postoffice") && (extracts || mode.name == "MSMAILPC"))
    out.push_back({"Postoffice", Kind::error, "where the mail is read from"});
  if (mode.name == "GRPWISE5" && extracts)
    for (const auto* keyword : {"POName", "GWDomain"}) out.push_back({keyword, Kind::error, ""});
  // Called required, but the article's own sample names accounts instead.
  if (mode.name == "GRPWISE" && extracts)
    out.push_back({"GWUserGRPName", Kind::error, "the group whose users are read", "Accounts"});
  if (mode.name == "IMAP" && extracts) out.push_back({"Accounts", Kind::error, ""});
  if (mode.name == "NOTES" && extracts)
    out.push_back(
        {"Notesini", Kind::warning, "the wizard looks for it in the Windows folder", "IniFile"});
  return out;
}

std::span<const ContentKeyword> content_keywords() {
  static constexpr ContentKeyword kContent[] = {{"Email", "messages"},
                                                {"Public", "bulletin-boards"},
                                                {"Mailbox", "directory"},
                                                {"PAB", "personal-address-book"},
                                                {"Schedule", "schedule"}};
  return kContent;
}

std::span<const std::string_view> import_keywords() {
  static constexpr std::string_view kNames[] = {"Home-Server", "Container", "Template",
                                                "NTAccounts",  "NTDomain",  "DefFldPerms",
                                                "FldOwner",    "PSTPath",   "ImportDestination"};
  return kNames;
}

}  // namespace contract
