#include "checker/events/tally.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/events/codes.hpp"
#include "checker/manifest/event.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostName = 200;  // bytes of a source's name; Windows allows about as many
constexpr std::size_t kMostTold = 300;  // bytes of a fault or a note

std::string told(const std::string& what) { return base::shortened(what, kMostTold); }

}  // namespace

bool Tally::wants(std::string_view source) const {
  const std::string folded = manifest::folded_source(source);
  return folded.empty() || wanted_.sources.contains(folded);
}

void Tally::pass_over(std::string_view source) {
  ++log_.records;
  const std::string name = base::shortened(base::trim(source), kMostName);
  if (log_.other_sources.size() < kMostNames || log_.other_sources.contains(name))
    ++log_.other_sources[name];
  else
    ++log_.other_sources["(others)"];
}

Tally::Kind* Tally::kind_of(std::uint32_t id, const std::string& source) {
  const auto key = std::pair(id, manifest::folded_source(source));
  const auto place = places_.find(key);
  if (place != places_.end()) return &kinds_[place->second];
  if (kinds_.size() >= kMostKinds) return nullptr;
  places_.emplace(key, kinds_.size());
  kinds_.push_back({id, source, 0, {}});
  return &kinds_.back();
}

void Tally::take(const LoggedEvent& event) {
  if (!wants(event.source)) return pass_over(event.source);
  ++log_.records;
  ++log_.taken;
  look_for_codes(event.description);
  Kind* const kind = kind_of(event.id, base::shortened(base::trim(event.source), kMostName));
  if (kind == nullptr) {
    ++untold_;
    return;
  }
  ++kind->times;
  const std::string time = base::shortened(base::trim(event.time), 60);
  const TimeKey when = time_key(time);
  kind->period.take(time, when);
  day_first_ = day_first_ || when.shows_day_first;
}

void Tally::look_for_codes(std::string_view text) {
  if (text.size() > kMostDescription) {
    text = text.substr(0, kMostDescription);
    note("descriptions have more than " + std::to_string(kMostDescription >> 10) +
         " KiB: codes were looked for in the beginning of each");
  }
  FoundCodes found = find_codes(text, wanted_.codes);
  for (const std::uint32_t code : found.codes) {
    if (codes_.contains(code)) continue;
    if (!wanted_.codes.contains(code) && ++strange_codes_ > kMostCodes) {
      found.cut = true;
      continue;
    }
    codes_.insert(code);
    log_.symptoms.codes.push_back(code);
  }
  if (found.cut)
    note("there are more than " + std::to_string(kMostCodes) +
         " codes that no rule names: the rest of them is not listed");
}

void Tally::fault(std::string what) {
  ++log_.unreadable;
  if (log_.faults.size() < kMostFaults) log_.faults.push_back(told(what));
}

void Tally::note(std::string what) {
  what = told(what);
  if (std::ranges::find(log_.notes, what) != log_.notes.end()) return;
  if (log_.notes.size() < kMostNotes) log_.notes.push_back(std::move(what));
}

void Tally::ended_early(std::string why) {
  log_.complete = false;
  note("it was not read to its end: " + why);
}

EventLog Tally::finish(std::string kind) && {
  log_.kind = std::move(kind);
  for (const Kind& each : kinds_)
    log_.symptoms.events.push_back({each.id, each.source, each.times,
                                    each.period.first(day_first_, utc_),
                                    each.period.last(day_first_, utc_)});
  if (untold_ > 0)
    ended_early(std::to_string(untold_) + " records are of more than " +
                std::to_string(kMostKinds) + " kinds of events and were not counted");
  return std::move(log_);
}

}  // namespace checker::events
