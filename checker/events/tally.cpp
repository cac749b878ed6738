#include "checker/events/tally.hpp"

#include "base/text.hpp"
#include "checker/events/codes.hpp"
#include "checker/manifest/event.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostCodes = 1000;
constexpr std::size_t kMostName = 200;  // bytes of a source's name; Windows allows about as many

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

void Tally::take(const LoggedEvent& event) {
  if (!wants(event.source)) return pass_over(event.source);
  ++log_.records;
  ++log_.taken;
  look_for_codes(event.description);
  const std::string source = base::shortened(base::trim(event.source), kMostName);
  const auto key = std::pair(event.id, manifest::folded_source(source));
  auto place = places_.find(key);
  if (place == places_.end()) {
    if (kinds_.size() >= kMostKinds) {
      ++untold_;
      return;
    }
    place = places_.emplace(key, kinds_.size()).first;
    kinds_.push_back({event.id, source, 0, {}});
  }
  Kind& kind = kinds_[place->second];
  ++kind.times;
  const std::string time = base::shortened(base::trim(event.time), 60);
  const TimeKey when = time_key(time);
  kind.period.take(time, when);
  day_first_ = day_first_ || when.shows_day_first;
}

void Tally::look_for_codes(std::string_view text) {
  for (const std::uint32_t code : find_codes(text, wanted_.codes)) add_code(code);
}

void Tally::add_code(std::uint32_t code) {
  if (codes_.size() < kMostCodes && codes_.insert(code).second) log_.symptoms.codes.push_back(code);
}

void Tally::fault(std::string what) {
  ++log_.unreadable;
  if (log_.faults.size() < kMostFaults) log_.faults.push_back(std::move(what));
}

void Tally::note(std::string what) { log_.notes.push_back(std::move(what)); }

EventLog Tally::finish(std::string kind) && {
  log_.kind = std::move(kind);
  for (const Kind& each : kinds_)
    log_.symptoms.events.push_back({each.id, each.source, each.times, each.period.first(day_first_),
                                    each.period.last(day_first_)});
  if (untold_ > 0)
    log_.notes.push_back(std::to_string(untold_) + " records are of more than " +
                         std::to_string(kMostKinds) + " kinds of events and were not counted");
  return std::move(log_);
}

}  // namespace checker::events
