#pragma once
// How addresses stand in migration files (migration-files.md §1.8): display names in message rows,
// TYPE:address in list members and section titles.
#include <optional>
#include <string>
#include <string_view>

#include "migrator/message/message.hpp"

namespace migrator::migration {

/// "Reed, Tom"; with what must not be lost in brackets: "Ines Vaz[SMTP:ivaz@rope.example]",
/// "Reed, Tom[CCMAIL:Reed, Tom at DOCK]". Somebody of the set's own post office is a name only:
/// brackets are for people who are not in the address list (MG55:xmgab003).
std::string to_display(const Address& address, std::string_view home);
Address parse_display(std::string_view text);

/// A member of a personal list: "CCMAIL:Reed, Tom at HARBOR", "SMTP:…", or a plain name.
std::string to_member(const Address& address);
/// USER:name is the format's "address unknown" (SDK appendxa_9kab): a name.
Address parse_member(std::string_view text);

/// "CCMAIL:Quill, Nora at HARBOR", the source address of section titles and directory rows.
std::string to_source_address(std::string_view name, std::string_view post_office);
/// Without MIGRATE:, which is optional; of other types than CCMAIL the whole is the name.
Address parse_source_address(std::string_view text);

/// "Lotus cc:Mail Bulletin Boards (HARBOR)\Garden" (Q157631), without what would make subfolders.
std::string to_board_folder(std::string_view board, std::string_view post_office);
/// The board of a Folder column: without that prefix if it is there, else the whole path.
std::string parse_board_folder(std::string_view folder);

}  // namespace migrator::migration
