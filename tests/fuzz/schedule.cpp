// Schedule+ text: events nest, come in order, and end; whatever is read becomes a calendar.
#include "migrator/schedule/icalendar.hpp"
#include "migrator/schedule/schedule_text.hpp"
#include "tests/fuzz/fuzz.hpp"

using fuzz::require;
using namespace migrator::schedule;

namespace {

void read_events(const std::string& text) {
  ScheduleReader reader(base::Blob::of(text));
  int depth = 0;
  for (;;) {
    const auto event = reader.next();
    if (!event) {
      require(event.error().code != base::Errc::io, "memory can be read");
      return;
    }
    if (std::holds_alternative<std::monostate>(*event)) break;
    if (const auto* begin = std::get_if<ScheduleBegin>(&*event)) {
      require(begin->depth == ++depth && depth <= kMaxScheduleDepth, "objects nest, so deep");
      require(begin->offset < text.size(), "an object lies in its text");
    } else if (const auto* end = std::get_if<ScheduleEnd>(&*event)) {
      require(end->depth == depth--, "what ends had begun");
    } else if (const auto* property = std::get_if<ScheduleProperty>(&*event)) {
      require(depth > 0 && property->value.size() <= kMaxScheduleValue, "values are bounded");
    }
  }
  require(depth == 0, "every object ends");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(base::text_of(fuzz::bytes(data, size)));
  read_events(text);
  read_events(std::string(kScheduleHeader) + "\r\n" + text);
  ScheduleReader reader(base::Blob::of(text));
  for (;;) {
    const auto object = read_schedule_object(reader);
    if (!object || !*object) break;
    for (const std::string& fault : schedule_faults(**object))
      require(!fault.empty(), "a fault says something");
  }
  if (const auto made = to_icalendar(base::Blob::of(text), {850, "Europe/Berlin", "", ""}))
    require(made->text.empty() == (made->entries == 0), "a calendar has entries");
  if (const auto time = parse_schedule_time(text))
    require(migrator::parse_time14(migrator::to_time14(*time)) == time,
            "a time is of the calendar");
  (void)parse_schedule_clock(text);
  (void)parse_schedule_number(text);
  (void)parse_schedule_priority(text);
  return 0;
}
