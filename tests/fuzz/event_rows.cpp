// What the child says of a native log, in portions.
#include "checker/events/native_rows.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace events = checker::events;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const events::Wanted kWanted{{"msexchangemig"}, {0x451, 0xFFFFFC06, 3}};
  events::Tally tally(kWanted, true);
  events::RowReader rows(tally);
  std::string_view text = base::text_of(fuzz::bytes(data, size));
  bool taken = true;
  while (!text.empty() && taken) {
    const std::size_t portion = std::min<std::size_t>(text.size(), 31);
    taken = rows.take(base::bytes_of(text.substr(0, portion)));
    text.remove_prefix(portion);
  }
  rows.finish();
  fuzz::require(taken != rows.is_broken(), "what is refused is broken");
  const auto log = std::move(tally).finish("native");
  fuzz::require(log.notes.size() <= events::kMostNotes, "notes are bounded");
  fuzz::require(log.faults.size() <= events::kMostFaults, "faults are bounded");
  for (const auto& event : log.symptoms.events)
    fuzz::require(event.id <= 0xFFFF, "an event's number has 16 bits");
  return 0;
}
