#pragma once
// The mailboxes and boards of a draft, while files are handed out to them.
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/message/message.hpp"

namespace migrator::survey {

struct Box {
  Account account;
  std::vector<std::string> messages;
  std::string private_directory;
};

/// Names do not differ by case alone (Q237588).
class Boxes {
 public:
  /// The box of this kind and name, made where there is none. Good as long as the Boxes are.
  Box& of(AccountKind kind, const std::string& name);
  bool has(AccountKind kind, const std::string& name) const;
  /// A name for a mailbox whose owner nobody knows: that of the file, or its whole path.
  std::string label(const std::string& path) const;
  bool empty() const { return boxes_.empty(); }
  const std::deque<Box>& all() const { return boxes_; }
  /// As set.json has them.
  base::Json json(AccountKind kind) const;

 private:
  std::deque<Box> boxes_;
  std::map<std::pair<AccountKind, std::string>, Box*> by_name_;
};

}  // namespace migrator::survey
