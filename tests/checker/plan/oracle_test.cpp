// The planner against a brute-force oracle that shares no code with it: random
// rules, random machines, every variation tried and counted by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "checker/plan/plan.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/machines.hpp"

using namespace checker;
using contract::Fact;
using contract::FactSet;
using manifest::Condition;
using manifest::Remedy;
using manifest::Rule;
using manifest::Severity;
using support::Dice;

namespace {

using Members = std::set<std::string>;
const std::vector<std::string> kContent = {"bulletin-boards", "directory", "messages", "schedule"};
const std::vector<std::string> kFlags = {"source.a", "source.b"};
const std::vector<std::string> kComponents = {"A.dll", "B.dll"};

Version build(std::size_t n) { return {5, 5, static_cast<std::uint16_t>(n), 0}; }

// --- random knowledge

manifest::Range random_range(Dice& dice, const std::string& id) {
  manifest::Range out;
  out.id = id;
  out.component = dice.of(kComponents);
  out.branch = "5.5";
  std::size_t at = 1 + dice.below(3);
  if (dice.one_in(2)) {
    if (dice.one_in(2)) out.absent_up_to = build(at);
    at += 1 + dice.below(2);
    out.introduced = build(at);
    out.introduced_basis = dice.one_in(2) ? manifest::Basis::stated : manifest::Basis::inferred;
  }
  if (dice.one_in(3)) out.last_affected = build(at += dice.below(2));
  if (!dice.one_in(4)) out.fixed = build(at + 1 + dice.below(2));
  return out;
}

Condition random_condition(Dice& dice, int depth) {
  Condition out;
  const auto kind = dice.below(depth > 0 ? 10 : 6);
  if (kind >= 8) {
    out.kind = kind == 8 ? Condition::Kind::all : Condition::Kind::any;
    for (std::size_t i = 0; i < 2 + dice.below(2); ++i)
      out.parts.push_back(random_condition(dice, depth - 1));
  } else if (kind >= 6) {
    out.kind = Condition::Kind::negation;
    out.parts.push_back(random_condition(dice, depth - 1));
  } else if (kind >= 3) {
    out.kind = Condition::Kind::contains;
    out.fact = "migration.content";
    out.text = dice.of(kContent);
  } else if (kind == 2) {
    out.kind = Condition::Kind::is;
    out.fact = dice.of(kFlags);
    out.value = {dice.one_in(2), ""};
  } else if (kind == 1) {
    out.kind = Condition::Kind::range;
    out.text = "r" + std::to_string(dice.below(3));
  } else {
    out.kind = Condition::Kind::is;
    out.fact = "migration.steps";
    out.value = {std::string(dice.one_in(2) ? "one" : "two"), ""};
  }
  return out;
}

Remedy random_remedy(Dice& dice) {
  Remedy out;
  out.rank = 1 + static_cast<unsigned>(dice.below(4));
  switch (dice.below(4)) {
    case 0:
      out.kind = Remedy::Kind::set_fact;
      out.fact = "migration.steps";
      out.value = dice.one_in(2) ? "one" : "two";
      break;
    case 1:
      out.kind = Remedy::Kind::leave_out;
      out.member = dice.of(kContent);
      break;
    case 2:
      out.kind = Remedy::Kind::split;
      out.separate = {dice.of(kContent)};
      break;
    default:
      out.kind = Remedy::Kind::package;
      out.component = dice.of(kComponents);
      out.version = build(1 + dice.below(8));
  }
  return out;
}

// What a split is for: two kinds of content that must not meet in one run.
void part_content(Dice& dice, Rule& rule) {
  Condition one, other;
  one.kind = other.kind = Condition::Kind::contains;
  one.fact = other.fact = "migration.content";
  one.text = dice.of(kContent);
  other.text = dice.of(kContent);
  rule.trigger = {};
  rule.trigger.kind = Condition::Kind::all;
  rule.trigger.parts = {one, other};
  Remedy split;
  split.kind = Remedy::Kind::split;
  split.separate = {one.text};
  split.rank = 1 + static_cast<unsigned>(dice.below(4));
  rule.remedies.push_back(split);
}

manifest::Knowledge random_knowledge(Dice& dice) {
  manifest::Knowledge out;
  using Type = manifest::FactDeclaration::Type;
  out.facts.push_back({"operation", Type::word, {"migration"}, "", ""});
  out.facts.push_back({"migration.steps", Type::word, {"one", "two"}, "Steps?", ""});
  out.facts.push_back({"migration.content", Type::set, kContent, "Content?", ""});
  for (const std::string& flag : kFlags)
    out.facts.push_back({flag, Type::flag, {}, flag + "?", ""});
  for (int i = 0; i < 3; ++i) out.ranges.push_back(random_range(dice, "r" + std::to_string(i)));
  const std::size_t rules = 1 + dice.below(5);
  for (std::size_t i = 0; i < rules; ++i) {
    Rule rule;
    rule.id = "Q" + std::to_string(i);
    rule.severity = dice.one_in(2)   ? Severity::block
                    : dice.one_in(2) ? Severity::degrade
                                     : Severity::advice;
    rule.wizard_only = false;
    if (dice.one_in(2)) rule.affects.push_back("r" + std::to_string(dice.below(3)));
    if (dice.one_in(4)) rule.affects.push_back("r" + std::to_string(dice.below(3)));
    rule.trigger = random_condition(dice, 2);
    if (dice.one_in(3)) part_content(dice, rule);
    if (dice.one_in(3)) rule.checked = Rule::Check{random_condition(dice, 1), "verify"};
    for (std::size_t n = dice.below(3); n > 0; --n) rule.remedies.push_back(random_remedy(dice));
    out.rules.push_back(std::move(rule));
  }
  return out;
}

// --- the oracle: 0 no, 1 unknown, 2 yes; verdicts 0 clear, 1 checked, 2 unknown, 3 applies

struct Machine {
  std::map<std::string, std::optional<std::optional<Version>>>
      files;  // missing, unreadable, version
};

struct Run {
  std::string steps;
  Members content, unknown;
  std::map<std::string, int> flags;
};

int oracle(const manifest::Range& r, const Machine& machine) {
  const auto& file = machine.files.at(r.component);
  if (!file || !*file) return 1;
  const Version v = **file;
  if (r.fixed && v >= *r.fixed) return 0;
  if (r.introduced && v < *r.introduced) {
    if (r.absent_up_to) return v <= *r.absent_up_to ? 0 : 1;
    return r.introduced_basis == manifest::Basis::stated ? 0 : 1;
  }
  return r.last_affected && v > *r.last_affected ? 1 : 2;
}

int oracle(const Condition& c, const manifest::Knowledge& all, const Machine& m, const Run& run) {
  int out = 0;
  switch (c.kind) {
    case Condition::Kind::all:
      out = 2;
      for (const auto& part : c.parts) out = std::min(out, oracle(part, all, m, run));
      return out;
    case Condition::Kind::any:
      for (const auto& part : c.parts) out = std::max(out, oracle(part, all, m, run));
      return out;
    case Condition::Kind::negation:
      return 2 - oracle(c.parts[0], all, m, run);
    case Condition::Kind::range:
      return oracle(*all.range(c.text), m);
    case Condition::Kind::contains:
      return run.content.contains(c.text) ? 2 : run.unknown.contains(c.text) ? 1 : 0;
    default:
      break;
  }
  if (c.fact == "migration.steps")
    return run.steps.empty() ? 1 : run.steps == std::get<std::string>(c.value.value) ? 2 : 0;
  const int flag = run.flags.at(c.fact);
  return flag == 1 ? 1 : (flag == 2) == std::get<bool>(c.value.value) ? 2 : 0;
}

int verdict(const Rule& rule, const manifest::Knowledge& all, const Machine& m, const Run& run,
            bool planned) {
  int version = rule.affects.empty() ? 2 : 0;
  for (const auto& id : rule.affects) version = std::max(version, oracle(*all.range(id), m));
  const int truth = std::min(version, oracle(rule.trigger, all, m, run));
  if (truth != 1) return truth == 2 ? 3 : 0;
  if (planned && rule.checked && oracle(rule.checked->when, all, m, run) == 2) return 1;
  return 2;
}

struct Variation {
  Run run;
  Members left_out, separate;
  std::vector<Version> installed;  // by component
  Machine machine;
  bool steps_changed = false;
};

std::vector<Run> passes(const Variation& v) {
  if (v.separate.empty()) return {v.run};
  Run rest = v.run, own = v.run;
  for (const auto& member : v.separate) rest.content.erase(member);
  own.content = v.separate;
  return {rest, own};
}

struct Scene {
  manifest::Knowledge knowledge;
  Machine machine;
  Run meant;
  plan::Request request;
};

std::vector<int> verdicts(const Scene& s, const Variation& v) {
  std::vector<int> out;
  for (const Rule& rule : s.knowledge.rules) {
    int worst = 0;
    for (const Run& run : passes(v))
      worst = std::max(worst, verdict(rule, s.knowledge, v.machine, run, true));
    out.push_back(worst);
  }
  return out;
}

// What a change costs by the preferences of the rules that object to the run as meant.
unsigned rank(const Scene& s, const std::function<bool(const Remedy&)>& is_it) {
  unsigned best = 9;
  for (const Rule& rule : s.knowledge.rules) {
    if (verdict(rule, s.knowledge, s.machine, s.meant, false) == 0) continue;
    for (const Remedy& remedy : rule.remedies)
      if (is_it(remedy)) {
        best = std::min(best, remedy.rank);
        break;  // a rule's first fitting remedy speaks for it
      }
  }
  return best;
}

plan::Cost cost(const Scene& s, const Variation& v) {
  plan::Cost out{};
  const auto all = verdicts(s, v);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Rule& rule = s.knowledge.rules[i];
    if (rule.severity == Severity::block) {
      out[0] += all[i] == 3 ? 1u : 0u;
      out[1] += all[i] == 2 ? 1u : 0u;
    } else if (rule.severity == Severity::degrade) {
      out[3] += all[i] == 3 ? 2u : all[i] > 0 ? 1u : 0u;
    }
  }
  out[2] = static_cast<unsigned>(v.left_out.size());
  const auto counted = [&](bool happened, unsigned weight, const auto& is_it) {
    if (!happened) return;
    out[5] += weight;
    out[6] += rank(s, is_it);
  };
  counted(v.steps_changed, 1, [&](const Remedy& r) {
    return r.kind == Remedy::Kind::set_fact && r.fact == "migration.steps" &&
           r.value == v.run.steps;
  });
  counted(!v.left_out.empty(), 1, [&](const Remedy& r) {
    return r.kind == Remedy::Kind::leave_out && v.left_out.contains(r.member);
  });
  counted(!v.separate.empty(), 2, [&](const Remedy& r) {
    return r.kind == Remedy::Kind::split &&
           Members(r.separate.begin(), r.separate.end()) == v.separate;
  });
  for (const std::string& component : kComponents)
    if (v.machine.files.at(component) != s.machine.files.at(component)) {
      out[4] += 1;
      out[6] += rank(s, [&](const Remedy& r) {
        return r.kind == Remedy::Kind::package && r.component == component;
      });
    }
  return out;
}

// The packages that an objecting rule asks for and that are newer than what is there.
std::map<std::string, std::set<Version>> wanted(const Scene& s) {
  std::map<std::string, std::set<Version>> out;
  if (s.request.policy == plan::Policy::no_patch) return out;
  for (const Rule& rule : s.knowledge.rules) {
    if (verdict(rule, s.knowledge, s.machine, s.meant, false) == 0) continue;
    for (const Remedy& r : rule.remedies)
      for (const auto& package : s.request.packages)
        if (r.kind == Remedy::Kind::package && r.component == package.component &&
            package.version >= *r.version)
          out[r.component].insert(package.version);
  }
  for (auto& [component, versions] : out)
    if (const auto& file = s.machine.files.at(component); file && *file)
      std::erase_if(versions, [&](const Version& v) { return **file >= v; });
  std::erase_if(out, [&](const auto& item) {
    return !s.machine.files.at(item.first) || item.second.empty();
  });
  return out;
}

std::vector<Variation> variations(const Scene& s) {
  std::vector<Variation> out;
  const auto& pins = s.request.pins;
  std::vector<std::string> steps = {s.meant.steps};
  if (!pins.contains("migration.steps"))
    for (const char* other : {"one", "two"})
      if (s.meant.steps != other) steps.push_back(other);
  if (s.meant.steps.empty() && !pins.contains("migration.steps")) steps.erase(steps.begin());
  std::vector<Members> separate = {{}};
  for (const Rule& rule : s.knowledge.rules)
    for (const Remedy& r : rule.remedies)
      if (r.kind == Remedy::Kind::split) separate.push_back({r.separate.begin(), r.separate.end()});
  std::vector<std::map<std::string, Version>> installs = {{}};
  for (const auto& [component, versions] : wanted(s))
    for (std::size_t before = installs.size(), i = 0; i < before; ++i)
      for (const Version& version : versions) {
        installs.push_back(installs[i]);
        installs.back()[component] = version;
      }
  for (const auto& step : steps)
    for (unsigned drop = 0; drop < (pins.contains("migration.content") ? 1u : 16u); ++drop)
      for (const auto& own : separate)
        for (const auto& install : installs) {
          Variation v{s.meant, {}, own, {}, s.machine, step != s.meant.steps};
          v.run.steps = step;
          bool sense = true;
          for (std::size_t i = 0; i < kContent.size(); ++i)
            if ((drop >> i & 1u) != 0) {
              sense =
                  sense && v.run.content.erase(kContent[i]) + v.run.unknown.erase(kContent[i]) > 0;
              v.left_out.insert(kContent[i]);
            }
          for (const auto& member : own) sense = sense && v.run.content.contains(member);
          if (!own.empty() && (v.run.content.size() == own.size() || step.empty())) sense = false;
          for (const auto& [component, version] : install) v.machine.files[component] = version;
          if (sense) out.push_back(std::move(v));
        }
  return out;
}

std::array<unsigned, 7> ordered(const plan::Cost& c, plan::Policy policy) {
  if (policy == plan::Policy::least_change) return {c[0], c[1], c[4], c[5], c[2], c[3], c[6]};
  return c;
}

Scene random_scene(Dice& dice) {
  Scene s;
  s.knowledge = random_knowledge(dice);
  for (const std::string& component : kComponents) {
    std::optional<std::optional<Version>> file;
    if (!dice.one_in(8)) file.emplace();
    if (file && !dice.one_in(8)) *file = build(1 + dice.below(8));
    s.machine.files[component] = file;
    for (std::size_t n = dice.below(3); n > 0; --n)
      s.request.packages.push_back({component, build(3 + dice.below(7)), "p", {}, {}});
  }
  s.meant.steps = dice.one_in(6) ? "" : dice.one_in(2) ? "one" : "two";
  for (const std::string& member : kContent) {
    if (dice.one_in(2))
      s.meant.content.insert(member);
    else if (dice.one_in(3))
      s.meant.unknown.insert(member);
  }
  for (const std::string& flag : kFlags) s.meant.flags[flag] = static_cast<int>(dice.below(3));
  if (dice.one_in(5)) s.request.pins.insert("migration.steps");
  if (dice.one_in(5)) s.request.pins.insert("migration.content");
  s.request.policy = dice.of(
      std::vector{plan::Policy::safest, plan::Policy::least_change, plan::Policy::no_patch});
  return s;
}

plan::Planned planned(const Scene& s) {
  Inventory inventory;
  for (const auto& [component, file] : s.machine.files) {
    if (!file) continue;
    inventory::FileRecord record;
    record.name = component;
    record.path = "Bin/" + component;
    record.file_version = *file;
    if (!*file) record.version_state = inventory::VersionState::unreadable;
    inventory.files.push_back(std::move(record));
  }
  contract::Facts facts;
  facts.set("operation", {std::string("migration"), ""});
  if (!s.meant.steps.empty()) facts.set("migration.steps", {s.meant.steps, ""});
  facts.set("migration.content", {FactSet{s.meant.content, s.meant.unknown}, ""});
  for (const auto& [flag, truth] : s.meant.flags)
    if (truth != 1) facts.set(flag, {truth == 2, ""});
  const support::Measurement machine(std::move(inventory), s.knowledge);
  auto out = plan::plan({machine.measured, facts}, s.request);
  REQUIRE(out);
  return std::move(*out);
}

plan::Cost cost_of(const plan::Planned& p) {
  plan::Cost out{};
  std::ranges::copy(p.plan.cost, out.begin());
  return out;
}

}  // namespace

TEST_CASE("no variation that anybody could think of is cheaper than the plan") {
  int changed = 0, split = 0, installed = 0, left_out = 0, blocked = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    std::optional<std::array<unsigned, 7>> best;
    for (const Variation& v : variations(s)) {
      const auto its = ordered(cost(s, v), s.request.policy);
      if (!best || its < *best) best = its;
    }
    REQUIRE(best);
    CHECK(ordered(cost_of(p), s.request.policy) == *best);
    changed += p.plan.changes.empty() ? 0 : 1;
    split += p.plan.passes.size() > 1 ? 1 : 0;
    installed += p.plan.cost[4] > 0 ? 1 : 0;
    left_out += p.plan.left_out.empty() ? 0 : 1;
    blocked += p.plan.status == contract::PlanStatus::blocked ? 1 : 0;
  }
  MESSAGE("plans: ", changed, " changed, ", split, " split, ", installed, " with packages, ",
          left_out, " without something, ", blocked, " blocked");
  CHECK(std::min({changed, split, installed, left_out, blocked}) > 20);
}

TEST_CASE("of each variation that was not chosen: the first criterion on which it lost") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    const auto ours = ordered(cost_of(p), s.request.policy);
    for (const auto& r : p.rejected) {
      const auto its = ordered(r.cost, s.request.policy);
      const auto at = static_cast<std::size_t>(std::ranges::mismatch(its, ours).in1 - its.begin());
      if (at == its.size()) {
        CHECK(r.lost_on.empty());
        continue;
      }
      CHECK(its[at] > ours[at]);
      CHECK(r.its == its[at]);
      CHECK(r.of_plan == ours[at]);
      CHECK_FALSE(r.lost_on.empty());
    }
  }
}

TEST_CASE("a blocked plan names rules that cannot be satisfied together, and none too many") {
  int seen = 0, together = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    if (p.plan.status != contract::PlanStatus::blocked) {
      CHECK(p.conflict.empty());
      continue;
    }
    ++seen;
    together += p.conflict.size() > 1 ? 1 : 0;
    const auto broken_by_all = [&](const Members& rules) {
      return std::ranges::all_of(variations(s), [&](const Variation& v) {
        const auto all = verdicts(s, v);
        for (std::size_t i = 0; i < all.size(); ++i)
          if (all[i] == 3 && rules.contains(s.knowledge.rules[i].id)) return true;
        return false;
      });
    };
    Members named(p.conflict.begin(), p.conflict.end());
    CHECK(broken_by_all(named));
    for (const std::string& rule : p.conflict) {
      Members fewer = named;
      fewer.erase(rule);
      CHECK_FALSE(broken_by_all(fewer));
    }
  }
  CHECK(seen > 50);
  CHECK(together > 2);
}

TEST_CASE("what a question is said to settle, some answer settles; each brings something new") {
  int asked = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    CHECK(p.questions.size() <= 5);
    Members settled;
    for (const auto& q : p.questions) {
      ++asked;
      const auto before = settled.size();
      settled.insert(q.settles.begin(), q.settles.end());
      CHECK(settled.size() > before);
    }
  }
  CHECK(asked > 200);
}
