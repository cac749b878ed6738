#pragma once
// Tally: events as they come from a reader, counted by number and source.
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "checker/events/event_log.hpp"
#include "checker/events/times.hpp"

namespace checker::events {

/// One record of a log, borrowed.
struct LoggedEvent {
  std::uint32_t id = 0;          // as viewers show it
  std::string_view source;       // "": not said
  std::string_view time;         // as the log writes it
  std::string_view description;  // where codes are looked for
};

class Tally {
 public:
  explicit Tally(const Wanted& wanted) : wanted_(wanted) {}
  const Wanted& wanted() const { return wanted_; }

  void take(const LoggedEvent& event);
  /// Counts one record of a source that is not wanted; for readers that see so themselves.
  void pass_over(std::string_view source);
  /// Whether a source is one to take; "" is.
  bool wants(std::string_view source) const;
  void look_for_codes(std::string_view text);
  void add_code(std::uint32_t code);
  void fault(std::string what);
  void note(std::string what);

  EventLog finish(std::string kind) &&;

 private:
  struct Kind {
    std::uint32_t id;
    std::string source;
    std::uint64_t times = 0;
    Period period;
  };
  const Wanted& wanted_;
  EventLog log_;
  std::vector<Kind> kinds_;  // in the order in which they came
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> places_;
  std::set<std::uint32_t> codes_;
  std::uint64_t untold_ = 0;  // records of more kinds than are told apart
  bool day_first_ = false;    // some date of this log begins with a day
};

}  // namespace checker::events
