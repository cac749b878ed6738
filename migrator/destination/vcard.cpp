#include "migrator/destination/vcard.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/address_map.hpp"

namespace migrator::destination {
namespace {

constexpr std::size_t kLine = 75;  // RFC 6350 §3.2, without the line end

std::string begin(std::string_view kind, const std::string& uid, std::string_view name) {
  std::string out = vcard_line("BEGIN", "VCARD") + vcard_line("VERSION", "4.0");
  if (!kind.empty()) out += vcard_line("KIND", kind);
  out += vcard_line("UID", uid);
  return out + vcard_line("FN", vcard_text(name));
}

std::string text_line(std::string_view name, std::string_view text) {
  return text.empty() ? std::string() : vcard_line(name, vcard_text(text));
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(' ', from), text.size());
    if (to > from) out.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

bool is_initial(std::string_view word) { return word.size() == 2 && word[1] == '.'; }

std::string structured(const FullName& name) {
  return vcard_text(name.last) + ";" + vcard_text(name.first) + ";" + vcard_text(name.middle) +
         ";;";
}

// Given names: what follows the first one, when it is an initial or `rest` says all is, is middle.
FullName with_given(std::string_view last, std::span<const std::string_view> given, bool rest) {
  const bool split = given.size() > 1 && (rest || is_initial(given.back()));
  const std::size_t first = !split ? given.size() : rest ? 1 : given.size() - 1;
  return {std::string(last), joined(given.first(first)), joined(given.subspan(first))};
}

// The properties (RFC 6350) of a PAB section's columns; several columns may share one.
struct Property {
  std::string_view column, name;
};
constexpr Property kProperties[] = {
    {"Title", "TITLE"},
    {"Assistant", "RELATED;TYPE=agent;VALUE=text"},
    {"Bus-Num", "TEL;TYPE=work"},
    {"Bus2-Num", "TEL;TYPE=work"},
    {"Fax-Num", "TEL;TYPE=fax"},
    {"Home-Num", "TEL;TYPE=home"},
    {"Home2-Num", "TEL;TYPE=home"},
    {"Mobile-Num", "TEL;TYPE=cell"},
    {"Pager-Num", "TEL;TYPE=pager"},
    {"Note", "NOTE"},
};
constexpr std::string_view kName[] = {"Last", "First"};
constexpr std::string_view kAddress[] = {"Address", "City", "State", "Zip", "Country"};
constexpr std::string_view kCompany[] = {"Company", "Department"};

std::string detail(const Details& details, std::string_view column) {
  for (const auto& [name, value] : details)
    if (name == column) return value;
  return {};
}

// The values of some columns, divided by semicolons; empty when none of them has one.
std::string components(const Details& details, std::span<const std::string_view> columns) {
  std::string out;
  bool any = false;
  for (std::string_view column : columns) {
    const std::string value = vcard_text(detail(details, column));
    any = any || !value.empty();
    out += (column == columns.front() ? "" : ";") + value;
  }
  return any ? out : std::string();
}

std::string x_name(std::string_view column) {
  std::string out = "X-PAB-";
  for (char c : base::lower(column)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : plain ? c : '-';
  }
  return out;
}

// The first value of each column that is part of a structured property stands there.
std::string detail_lines(const Details& details) {
  std::string out;
  if (const auto text = components(details, kAddress); !text.empty())
    out += vcard_line("ADR", ";;" + text);
  if (const auto text = components(details, kCompany); !text.empty())
    out += vcard_line("ORG", text);
  std::vector<std::string_view> used;
  for (const auto& [column, value] : details) {
    const auto stands = [&, &column = column](std::span<const std::string_view> columns) {
      return std::ranges::find(columns, column) != columns.end();
    };
    const bool structured_one = stands(kName) || stands(kAddress) || stands(kCompany);
    if (structured_one && std::ranges::find(used, column) == used.end()) {
      used.push_back(column);
      continue;
    }
    const auto known = std::ranges::find(kProperties, std::string_view(column), &Property::column);
    out += text_line(known != std::end(kProperties) ? std::string(known->name) : x_name(column),
                     value);
  }
  return out;
}

}  // namespace

std::string vcard_line(std::string_view name, std::string_view value) {
  std::string line = std::string(name) + ":" + std::string(value);
  std::string out;
  std::string_view rest = line;
  std::size_t room = kLine;
  while (rest.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(rest[cut]) & 0xC0) == 0x80) --cut;
    out += std::string(rest.substr(0, cut)) + "\r\n ";
    rest.remove_prefix(cut);
    room = kLine - 1;
  }
  return out + std::string(rest) + "\r\n";
}

std::string vcard_text(std::string_view text) {
  std::string out;
  const std::string clean = base::to_utf8(text);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    if (c == '\r' && i + 1 < clean.size() && clean[i + 1] == '\n') continue;
    if (c == '\n' || c == '\r') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += ' ';
    } else {
      if (c == '\\' || c == ',' || c == ';') out += '\\';
      out += c;
    }
  }
  return out;
}

FullName full_name(std::string_view name) {
  const auto comma = name.find(',');
  if (comma != std::string_view::npos)
    return with_given(base::trim(name.substr(0, comma)), words(name.substr(comma + 1)), true);
  const auto all = words(name);
  if (all.size() < 2) return {std::string(base::trim(name)), "", ""};
  return with_given(all.back(), std::span(all).first(all.size() - 1), false);
}

FullName full_name(const Details& details, std::string_view name) {
  const FullName known{detail(details, "Last"), detail(details, "First"), ""};
  return known.last.empty() && known.first.empty() ? full_name(name) : known;
}

std::string vcard_name(std::string_view name) { return structured(full_name(name)); }

bool has_mail(const Address& person, const mime::Options& options) {
  if (!person.address.empty() || !person.post_office.empty()) return true;
  return mime::internet_mailbox(person.name).has_value() ||
         (options.addresses && options.addresses->find(person.name, options.post_office));
}

std::string uuid_urn(std::string_view key) {
  std::string hex = base::sha256(key).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[hex[16] % 4];
  return "urn:uuid:" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

Address address_of(const DirectoryEntry& entry, const std::string& post_office) {
  const auto line = base::trim(entry.address);
  if (line.empty()) return {entry.name, post_office, ""};
  const auto blank = std::min(line.find(' '), line.size());
  auto there = base::trim(line.substr(blank));
  // "QBC_PO2 networking-group@x.example at Internet-Mail": the gateway is not part of the address.
  const std::string inner = parse_ccmail_address(there).name;
  for (const std::string_view text : {there, std::string_view(inner)}) {
    if (const auto mailbox = mime::internet_mailbox(text))
      return {entry.name, "", "SMTP:" + mailbox->address};
  }
  // An alias (ccmail.md §3) has somebody's name there, of this post office.
  if (base::equals_fold(entry.location, "a")) return {std::string(line), post_office, ""};
  const std::string where(line.substr(0, blank));
  return {there.empty() ? entry.name : std::string(there), where, ""};
}

std::string entry_card(const DirectoryEntry& entry, const std::string& uid,
                       const mime::Options& options) {
  const bool office = base::equals_fold(entry.location, "p");
  std::string out = begin(office ? "org" : "", uid, entry.name);
  if (office) {
    out += text_line("ORG", entry.name);
  } else {
    const auto mailbox =
        mime::to_mailbox(address_of(entry, options.post_office), options, options.post_office);
    out += vcard_line("N", vcard_name(entry.name)) + text_line("EMAIL", mailbox.address);
  }
  out += text_line("NOTE", entry.comments);
  out += text_line("X-CCMAIL-LOCATION", entry.location);
  out += text_line("X-CCMAIL-ADDRESS", entry.address);
  return out + vcard_line("END", "VCARD");
}

std::string member_card(const Address& member, const std::string& uid,
                        const mime::Options& options) {
  const auto mailbox = mime::to_mailbox(member, options, options.post_office);
  const std::string& name = mailbox.name.empty() ? mailbox.address : mailbox.name;
  std::string out = begin("", uid, name) + vcard_line("N", vcard_name(name));
  out += text_line("EMAIL", mailbox.address);
  out += text_line("X-CCMAIL-POST-OFFICE", member.post_office);
  return out + vcard_line("END", "VCARD");
}

std::string person_card(const Address& person, const Details& details, const std::string& uid,
                        const mime::Options& options) {
  const auto mailbox = mime::to_mailbox(person, options, options.post_office);
  const std::string& name = mailbox.name.empty() ? mailbox.address : mailbox.name;
  std::string out = begin("", uid, name) + vcard_line("N", structured(full_name(details, name)));
  if (has_mail(person, options)) out += text_line("EMAIL", mailbox.address);
  out += text_line("X-CCMAIL-POST-OFFICE", person.post_office);
  if (!base::starts_with_fold(person.address, "SMTP:"))
    out += text_line("X-CCMAIL-ADDRESS", person.address);
  return out + detail_lines(details) + vcard_line("END", "VCARD");
}

std::string list_card(const PersonalList& list, const std::string& uid,
                      const std::vector<std::string>& member_uids) {
  std::string out = begin("group", uid, list.name) + text_line("NOTE", list.note);
  for (const std::string& member : member_uids) out += vcard_line("MEMBER", member);
  return out + vcard_line("END", "VCARD");
}

}  // namespace migrator::destination
