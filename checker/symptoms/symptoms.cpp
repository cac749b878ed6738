#include "checker/symptoms/symptoms.hpp"

#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "checker/manifest/event.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::symptoms {
namespace {

using base::Errc;
using base::Error;

constexpr std::uint32_t kMostNumber = 0xFFFF;  // what viewers show has 16 bits

// Of events that logs count: one that was given by hand has no time.
void widen(SeenEvent& known, const SeenEvent& other) {
  if (other.times == 0) return;
  if (known.times == 0) {
    known.first = other.first;
    known.last = other.last;
  } else if (known.first.is_comparable(other.first) && known.last.is_comparable(other.last)) {
    if (other.first.key < known.first.key) known.first = other.first;
    if (other.last.key > known.last.key) known.last = other.last;
  } else {
    known.first = known.last = {};
  }
}

}  // namespace

void add(Symptoms& symptoms, SeenEvent event) {
  const std::string source = manifest::folded_source(event.source);
  // Who gave a number without its source meant the one that a log has with it.
  const auto same = [&](const SeenEvent& other) {
    return other.id == event.id && (source.empty() || other.source.empty() ||
                                    manifest::folded_source(other.source) == source);
  };
  const auto found = std::ranges::find_if(symptoms.events, same);
  if (found == symptoms.events.end()) {
    symptoms.events.push_back(std::move(event));
    return;
  }
  widen(*found, event);
  if (found->source.empty()) found->source = std::move(event.source);
  found->times += event.times;
}

void add_code(Symptoms& symptoms, std::uint32_t code) {
  if (std::ranges::find(symptoms.codes, code) == symptoms.codes.end())
    symptoms.codes.push_back(code);
}

std::uint32_t event_number(std::uint32_t identifier) {
  constexpr std::uint32_t kSeverity = 0xC0000000;  // two bits; viewers never show it
  return (identifier & kSeverity) != 0 ? identifier & kMostNumber : identifier;
}

base::Result<SeenEvent> parse_event(std::string_view text) {
  const auto colon = text.rfind(':');
  const std::string_view source =
      colon == std::string_view::npos ? std::string_view() : base::trim(text.substr(0, colon));
  const std::string_view digits =
      base::trim(colon == std::string_view::npos ? text : text.substr(colon + 1));
  const auto id = whole<std::uint32_t>(digits);
  if (!id || (colon != std::string_view::npos && source.empty()))
    return Error{Errc::usage, "--event " + base::shortened(text, 80) + ": that is no event",
                 "an event is a number, perhaps with its source: 8092 or MSExchangeMig:8092"};
  const std::uint32_t number = event_number(*id);
  if (number > kMostNumber)
    return Error{Errc::usage,
                 "--event " + base::shortened(text, 80) +
                     ": an event's number ends at 65535, and this is no whole identifier either",
                 "a whole identifier has its severity in the upper two bits: 3221233564 is 8092"};
  return SeenEvent{number, std::string(source), 0, {}, {}};
}

std::optional<std::uint32_t> parse_code(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with('-')) {
    const auto value = whole<std::int32_t>(text);
    return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  }
  if (base::starts_with_fold(text, "0x")) return whole<std::uint32_t>(text.substr(2), 16);
  if (text.size() == 10) {
    const auto value = whole<std::uint32_t>(text);
    return value && *value > 0x7FFFFFFF ? value : std::nullopt;
  }
  return whole<std::uint32_t>(text, 16);
}

std::string code_text(std::uint32_t code) {
  char out[11];
  (void)std::snprintf(out, sizeof(out), "0x%08X", code);
  return out;
}

}  // namespace checker::symptoms
