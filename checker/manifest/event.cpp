#include "checker/manifest/event.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/manifest/reading.hpp"

namespace checker::manifest {

base::Result<Event> read_event(const base::Json& json, const std::string& where) {
  auto in = base::Fields::of(json, where);
  if (!in) return std::move(in).error();
  constexpr std::uint64_t kMost = 0xFFFF;  // the part of an event's identifier that logs show
  Event out;
  const auto read_id = [&] { return into(out.id, in->number("id", kMost)); };
  const auto read_source = [&] { return optional_text_into(out.source, *in, "source"); };
  const auto read_meaning = [&] { return text_into(out.meaning, *in, "meaning"); };
  const auto read_follow_up = [&]() -> base::Result<void> {
    return in->has("follow_up") ? into(out.follow_up, in->boolean("follow_up"))
                                : base::Result<void>{};
  };
  if (auto done = in_order({read_id, read_source, read_meaning, read_follow_up}); !done)
    return done.error();
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

std::string folded_source(std::string_view source) {
  std::string out = base::lower(source);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
  return out;
}

}  // namespace checker::manifest
