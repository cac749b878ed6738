#include "tests/checker/plan/oracle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "tests/support/machines.hpp"

namespace oracle {

using contract::FactSet;
using manifest::Condition;
using manifest::Remedy;
using manifest::Rule;
using manifest::Severity;
using support::Dice;

namespace {

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

}  // namespace

int verdict(const Rule& rule, const manifest::Knowledge& all, const Machine& m, const Run& run,
            bool planned) {
  int version = rule.affects.empty() ? 2 : 0;
  for (const auto& id : rule.affects) version = std::max(version, oracle(*all.range(id), m));
  const int truth = std::min(version, oracle(rule.trigger, all, m, run));
  if (truth != 1) return truth == 2 ? 3 : 0;
  if (planned && rule.checked && oracle(rule.checked->when, all, m, run) == 2) return 1;
  return 2;
}

namespace {

std::vector<Run> passes(const Variation& v) {
  if (v.separate.empty()) return {v.run};
  Run rest = v.run, own = v.run;
  for (const auto& member : v.separate) rest.content.erase(member);
  own.content = v.separate;
  return {rest, own};
}

}  // namespace

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

namespace {

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

}  // namespace

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

namespace {

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

}  // namespace

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

std::vector<Run> answered(const Run& run, const std::string& fact) {
  std::vector<Run> out(2, run);
  if (fact == "migration.steps") {
    out[0].steps = "one";
    out[1].steps = "two";
  } else if (fact == "migration.content") {
    out[0].content.insert(run.unknown.begin(), run.unknown.end());
    out[0].unknown.clear();
    out[1].unknown.clear();
  } else {
    out[0].flags[fact] = 0;
    out[1].flags[fact] = 2;
  }
  return out;
}

}  // namespace oracle
