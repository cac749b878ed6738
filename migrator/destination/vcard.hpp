#pragma once
// vCard 4.0 (RFC 6350): lines, and the cards of directory entries, members and lists.
#include <string>
#include <string_view>
#include <vector>

#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// One property line: folded at 75 bytes between characters, ended by CR LF. `value` is escaped
/// already and holds no line end.
std::string vcard_line(std::string_view name, std::string_view value);

/// A text value: '\', ',' and ';' escaped, line ends as \n, other control characters as blanks.
std::string vcard_text(std::string_view text);

struct FullName {
  std::string last, first, middle;
};
/// By cc:Mail's habits (ccmail.md §3): "Last, First Middle", or the last word as surname with a
/// middle initial before it.
FullName full_name(std::string_view name);
/// What an address book says, else by the name.
FullName full_name(const Details& details, std::string_view name);
/// The structured name: "Quill;Nora;;;".
std::string vcard_name(std::string_view name);

/// False for somebody of whom only a name is known: an invented address would only bounce.
bool has_mail(const Address& person, const mime::Options& options);

/// "urn:uuid:…", made from a digest of `key` (version 8 of RFC 9562), the same every time.
std::string uuid_urn(std::string_view key);

/// The address of a directory entry: what the Addr line says, else its name here. The Addr line of
/// an alias (location A) is the name of the entry here that it stands for.
Address address_of(const DirectoryEntry& entry, const std::string& post_office);

std::string entry_card(const DirectoryEntry& entry, const std::string& uid,
                       const mime::Options& options);
/// A member that no directory entry stands for.
std::string member_card(const Address& member, const std::string& uid,
                        const mime::Options& options);
/// Somebody of a personal address book, with what it knows of him or her: what vCard has no
/// property for stands under X-PAB- and the column's name.
std::string person_card(const Address& person, const Details& details, const std::string& uid,
                        const mime::Options& options);
std::string list_card(const PersonalList& list, const std::string& uid,
                      const std::vector<std::string>& member_uids);

}  // namespace migrator::destination
