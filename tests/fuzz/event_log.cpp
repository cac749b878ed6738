// Event logs as text: exports of viewers, and what people paste.
#include "checker/events/event_log.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace events = checker::events;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const events::Wanted kWanted{{"msexchangemig", "msexchangemigds"}, {0x451, 0xFFFFFC06, 3}};
  const auto log = events::read_text(base::text_of(fuzz::bytes(data, size)), kWanted);
  std::uint64_t times = 0, passed = 0;
  for (const auto& event : log.symptoms.events) {
    fuzz::require(event.times > 0, "an event of a log was logged");
    fuzz::require(event.first.shown.empty() == event.last.shown.empty(),
                  "who has a first has a last");
    times += event.times;
  }
  for (const auto& other : log.other_sources) passed += other.second;
  fuzz::require(log.taken + passed == log.records, "every record is taken or passed over");
  fuzz::require(times <= log.taken, "no event is counted that was not taken");
  fuzz::require(log.symptoms.events.size() <= events::kMostKinds, "kinds are bounded");
  fuzz::require(log.faults.size() <= events::kMostFaults, "faults are bounded");
  fuzz::require(log.faults.size() <= log.unreadable, "every fault is counted");
  fuzz::require(log.notes.size() <= events::kMostNotes, "notes are bounded");
  return 0;
}
