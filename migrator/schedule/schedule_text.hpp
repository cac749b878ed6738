#pragma once
// Schedule+ text, the content of a Schedule block ("NQUILL.SC2"): one header line, then objects of
// properties, which may hold objects (SDK appendxa_78pt). Read as a stream of events, in bounded
// memory, so that a calendar of any size can be looked at or converted.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/blob.hpp"
#include "base/lines.hpp"
#include "migrator/message/message.hpp"

namespace migrator::schedule {

inline constexpr std::string_view kScheduleHeader = "SCHEDULE+2 EXPORT VERSION 103";
/// Objects in objects: an appointment holds exceptions, which may hold attendees. The rest is room.
inline constexpr int kMaxScheduleDepth = 16;
/// One value, its continued lines together. Notes of an appointment are typed by a person.
inline constexpr std::size_t kMaxScheduleValue = 1u << 20;
/// One line; samples have 80 bytes.
inline constexpr std::size_t kMaxScheduleLine = 1u << 20;

/// Where something stands in the text.
struct SchedulePlace {
  std::uint64_t line = 0;    // 1-based, of the text
  std::uint64_t offset = 0;  // byte, of the text
};

struct ScheduleBegin : SchedulePlace {
  std::string name;  // "SingleAppointments"
  int depth = 1;     // 1: not inside another object
};
struct ScheduleEnd : SchedulePlace {
  int depth = 1;  // of the object that ends
};
struct ScheduleProperty : SchedulePlace {
  std::string name;     // "Start"
  std::string value;    // in the code page of the set; quotes, escapes and continuations undone
  bool quoted = false;  // a string or binary data
};
/// A line that is none of these, inside an object or not: kept, as Q273356 prints one.
struct ScheduleStray : SchedulePlace {
  std::string text;
};
using ScheduleEvent =
    std::variant<std::monostate, ScheduleBegin, ScheduleEnd, ScheduleProperty, ScheduleStray>;

class ScheduleReader {
 public:
  explicit ScheduleReader(base::Blob text);

  /// The next event; monostate at the end. Errc::malformed, naming the line, when the header line
  /// is another, when braces do not match, or when a quote never closes; Errc::limit for a value or
  /// a depth beyond the limits above. After an error there is nothing more.
  base::Result<ScheduleEvent> next();

 private:
  struct Line : SchedulePlace {
    std::string text;  // without its end
  };
  base::Result<std::optional<Line>> line();
  base::Result<std::optional<Line>> content_line();
  base::Result<void> read_header();
  base::Result<ScheduleEvent> begin(const Line& line, std::string name);
  base::Result<ScheduleEvent> property(Line line, std::size_t colon);
  base::Result<void> continue_value(std::string& value, const SchedulePlace& from);
  base::Error wrong(std::uint64_t line, std::string what) const;

  base::Lines lines_;
  std::uint64_t at_ = 0, number_ = 1;  // of the next line
  std::optional<Line> held_;
  bool started_ = false;
  int depth_ = 0;
};

/// An object with all it holds; for converting one after the other.
struct ScheduleObject : SchedulePlace {
  std::string name;
  std::vector<ScheduleProperty> properties;
  std::vector<ScheduleObject> children;
  /// The first property of that name, compared without case; nullptr without one.
  const ScheduleProperty* find(std::string_view property) const;
};
/// The next object that is not inside another; nullopt at the end. Errors as of next(), and
/// Errc::limit for an object of more than 100,000 properties and objects. Stray lines are passed
/// over.
base::Result<std::optional<ScheduleObject>> read_schedule_object(ScheduleReader& reader);

/// What values mean. nullopt for anything else.
/// "01-18-1999 09:00", "3-5-1996 15:00" (samples have both); a date alone is midnight.
std::optional<LocalTime> parse_schedule_time(std::string_view text);
/// "09:00" as minutes after midnight.
std::optional<int> parse_schedule_clock(std::string_view text);
std::optional<bool> parse_schedule_bool(std::string_view text);  // T, F
std::optional<std::int64_t> parse_schedule_number(std::string_view text);
/// A priority as a person sees it: 16945 is "B1", 8243 "3", 16672 "A" (two ASCII bytes, the high
/// one first).
std::optional<std::string> parse_schedule_priority(std::string_view text);

/// Whether the value is of the type that the SDK's table gives its property; true for others.
bool is_schedule_value(const ScheduleProperty& property);

/// What an object of a known kind lacks or has wrong, each a sentence without its place: required
/// properties, dates, numbers and T/F that cannot be read. Empty for unknown kinds.
std::vector<std::string> schedule_faults(const ScheduleObject& object);
/// Whether the SDK's table (or a published sample) names this kind of object.
bool is_schedule_kind(std::string_view name);

}  // namespace migrator::schedule
