#include "checker/diagnose/symptoms.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/text.hpp"
#include "checker/manifest/event.hpp"

namespace checker::diagnose {
namespace {

using base::Errc;
using base::Error;

template <class T>
std::optional<T> number(std::string_view text, int base) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
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
  if (found->source.empty()) found->source = std::move(event.source);
  found->times += event.times;
  if (found->first.empty()) found->first = std::move(event.first);
  if (!event.last.empty()) found->last = std::move(event.last);
}

void add_code(Symptoms& symptoms, std::uint32_t code) {
  if (std::ranges::find(symptoms.codes, code) == symptoms.codes.end())
    symptoms.codes.push_back(code);
}

std::uint32_t event_number(std::uint32_t identifier) {
  constexpr std::uint32_t kSeverity = 0xC0000000;  // two bits; viewers never show it
  return (identifier & kSeverity) != 0 ? identifier & 0xFFFF : identifier;
}

base::Result<SeenEvent> parse_event(std::string_view text) {
  const auto colon = text.rfind(':');
  const std::string_view source =
      colon == std::string_view::npos ? std::string_view() : base::trim(text.substr(0, colon));
  const std::string_view digits =
      base::trim(colon == std::string_view::npos ? text : text.substr(colon + 1));
  const auto id = number<std::uint32_t>(digits, 10);
  if (!id || (colon != std::string_view::npos && source.empty()))
    return Error{Errc::usage, "--event " + base::shortened(text, 80) + ": that is no event",
                 "an event is a number, perhaps with its source: 8092 or MSExchangeMig:8092"};
  return SeenEvent{event_number(*id), std::string(source), 0, "", ""};
}

std::optional<std::uint32_t> parse_code(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with('-')) {
    const auto value = number<std::int32_t>(text, 10);
    return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  }
  if (base::starts_with_fold(text, "0x")) text.remove_prefix(2);
  return number<std::uint32_t>(text, 16);
}

std::string code_text(std::uint32_t code) {
  char out[11];
  (void)std::snprintf(out, sizeof(out), "0x%08X", code);
  return out;
}

}  // namespace checker::diagnose
