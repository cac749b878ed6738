#include "migrator/migration/account_check.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "migrator/migration/address_text.hpp"
#include "migrator/migration/columns.hpp"
#include "migrator/migration/rows.hpp"

namespace migrator::migration {
namespace {

constexpr std::string_view kMigrate = "MIGRATE:";
// Common-Name becomes an NT account (SDK appendxa_2bub); Windows NT's are no longer.
constexpr std::size_t kLongestCommonName = 20;

// "Migrate:" in front is optional in titles, and the proxy may or may not have it.
std::string plain_address(std::string_view text) {
  if (base::starts_with_fold(text, kMigrate)) text.remove_prefix(kMigrate.size());
  return base::lower(text);
}

bool has_column(const Section& section, std::string_view wanted) {
  return std::ranges::any_of(section.columns, [&](const std::string& column) {
    return base::equals_fold(column, wanted);
  });
}

std::string value_of(const Section& section, const Row& row, std::string_view wanted,
                     const base::CodePage& page) {
  bool ignored = false;
  for (std::size_t i = 0; i < std::min(section.columns.size(), row.fields.size()); ++i)
    if (base::equals_fold(section.columns[i], wanted))
      return unescape(page.decode(row.fields[i].text).text, ignored);
  return {};
}

bool is_bare_pointer(const Field& field) { return parse_pointer(field).has_value(); }

std::string shown(std::string_view text) { return "\"" + base::printable(text) + "\""; }

}  // namespace

AccountCheck::Key AccountCheck::key(std::string_view text) {
  return std::hash<std::string>()(base::lower(text));
}

void AccountCheck::section(const std::string& file, const Section& section) {
  people_.clear();
  if (section.kind == SectionKind::message) no_mail_.erase(key(plain_address(section.address)));
  if (section.defect) return;
  if (section.kind == SectionKind::directory) return directory_header(file, section);
  if (section.address.empty()) return;  // boards
  const bool pab = section.kind == SectionKind::pab;
  const std::string address = plain_address(section.address);
  const Key mailbox = key(address);
  if (section.address.find('"') != std::string::npos)
    findings_.note(file, section.line, 0,
                   "a quote in the name of a mailbox: the wizard cannot migrate such names");
  if (!(pab ? lists_ : mail_).insert(mailbox).second)
    findings_.note(file, section.line, 0,
                   pab ? "a second PAB section of this mailbox, where one was expected"
                       : "a second MAILMESSAGE section of this mailbox");
  if (pab && !mail_.contains(mailbox)) no_mail_[mailbox] = {file, section.address, section.line};
  if (!addresses_.contains(mailbox))
    unknown_.try_emplace(mailbox, Pending{file, section.address, section.line});
}

void AccountCheck::directory_header(const std::string& file, const Section& section) {
  for (const auto* column : {"Common-Name", "Secondary-Proxy-Addresses"})
    if (!has_column(section, column))
      findings_.note(file, section.line + 1, 8149,
                     std::string("no column ") + column + ": " +
                         (column == std::string_view("Common-Name")
                              ? "the wizard's directory import needs it"
                              : "mail cannot find the mailboxes that are made from these rows"),
                     column == std::string_view("Common-Name") ? "" : "Q182665");
}

void AccountCheck::directory_row(const std::string& file, const Section& section, const Row& row,
                                 const base::CodePage& page) {
  any_row_ = true;
  const auto value = [&](std::string_view column) { return value_of(section, row, column, page); };
  const std::string kind = base::lower(value("Obj-Class"));
  if (kind != "mailbox" && kind != "remote" && kind != "dl")
    findings_.note(
        file, row.line, 8149,
        "Obj-Class " + shown(value("Obj-Class")) + ", mailbox, remote or dl was expected");
  if (has_column(section, "Common-Name")) check_common_name(file, row, value("Common-Name"));
  if (has_column(section, "Secondary-Proxy-Addresses") && kind != "dl")
    check_proxies(file, row, value("Secondary-Proxy-Addresses"));
  if (kind == "mailbox" && has_column(section, "Home-Server") && value("Home-Server").empty())
    findings_.note(file, row.line, 0, "a mailbox without Home-Server: ~Server was expected");
  if (std::ranges::any_of(row.fields, is_bare_pointer))
    findings_.note(file, row.line, 0,
                   "a pointer, which a DIRECTORY row cannot have: taken as it stands");
  names_.insert(key(value("Display-Name")));
  names_.insert(key(value("Common-Name")));
}

void AccountCheck::check_common_name(const std::string& file, const Row& row,
                                     const std::string& name) {
  if (name.empty())
    return findings_.note(file, row.line, 8149, "Common-Name is empty, which it must not be");
  if (!base::is_ascii(name))
    findings_.note(file, row.line, 0, "Common-Name " + shown(name) + ": 7-bit was expected");
  if (name.size() > kLongestCommonName)
    findings_.note(file, row.line, 0,
                   "Common-Name " + shown(name) + " has more than " +
                       std::to_string(kLongestCommonName) +
                       " characters: no NT account can be called so");
  if (!common_names_.insert(key(name)).second)
    findings_.note(file, row.line, 8149,
                   "Common-Name " + shown(name) +
                       " stands in a row before: the wizard makes one mailbox of the two, and "
                       "logs an error for the other");
}

void AccountCheck::check_proxies(const std::string& file, const Row& row,
                                 const std::string& proxies) {
  bool found = false;
  for (std::size_t from = 0; from <= proxies.size();) {
    const std::size_t to = std::min(proxies.find('%', from), proxies.size());
    const std::string one = proxies.substr(from, to - from);
    from = to + 1;
    if (one.empty()) continue;
    found = found || base::starts_with_fold(one, kMigrate);
    const Key address = key(plain_address(one));
    if (!addresses_.insert(address).second)
      findings_.note(file, row.line, 8149,
                     "the address " + shown(one) + " stands in a row before: it is not unique",
                     "Q200564");
    if (unknown_.erase(address) > 0)
      findings_.note(file, row.line, 8074,
                     "the sections of " + shown(one) +
                         " stand before this row: to the wizard, the mailbox does not exist yet",
                     "Q256199");
    const Address who = parse_source_address(one);
    names_.insert(key(who.name));
    post_offices_.insert(key(who.post_office));
  }
  if (!found)
    findings_.note(file, row.line, 0,
                   "no address that begins MIGRATE: in Secondary-Proxy-Addresses: the wizard "
                   "cannot find this mailbox again",
                   "Q182665");
}

void AccountCheck::list_row(const std::string& file, const Row& row, const PersonalList& list,
                            bool is_entry, const base::CodePage& page) {
  const auto field = [&](std::size_t i) {
    return i < row.fields.size() ? page.decode(row.fields[i].text).text : std::string();
  };
  if (is_entry) {
    people_.insert(key(field(1)));
    const std::string address = field(2);
    const bool pointer = row.fields.size() > 2 && is_bare_pointer(row.fields[2]);
    const auto colon = address.find(':');
    if (!address.empty() && !pointer &&
        (colon == std::string::npos || colon == 0 || address.find('@') < colon))
      findings_.note(file, row.line, 0,
                     "Email-Address " + shown(address) +
                         " has no type, such as SMTP:, which one extractor left out",
                     "Q152922");
    return;
  }
  for (std::size_t i = 3; i < kNoteColumn; ++i)
    if (!field(i).empty())
      findings_.note(file, row.line, 0,
                     std::string(kPabColumns[i]) +
                         " is filled in a dl row, which has only "
                         "Obj-class, Display-Name, Email-Address and "
                         "Note");
  for (const Address& member : list.members) check_member(file, row, member);
}

// Only what a set with directory rows ought to know.
void AccountCheck::check_member(const std::string& file, const Row& row, const Address& member) {
  if (!any_row_ || !member.address.empty() ||
      (!member.post_office.empty() && !post_offices_.contains(key(member.post_office))) ||
      names_.contains(key(member.name)) || people_.contains(key(member.name)))
    return;
  findings_.note(file, row.line, 0,
                 "member " + shown(to_string(member)) +
                     " is neither in the directory rows before nor in this address book: it stays "
                     "a name");
}

std::vector<AccountCheck::Pending> AccountCheck::in_order(
    const std::unordered_map<Key, Pending>& some) {
  std::vector<Pending> out;
  for (const auto& one : some) out.push_back(one.second);
  std::ranges::sort(out, [](const Pending& a, const Pending& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  return out;
}

void AccountCheck::finish() {
  if (any_row_)
    for (const Pending& one : in_order(unknown_))
      findings_.note(one.file, one.line, 8074,
                     "no DIRECTORY row has the address " + shown(one.address) +
                         ": the wizard imports this only into a mailbox that exists",
                     "Q256199");
  for (const Pending& one : in_order(no_mail_))
    findings_.note(one.file, one.line, 0,
                   shown(one.address) +
                       " has no MAILMESSAGE section: the wizard does not turn a custom recipient "
                       "into a mailbox without one",
                   "Q194218");
}

}  // namespace migrator::migration
