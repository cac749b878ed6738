#pragma once
// Whose a file of messages is.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "migrator/survey/survey.hpp"

namespace migrator::survey {

struct Owner {
  Account account;        // its name as decoded with page 850, or that of the file
  bool named_after_file;  // nobody was found: the name is only a label
  std::string why;
};

/// Who is meant by the name of a file (or folder): "quill-2.exp", "QUILLN.CCM" and "noraquill.txt"
/// are "Quill, Nora".
class Nicknames {
 public:
  explicit Nicknames(const std::vector<std::string>& names);
  /// "" when none or several could be meant.
  std::string who(std::string_view path) const;

 private:
  std::multimap<std::string, std::string> names_;
};

/// What the other files tell about names.
struct Names {
  std::set<std::string> locals;  // of the directory, in lower case: whose mailboxes were here
  Nicknames nicknames{{}};       // of the same
  struct Logged {
    std::string folder;  // that the console log lies in, with its '/'
    std::string box;     // whose file it is
  };
  std::multimap<std::string, Logged> logged;  // of console logs, by the file in lower case
};
Names names_of(const Survey& survey);

/// A console log decides, one in the folder of the file before others, unless logs contradict one
/// another; then the board or the person whom more than half of the messages go to,
/// of the directory's local users if there is one; then the name of the file; then who wrote all of
/// them. Otherwise the mailbox is called as the file.
Owner owner_of(const FileRecord& file, const Names& names);

}  // namespace migrator::survey
