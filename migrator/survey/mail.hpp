#pragma once
// What a file of messages tells without delivering any: how many, of when, between whom.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "migrator/ccmail/message_file.hpp"
#include "migrator/survey/code_page.hpp"

namespace migrator::survey {

/// Which orders of day, month and year the written dates allow: a number above 12 is no month.
struct DateVotes {
  /// The order that most dates need; mdy, which /DATE/1 is thought to write (Q180641), without any.
  ccmail::DateOrder winner() const;

  std::uint64_t mdy = 0, dmy = 0, ymd = 0;  // dates that only this order can read
  std::uint64_t either = 0;                 // that say nothing
  void add(std::string_view written);
  void add(const DateVotes& other);
};

/// Somebody who is named in messages, under the spelling met first.
struct Party {
  std::string name;                              // as decoded with page 850
  std::uint64_t messages = 0;                    // that name him
  std::map<std::string, std::uint64_t> offices;  // " at HARBOR", as often
};

/// By name in lower case. Names beyond kMostNames are not told apart: no file of one person has so
/// many, and no hostile file may fill the memory.
using Parties = std::map<std::string, Party>;
inline constexpr std::size_t kMostNames = 20'000;

struct MailFacts {
  std::uint64_t messages = 0, damaged = 0;
  std::uint64_t odd = 0;    // messages with warnings, other than of a date in another order
  std::uint64_t sized = 0;  // messages written with /ITEMSIZE
  struct Period {
    std::optional<LocalTime> first, last;
  };
  std::array<Period, 3> periods;  // as the dates read in each order, mdy, dmy and ymd
  const Period& period(ccmail::DateOrder order) const {
    return periods[static_cast<std::size_t>(order)];
  }
  std::set<std::string> folders;  // without the Inbox; at most kMostFolders
  Parties recipients, senders;
  DateVotes dates;
  Sample sample;
  std::string trouble;  // what ended the reading before the end of the file
};
inline constexpr std::size_t kMostFolders = 1000;
/// Of the names in a file those that most messages have are kept: one of them is its owner.
inline constexpr std::size_t kKeptNames = 64;

/// Reads the whole file, one message at a time.
MailFacts study_mail(std::shared_ptr<const base::RandomAccess> file, const std::string& name,
                     const ccmail::Rules& rules);

}  // namespace migrator::survey
