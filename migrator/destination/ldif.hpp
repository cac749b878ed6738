#pragma once
// LDIF (RFC 2849): lines, and the records of directory entries, members and lists. The tree is
//   dc=harbor,dc=invalid            the domain
//   cn=Quill\, Nora,ou=People,…     inetOrgPerson (RFC 2798)
//   ou=CORK,ou=Post Offices,…       organizationalUnit
//   cn=Crew,ou=<mailbox>,ou=Lists,… groupOfNames, beside them members that the directory lacks
// Every record has the UID of its vCard as `uid`; docs/formats/ldif.md says more.
#include <string>
#include <string_view>
#include <vector>

#include "migrator/destination/book_names.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// One attribute, or nothing for an empty value: "name: value", or "name:: " and base64 where RFC
/// 2849 §4 asks for it. Folded at 76 bytes; ends in LF.
std::string ldif_line(std::string_view name, std::string_view value);

/// A whole line, encoded already, folded and ended in the same way.
std::string folded_line(std::string_view line);

/// "cn=Quill\, Nora" (RFC 4514 §2.4). `value` is a directory_name().
std::string rdn(std::string_view attribute, std::string_view value);

/// The RDN of a record: its name if `taken` has it free, else "uid=…".
std::string ldif_rdn(std::string_view attribute, std::string_view name, std::string_view uid,
                     DirectoryNames& taken);

/// "harbor.invalid" → "dc=harbor,dc=invalid".
std::string ldif_suffix(std::string_view domain);

/// How a record is called: by its name, or by its UID where the name would not do.
struct LdifName {
  std::string dn;
  std::string uid;  // "urn:uuid:…"
};

/// The root, and what entries and lists stand in.
std::string ldif_frame(const mime::Options& options);
bool is_post_office(const DirectoryEntry& entry);
std::string ldif_entry(const DirectoryEntry& entry, const LdifName& name,
                       const mime::Options& options);
/// What the lists of a mailbox stand in.
std::string ldif_mailbox(std::string_view mailbox, const LdifName& name);
/// A member that no directory entry stands for.
std::string ldif_member(const Address& member, const LdifName& name, const mime::Options& options);
/// Somebody of a personal address book: what inetOrgPerson has no attribute for is a line of the
/// description.
std::string ldif_person(const Address& person, const Details& details, const LdifName& name,
                        const mime::Options& options);
/// `members`: DNs. A group of nobody has the empty DN as its only member: groupOfNames asks for
/// one.
std::string ldif_list(const PersonalList& list, const LdifName& name,
                      const std::vector<std::string>& members);

}  // namespace migrator::destination
