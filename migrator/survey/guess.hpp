#pragma once
// What the leftovers as a whole tell about the post office: each guess with its reason.
#include <string>

#include "migrator/survey/survey.hpp"

namespace migrator::survey {

struct Guess {
  std::string value;  // "" when nothing tells
  std::string why;    // "" when there is nothing to say
};

/// DB6 has CLANDATA and MLANDATA; a CCPOMBOX is of DB8 (Q170011; the assignment is inferred).
Guess guess_database(const Survey& survey);
/// From the banner in a console log (Q282172).
Guess guess_export_version(const Survey& survey);
/// The order that most dates need; "mdy" when none tells.
Guess guess_date_order(const DateVotes& votes);
/// The directory with most local users; an .imp was to be imported, and is none of it.
const FileRecord* guess_directory(const Survey& survey);

/// Counts which post office names are at.
class OfficeVotes {
 public:
  /// Those of an owner of a mailbox count more than all others together.
  void add(const MailFacts& mail, const std::string& owner);
  Guess winner(const std::filesystem::path& folder) const;

 private:
  std::map<std::string, std::uint64_t> own_, any_;
};

/// Whether the path of a file can stand in set.json.
bool can_be_named(const std::string& path);
/// Whether the text has characters that no name may have.
bool has_control(std::string_view text);

}  // namespace migrator::survey
