#pragma once
// What is migrated, whatever it came from and wherever it goes. All text is
// UTF-8 except the content of parts, which stays as stored, with its code page.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace migrator {

/// "Quill, Nora at HARBOR": a name, and where it lives. `post_office` is empty when the source did
/// not say. `address` is a full address of another kind, "SMTP:ivaz@rope.example", when there is
/// one.
struct Address {
  std::string name;
  std::string post_office;
  std::string address;
  bool operator==(const Address&) const = default;
};

/// Wall-clock time of the source, without a zone (cc:Mail and migration files carry none).
struct LocalTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  bool operator==(const LocalTime&) const = default;
};
/// nullopt for a date that no calendar has, such as 31 February (Q233325).
std::optional<LocalTime> make_time(int year, int month, int day, int hour, int minute, int second);
/// "YYYYMMDDhhmmss", the form of migration files (SDK appendxa_48xf); nullopt for anything else.
std::optional<LocalTime> parse_time14(std::string_view digits);
std::string to_time14(const LocalTime& time);

enum class Priority { low = -1, normal = 0, high = 1 };

/// Where an item stands in its source: for messages to people, the ledger, and recovery.
struct Place {
  std::string file;          // as given in the source, '/'-separated
  std::uint64_t offset = 0;  // of its first byte
  std::uint64_t length = 0;  // bytes; 0 when not known
};

/// A piece of a message. The first text of a message is its body.
struct Part {
  /// schedule: Schedule+ data (.SC2); document: a free document of a public folder. Only sets of
  /// migration files have these two (SDK appendxa_78pt, appendxa_6s4z).
  enum class Kind { text, file, schedule, document };
  enum class Format { plain, macbinary };
  Kind kind = Kind::text;
  Format format = Format::plain;
  std::string name;    // of a text item its title, of a file its file name; may be empty
  base::Blob content;  // as stored: text in the code page of the set, files raw
};

struct Message {
  std::string folder;  // "" is the Inbox; levels separated by '\', as in migration files
  std::optional<Address> sender;
  std::vector<Address> to, cc, bcc;
  std::string subject;
  std::optional<LocalTime> sent, received;
  Priority priority = Priority::normal;
  bool unread = false;
  bool unsent = false;
  bool receipt_requested = false;
  /// Header lines of the source that have no place above, in order: ("RRT", "…"). Kept as X-
  /// fields.
  std::vector<std::pair<std::string, std::string>> extra;
  std::vector<Part> parts;
};

/// An item that could not be read: where, why, and its bytes.
struct Damage {
  std::string reason;   // one of the closed list in ledger.hpp: "truncated", "not-a-message", …
  std::string message;  // for people: names file, offset and what was expected
};

/// One item of a mailbox or board as it was read: a message or a damage, never both.
struct Item {
  std::uint64_t sequence = 0;  // 1, 2, … within its mailbox or board, in source order; kept by sets
  Place place;
  std::optional<Message> message;
  std::optional<Damage> damage;
  std::vector<std::string>
      warnings;  // read, but odd: each names file, offset and what was expected
};

/// What an address book knows of a person beside the address: ("Home-Num", "555-0142"), by the
/// names of the columns of a PAB section (SDK appendxa_9kab).
using Details = std::vector<std::pair<std::string, std::string>>;

/// What a personal address book is called: PRIVDIR.INI and PAB sections have no name for it.
inline constexpr std::string_view kAddressBookName = "Personal Address Book";

struct PersonalList {
  std::string name;
  std::vector<Address> members;
  std::string note;
  Place place;
  /// The mailbox's personal address book: its members are the people in it (PRIVDIR.INI, `entry`
  /// rows of a PAB section). At most one for a mailbox, after its lists, and never without people.
  bool address_book = false;
  std::vector<Details> details = {};  // of an address book: one for each member, or none at all
  std::vector<std::string> warnings = {};  // read, but odd: as of an Item
  std::optional<Damage> damage = {};       // could not be read: only `place` says more
};

/// An entry of the post office's directory (cc:Mail: Name, Locn, Addr, Cmts).
struct DirectoryEntry {
  std::string name;
  std::string location;  // "L", "l", "R", "r", "A", "a", "P", "p" (ccmail.md §3)
  std::string address;   // the Addr line: post office or gateway, then the address there
  std::string comments;
  Place place;
};

enum class AccountKind { mailbox, board };

/// A mailbox or a board: what a source offers and a destination receives.
struct Account {
  AccountKind kind = AccountKind::mailbox;
  std::string name;
  bool operator==(const Account&) const = default;
};

/// The items of one account, in order.
class ItemSource {
 public:
  virtual ~ItemSource() = default;
  /// nullopt at the end. A damaged item is an Item with `damage`; an Error ends the run.
  virtual base::Result<std::optional<Item>> next() = 0;
};

/// Something of an account that stands in the source and is not read, or that is gone from it: it
/// is said, never passed over.
struct Unread {
  Account account;
  std::string what;  // a sentence that names the file
};

/// What a whole post office, or a set of migration files, has to give.
struct Catalogue {
  std::string post_office;
  unsigned code_page = 850;       // of all text in it
  std::string time_zone = "UTC";  // IANA name; the zone of every LocalTime in it
  std::vector<Account> accounts;  // mailboxes first, then boards, each in source order
  std::vector<Unread> unread = {};
};

class Source {
 public:
  virtual ~Source() = default;
  virtual const Catalogue& catalogue() const = 0;
  virtual base::Result<std::unique_ptr<ItemSource>> open(const Account& account) = 0;
  /// The personal lists of a mailbox, in source order, what of them could not be read, and its
  /// address book last. (Bounded: 201 lists of 200, ccmail.md §6.1.)
  virtual base::Result<std::vector<PersonalList>> lists(const Account& mailbox) = 0;
  /// Calls `take` for every directory entry; an entry that cannot be read comes as a Damage.
  virtual base::Result<void> directory(
      const std::function<base::Result<void>(const DirectoryEntry&)>& take,
      const std::function<base::Result<void>(const Place&, const Damage&)>& damaged) = 0;
};

/// The address as people write it: "Quill, Nora at HARBOR".
std::string to_string(const Address& address);
/// Splits at the last " at " (any case; ccmail.md §2.5).
Address parse_ccmail_address(std::string_view text);

}  // namespace migrator
