#pragma once
// Times as logs write them: shown as they stand, put in order as well as their
// order can be told.
#include <string>
#include <string_view>

#include "checker/symptoms/symptoms.hpp"

namespace checker::events {

/// Whether `text` begins with three numbers with '/', '.' or '-' between them: "6/1/1999",
/// "01.06.1999", "1999-06-01 12:00:05".
bool begins_with_date(std::string_view text);
/// "12:00:05 PM", "12:00".
bool is_time(std::string_view text);

/// A time that can be compared with others of the same log.
struct TimeKey {
  std::string month_first, day_first;  // "19990601120005" by either reading; "" when it is none
  bool shows_day_first = false;        // it can only be read so
};
TimeKey time_key(std::string_view shown);

/// The first and the last of some times.
class Period {
 public:
  void take(std::string_view shown, const TimeKey& key);
  symptoms::Moment first(bool day_first, bool utc) const {
    return moment(side(day_first).first, utc);
  }
  symptoms::Moment last(bool day_first, bool utc) const {
    return moment(side(day_first).last, utc);
  }

 private:
  struct At {
    std::string key, shown;
  };
  struct Side {
    At first, last;
  };
  static symptoms::Moment moment(const At& at, bool utc) { return {at.shown, at.key, utc}; }
  static void widen(Side& side, const std::string& key, std::string_view shown);
  const Side& side(bool day_first) const { return day_first ? by_day_ : by_month_; }
  Side by_month_, by_day_;
};

}  // namespace checker::events
