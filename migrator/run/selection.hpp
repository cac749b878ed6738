#pragma once
// What of a source the operator chose: read and counted all the same, and what is not chosen is
// filtered, with the reason.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "migrator/ledger/words.hpp"
#include "migrator/message/message.hpp"

namespace migrator::run {

struct Selection {
  /// nullopt: all. Names as the source has them, without regard to case (Q237588).
  std::optional<std::set<std::string>> mailboxes, boards;
  /// Folders of mailboxes, levels separated by '\', each with what is in it; empty: all. "Inbox" is
  /// the Inbox, and '/' will do for '\'. Boards have none to choose from.
  std::set<std::string> folders;
  /// By the wall clock of the source, both included; a message without a date passes (Q198957).
  std::optional<LocalTime> since, until;
  /// Whether the dates hold for boards, too. EmailStart and EmailEnd of a control file are of
  /// Email, which is the mail of mailboxes; boards are Public (Q198957).
  bool dates_of_boards = true;
  /// Where a name was said, for errors: "users.txt line 3". A name that is not here was said on the
  /// command line.
  std::map<std::string, std::string> said;

  bool everything() const;
  bool chosen(const Account& account) const;
  /// Why an item of a chosen account is filtered; nullopt: it is not. An item that could not be
  /// read is not: nobody knows its folder or its date.
  std::optional<ledger::Reason> filtered(const Account& account, const Item& item) const;
  /// "mailboxes 'Quill, Nora', 'Ames, Ida'; since 1998-06-02 00:00:00"; empty for everything. Part
  /// of what a ledger is bound to: the case of a folder's name makes no difference.
  std::string words() const;
};

/// Whether a folder of a mailbox ("": the Inbox) is the one of this name, or in it.
bool is_folder_of(std::string_view folder, const std::string& name);

/// The selection with its names as the source spells them, so that words() is the same however they
/// were typed. Errc::usage, with "did you mean", for a name that the source does not have, and when
/// `since` is later than `until`.
base::Result<Selection> settled(Selection selection, const Catalogue& catalogue);

/// "1998-06-02", or the 14 digits of control files. A day alone is its first second, with `ends`
/// its last. nullopt for anything else, and for what no calendar has.
std::optional<LocalTime> parse_moment(std::string_view text, bool ends);

}  // namespace migrator::run
