#pragma once
// The keywords of one control file with their values and lines, and the facts
// that follow from them.
#include <map>
#include <string>
#include <string_view>

#include "contract/control_keywords.hpp"

namespace contract {

class ControlValues {
 public:
  struct Line {
    int number;
    std::string value;  // UTF-8; other bytes are U+FFFD
  };

  explicit ControlValues(std::string name) : name_(std::move(name)) {}

  bool empty() const { return lines_.empty(); }
  /// The line of this keyword; `added` is false when there was one, which stays.
  std::pair<const Line*, bool> add(std::string_view keyword, Line line);

  const Line* find(std::string_view keyword) const;  // nullptr: absent
  bool has(std::string_view keyword) const { return find(keyword) != nullptr; }
  std::string word(std::string_view keyword, std::string_view fallback) const;
  bool flag(std::string_view keyword) const;  // absent flags are TRUE (Q198957)
  /// "job.txt:3 Function,FULL"; of an absent one "job.txt: no Function, so FULL".
  std::string cite(std::string_view keyword, std::string_view fallback = "") const;
  const std::string& name() const { return name_; }

  auto begin() const { return lines_.begin(); }
  auto end() const { return lines_.end(); }

 private:
  std::string name_;
  std::map<std::string, Line, std::less<>> lines_;
};

/// The facts of a control file of this mode; `function` is FULL, EXTRACT or IMPORT.
Facts facts_of_control(const ControlValues& values, const Mode& mode, std::string_view function);

}  // namespace contract
