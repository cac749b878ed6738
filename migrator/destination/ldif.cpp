#include "migrator/destination/ldif.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "migrator/destination/book_names.hpp"
#include "migrator/destination/ldif_details.hpp"
#include "migrator/destination/vcard.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/encode.hpp"

namespace migrator::destination {
namespace {

constexpr std::size_t kLine = 76;  // RFC 2849 note 2 leaves it open; OpenLDAP's tools fold here

// SAFE-STRING, less the control characters that it allows.
bool is_safe(std::string_view value) {
  if (value.starts_with(' ') || value.starts_with(':') || value.starts_with('<')) return false;
  return !value.ends_with(' ') &&
         std::ranges::all_of(value, [](char c) { return c >= ' ' && c < 0x7F; });
}

std::string classes(std::initializer_list<std::string_view> names) {
  std::string out;
  for (const auto name : names) out += ldif_line("objectClass", name);
  return out;
}

std::string container(std::string_view name, const std::string& suffix) {
  return ldif_line("dn", rdn("ou", name) + "," + suffix) + classes({"top", "organizationalUnit"}) +
         ldif_line("ou", name) + "\n";
}

// Of "urn:uuid:…".
std::string uuid_of(std::string_view uid) { return std::string(uid.substr(uid.rfind(':') + 1)); }
std::string uuid_of(const LdifName& name) { return uuid_of(name.uid); }

std::string begin(std::initializer_list<std::string_view> class_names, const LdifName& name) {
  return ldif_line("dn", name.dn) + classes(class_names) + ldif_line("uid", uuid_of(name));
}

std::string begin_person(const LdifName& name, const std::string& shown, const FullName& full) {
  const std::string cn = directory_name(shown), last = directory_name(full.last);
  const std::string given = directory_name(full.first + " " + full.middle);
  return begin({"top", "person", "organizationalPerson", "inetOrgPerson"}, name) +
         ldif_line("cn", cn.empty() ? uuid_of(name) : cn) +
         // A person has to have a surname (RFC 4519 §3.12).
         ldif_line("sn", !last.empty() ? last
                         : !cn.empty() ? cn
                                       : uuid_of(name)) +
         ldif_line("givenName", given);
}

std::string shown_name(const mime::Mailbox& mailbox) {
  return mailbox.name.empty() ? mailbox.address : mailbox.name;
}

}  // namespace

std::string ldif_line(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  std::string line(name);
  if (is_safe(value)) {
    line.append(": ").append(value);
  } else {
    line += ":: ";
    mime::append_base64(line, value);
  }
  return folded_line(line);
}

std::string folded_line(std::string_view line) {
  std::string out(line.substr(0, kLine));
  for (std::size_t at = kLine; at < line.size(); at += kLine - 1)
    out.append("\n ").append(line.substr(at, kLine - 1));
  return out += '\n';
}

std::string rdn(std::string_view attribute, std::string_view value) {
  std::string out = std::string(attribute) + "=";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool special = std::string_view("\"+,;<>\\").find(value[i]) != std::string_view::npos;
    const bool first = i == 0 && (value[i] == '#' || value[i] == ' ');
    const bool last = i + 1 == value.size() && value[i] == ' ';
    if (special || first || last) out += '\\';
    out += value[i];
  }
  return out;
}

std::string ldif_rdn(std::string_view attribute, std::string_view name, std::string_view uid,
                     DirectoryNames& taken) {
  const std::string shown = directory_name(name);
  return taken.claim(shown) ? rdn(attribute, shown) : rdn("uid", uuid_of(uid));
}

std::string ldif_suffix(std::string_view domain) {
  std::string out;
  for (std::size_t from = 0; from <= domain.size();) {
    const auto to = std::min(domain.find('.', from), domain.size());
    const auto label = domain.substr(from, to - from);
    if (!label.empty()) out.append(out.empty() ? "" : ",").append(rdn("dc", label));
    from = to + 1;
  }
  return out;
}

std::string ldif_frame(const mime::Options& options) {
  const std::string suffix = ldif_suffix(options.domain);
  const std::string office = directory_name(options.post_office);
  const auto label = options.domain.substr(0, options.domain.find('.'));
  std::string out = ldif_line("dn", suffix) + classes({"top", "dcObject", "organization"}) +
                    ldif_line("dc", label) +
                    ldif_line("o", office.empty() ? options.domain : office) + "\n";
  for (const char* name : {"People", "Post Offices", "Lists"}) out += container(name, suffix);
  return out;
}

bool is_post_office(const DirectoryEntry& entry) { return base::equals_fold(entry.location, "p"); }

std::string ldif_entry(const DirectoryEntry& entry, const LdifName& name,
                       const mime::Options& options) {
  std::string out;
  if (is_post_office(entry)) {
    const std::string ou = directory_name(entry.name);
    out = begin({"top", "organizationalUnit", "uidObject"}, name) +
          ldif_line("ou", ou.empty() ? uuid_of(name) : ou);
  } else {
    const auto mailbox =
        mime::to_mailbox(address_of(entry, options.post_office), options, options.post_office);
    out =
        begin_person(name, entry.name, full_name(entry.name)) + ldif_line("mail", mailbox.address);
  }
  out += ldif_line("description", description_text(entry.comments));
  const std::string location = directory_name(entry.location);
  if (!location.empty()) out += ldif_line("businessCategory", "cc:Mail location " + location);
  return out + ldif_line("physicalDeliveryOfficeName", directory_name(entry.address)) + "\n";
}

std::string ldif_mailbox(std::string_view mailbox, const LdifName& name) {
  const std::string ou = directory_name(mailbox);
  return begin({"top", "organizationalUnit", "uidObject"}, name) +
         ldif_line("ou", ou.empty() ? uuid_of(name) : ou) + "\n";
}

std::string ldif_member(const Address& member, const LdifName& name, const mime::Options& options) {
  const auto mailbox = mime::to_mailbox(member, options, options.post_office);
  const std::string shown = shown_name(mailbox);
  return begin_person(name, shown, full_name(shown)) + ldif_line("mail", mailbox.address) +
         ldif_line("physicalDeliveryOfficeName", directory_name(member.post_office)) + "\n";
}

std::string ldif_person(const Address& person, const Details& details, const LdifName& name,
                        const mime::Options& options) {
  const auto mailbox = mime::to_mailbox(person, options, options.post_office);
  const std::string shown = shown_name(mailbox);
  std::string out = begin_person(name, shown, full_name(details, shown));
  if (has_mail(person, options)) out += ldif_line("mail", mailbox.address);
  out += ldif_line("physicalDeliveryOfficeName", directory_name(person.post_office));
  return out + ldif_details(person, details) + "\n";
}

std::string ldif_list(const PersonalList& list, const LdifName& name,
                      const std::vector<std::string>& members) {
  const std::string cn = directory_name(list.name);
  std::string out = begin({"top", "groupOfNames", "uidObject"}, name) +
                    ldif_line("cn", cn.empty() ? uuid_of(name) : cn) +
                    ldif_line("description", description_text(list.note));
  for (const std::string& member : members) out += ldif_line("member", member);
  return out + (members.empty() ? "member:\n\n" : "\n");
}

}  // namespace migrator::destination
