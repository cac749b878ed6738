#pragma once
// What folders are called on a server.
#include <string>
#include <string_view>

namespace migrator::imap {

/// Modified UTF-7 (RFC 3501 §5.1.3) as UTF-8; what is none stays as it is.
std::string from_modified_utf7(std::string_view text);

/// "Suppliers\Rope" → "Suppliers/Rope" with the separator "/": as destination::named_levels, with
/// the separator and '.' percent-encoded in each level, so that the name can be read back. Without
/// a separator the server has no levels: '-' stands between ours. "" for the Inbox.
std::string folder_name(std::string_view folder, std::string_view separator);

/// What a folder of this name is for (RFC 6154), if it is one that every mail program has: "\Sent"
/// of "Sent", "Sent Items" and "Message Log" (cc:Mail's), "\Drafts", "\Trash" of "Trash" and
/// "Deleted Items". "" of any other.
std::string_view special_use(std::string_view folder);

}  // namespace migrator::imap
