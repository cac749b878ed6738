#pragma once
// Tally: events as they come from a reader, counted by number and source.
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "checker/events/event_log.hpp"
#include "checker/events/times.hpp"

namespace checker::events {

inline constexpr std::size_t kMostDescription = 64 * 1024;  // bytes; Windows allows 32 K characters

/// One record of a log, borrowed.
struct LoggedEvent {
  std::uint32_t id = 0;          // as viewers show it
  std::string_view source;       // "": not said
  std::string_view time;         // as the log writes it
  std::string_view description;  // where codes are looked for, in its first kMostDescription bytes
};

class Tally {
 public:
  explicit Tally(const Wanted& wanted, bool utc = false) : wanted_(wanted), utc_(utc) {}
  const Wanted& wanted() const { return wanted_; }

  void take(const LoggedEvent& event);
  /// Counts one record of a source that is not wanted; for readers that see so themselves.
  void pass_over(std::string_view source);
  /// Whether a source is one to take; "" is.
  bool wants(std::string_view source) const;
  void look_for_codes(std::string_view text);
  /// What could not be read.
  void fault(std::string what);
  /// What else is odd; said once, however often it is met.
  void note(std::string what);
  /// The reading ended before the log did.
  void ended_early(std::string why);

  EventLog finish(std::string kind) &&;

 private:
  struct Kind {
    std::uint32_t id;
    std::string source;
    std::uint64_t times = 0;
    Period period;
  };
  Kind* kind_of(std::uint32_t id, const std::string& source);

  const Wanted& wanted_;
  bool utc_;
  EventLog log_;
  std::vector<Kind> kinds_;  // in the order in which they came
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> places_;
  std::set<std::uint32_t> codes_;
  std::size_t strange_codes_ = 0;  // that nobody knows
  std::uint64_t untold_ = 0;       // records of more kinds than are told apart
  bool day_first_ = false;         // some date of this log begins with a day
};

}  // namespace checker::events
