#include "checker/diagnose/diagnosis.hpp"

#include <algorithm>
#include <tuple>

#include "checker/diagnose/cover.hpp"

namespace checker::diagnose {
namespace {

using judge::Verdict;
using manifest::Rule;
using symptoms::parse_code;
using symptoms::SeenEvent;
using symptoms::Symptoms;

bool has_code(const Rule& rule, std::uint32_t code) {
  return std::ranges::any_of(rule.codes,
                             [&](const std::string& text) { return parse_code(text) == code; });
}

/// Collects what fits, rule by rule.
class Matching {
 public:
  Matching(const Symptoms& symptoms, const manifest::Knowledge& knowledge,
           const std::vector<judge::Finding>& findings)
      : symptoms_(symptoms), knowledge_(knowledge), findings_(findings), lore_(knowledge) {}

  Diagnosis run() {
    sort_events();
    for (const Rule& rule : knowledge_.rules) enter(rule);
    for (Candidate& candidate : out_.candidates) candidate.rivals = rivals(candidate);
    rank();
    for (std::size_t i = 0; i < symptoms_.codes.size(); ++i)
      if (!std::ranges::any_of(knowledge_.rules,
                               [&](const Rule& r) { return has_code(r, symptoms_.codes[i]); }))
        out_.unknown_codes.push_back(i);
    find_ruled_out();
    find_together();
    return std::move(out_);
  }

 private:
  // What of the events cannot point at anything.
  void sort_events() {
    for (std::size_t i = 0; i < symptoms_.events.size(); ++i) {
      const SeenEvent& event = symptoms_.events[i];
      if (!event.source.empty() && !lore_.knows_source(event.source))
        out_.foreign.push_back(i);
      else if (lore_.is_follow_up(event))
        out_.follow_ups.push_back(i);
      else if (lore_.rules_naming(event).empty())
        out_.unknown_events.push_back(i);
    }
  }

  void enter(const Rule& rule) {
    Candidate candidate;
    candidate.rule = &rule;
    for (std::size_t i = 0; i < symptoms_.events.size(); ++i) {
      const SeenEvent& event = symptoms_.events[i];
      if (!lore_.names(rule, event)) continue;
      (lore_.is_follow_up(event) ? candidate.follow_ups : candidate.events).push_back(i);
    }
    for (std::size_t i = 0; i < symptoms_.codes.size(); ++i)
      if (has_code(rule, symptoms_.codes[i])) candidate.codes.push_back(i);
    if (candidate.explained() == 0) return;
    for (const std::uint64_t id : rule.events)
      if (!was_seen(candidate, id)) candidate.unseen.push_back(id);
    const auto finding = std::ranges::find(findings_, &rule, &judge::Finding::rule);
    if (finding != findings_.end()) candidate.finding = &*finding;
    out_.candidates.push_back(std::move(candidate));
  }

  bool was_seen(const Candidate& candidate, std::uint64_t id) const {
    const auto is_it = [&](std::size_t i) { return symptoms_.events[i].id == id; };
    return std::ranges::any_of(candidate.events, is_it) ||
           std::ranges::any_of(candidate.follow_ups, is_it);
  }

  // How many other rules the rarest of its symptoms points at.
  std::size_t rivals(const Candidate& candidate) const {
    std::size_t fewest = knowledge_.rules.size();
    for (const std::size_t i : candidate.events)
      fewest = std::min(fewest, lore_.rules_naming(symptoms_.events[i]).size());
    for (const std::size_t i : candidate.codes) {
      const auto named = std::ranges::count_if(
          knowledge_.rules, [&](const Rule& r) { return has_code(r, symptoms_.codes[i]); });
      fewest = std::min(fewest, static_cast<std::size_t>(named));
    }
    return fewest == 0 ? 0 : fewest - 1;
  }

  void rank() {
    // Applies, then unknown or not measured, then cannot be.
    const auto standing = [](const Candidate& c) {
      return c.finding == nullptr ? Verdict::unknown : c.finding->verdict;
    };
    std::ranges::stable_sort(out_.candidates, [&](const Candidate& a, const Candidate& b) {
      return std::tuple(b.explained(), standing(b), a.rivals, b.follow_ups.size(),
                        a.unseen.size()) <
             std::tuple(a.explained(), standing(a), b.rivals, a.follow_ups.size(), b.unseen.size());
    });
  }

  // What points at candidates, and at none that could be had.
  void find_ruled_out() {
    const auto collect = [&](std::size_t count, auto list, std::vector<std::size_t>& to) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto has = [&](const Candidate& c) {
          return std::ranges::find(c.*list, i) != (c.*list).end();
        };
        const auto open = [&](const Candidate& c) { return has(c) && !c.is_ruled_out(); };
        if (std::ranges::any_of(out_.candidates, has) &&
            std::ranges::none_of(out_.candidates, open))
          to.push_back(i);
      }
    };
    collect(symptoms_.events.size(), &Candidate::events, out_.ruled_out_events);
    collect(symptoms_.codes.size(), &Candidate::codes, out_.ruled_out_codes);
  }

  void find_together() {
    const std::size_t events = symptoms_.events.size();
    std::vector<std::vector<std::size_t>> explains;
    for (const Candidate& candidate : out_.candidates) {
      explains.emplace_back();
      if (candidate.is_ruled_out()) continue;
      explains.back() = candidate.events;
      for (const std::size_t code : candidate.codes) explains.back().push_back(events + code);
    }
    Covers covers = smallest_covers(explains, events + symptoms_.codes.size(), kMostSets);
    out_.together = std::move(covers.sets);
    out_.together_cut = covers.cut;
  }

  const Symptoms& symptoms_;
  const manifest::Knowledge& knowledge_;
  const std::vector<judge::Finding>& findings_;
  EventLore lore_;
  Diagnosis out_;
};

}  // namespace

Diagnosis diagnose(const Symptoms& symptoms, const manifest::Knowledge& knowledge,
                   const std::vector<judge::Finding>& findings) {
  return Matching(symptoms, knowledge, findings).run();
}

}  // namespace checker::diagnose
