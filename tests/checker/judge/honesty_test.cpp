// No false "clear": random machines and operations against every shipped rule,
// and each "clear" held against what the manifests state, by other code.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "checker/judge/judge.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/machines.hpp"

using namespace checker;
using contract::Fact;
using contract::FactSet;
using inventory::FileRecord;
using manifest::Condition;
using manifest::Range;
using manifest::Rule;
using support::Dice;

namespace {

// --- what is drawn

// Versions at, below and above every bound of the range, and of other branches.
std::optional<Version> random_version(Dice& dice, const Range& range) {
  std::vector<Version> near = {
      {4, 0, 837, 3}, {5, 0, 1460, 8}, {5, 5, 1960, 3}, {6, 0, 4417, 0}, {0, 0, 0, 0}};
  for (const auto& bound : {range.introduced, range.absent_up_to, range.last_affected, range.fixed})
    if (bound) {
      near.push_back(*bound);
      Version next = *bound;
      ++next.revision;
      near.push_back(next);
      next = *bound;
      if (next.revision > 0)
        --next.revision;
      else
        --next.build;
      near.push_back(next);
    }
  if (dice.one_in(8)) return std::nullopt;
  return dice.of(near);
}

FileRecord random_file(Dice& dice, const Range& range) {
  FileRecord out;
  out.name = dice.one_in(4) ? base::lower(range.component) : range.component;
  const std::vector<std::string> folders = {"Bin/", "Bin/", "", "old/", "x/BIN/"};
  out.path = dice.of(folders) + out.name;
  out.file_version = random_version(dice, range);
  if (!out.file_version) out.version_state = inventory::VersionState::unreadable;
  const std::vector<std::string> machines = {"i386", "i386", "alpha", "mips"};
  if (!dice.one_in(6)) out.machine = dice.of(machines);
  const std::vector<std::string> languages = {"0409", "0409", "0407", "0411", "0000"};
  if (!dice.one_in(6)) out.language = dice.of(languages);
  return out;
}

Inventory random_inventory(Dice& dice, const std::vector<const Range*>& ranges) {
  Inventory out;
  for (const Range* range : ranges) {
    const std::size_t copies = dice.one_in(6) ? 0 : dice.one_in(5) ? 2 : 1;
    for (std::size_t i = 0; i < copies; ++i) out.files.push_back(random_file(dice, *range));
    if (range->recognised_by && dice.one_in(2)) {
      FileRecord file = random_file(dice, *range);
      file.name = range->recognised_by->component;
      file.path = "Bin/" + file.name;
      if (dice.one_in(2)) file.file_version = range->recognised_by->exactly;
      out.files.push_back(std::move(file));
    }
  }
  if (dice.one_in(10)) {
    FileRecord closed;
    closed.name = "more.cab";
    closed.path = "Bin/more.cab";
    closed.closed = true;
    out.files.push_back(std::move(closed));
  }
  return out;
}

Fact random_fact(Dice& dice, const manifest::FactDeclaration& d, const Rule& rule) {
  using Type = manifest::FactDeclaration::Type;
  if (dice.one_in(4)) return {};
  if (d.type == Type::flag) return {dice.one_in(2), ""};
  if (d.type == Type::set) {
    FactSet set;
    for (const auto& member : d.values) {
      if (dice.one_in(2))
        set.members.insert(member);
      else if (dice.one_in(4))
        set.unknown.insert(member);
    }
    return {std::move(set), ""};
  }
  if (d.type == Type::word) return {dice.of(d.values), ""};
  if (d.type == Type::number) {
    const std::vector<std::string> numbers = {"4", "5.12", "8.2", "8.3", "8.30.03", "12"};
    return {dice.of(numbers), ""};
  }
  const std::vector<std::string> languages = {"0409", "0411", "040c", "0404", rule.id};
  return {dice.of(languages), ""};
}

void lean(Dice& dice, const Condition& c, contract::Facts& facts) {
  for (const Condition& part : c.parts) lean(dice, part, facts);
  if (c.fact.empty() || dice.one_in(5)) return;
  if (c.kind == Condition::Kind::is) facts.set(c.fact, c.value);
  if (c.kind == Condition::Kind::one_of) facts.set(c.fact, {dice.of(c.names), ""});
  if (c.kind == Condition::Kind::below) facts.set(c.fact, {std::string("0"), ""});
  if (c.kind != Condition::Kind::contains) return;
  FactSet set = facts.members(c.fact);
  set.unknown.erase(c.text);
  set.members.insert(c.text);
  facts.set(c.fact, {std::move(set), ""});
}

contract::Facts random_facts(Dice& dice, const Rule& rule) {
  contract::Facts out;
  for (const auto& d : support::knowledge().facts) out.set(d.name, random_fact(dice, d, rule));
  // Mostly what the rule asks for: it is where a verdict hangs on one more thing that one goes
  // wrong.
  lean(dice, rule.trigger, out);
  if (!dice.one_in(4)) out.set("operation", {std::string("migration"), ""});
  if (!dice.one_in(4)) out.set("migration.executor", {std::string("wizard"), ""});
  return out;
}

std::vector<const Range*> ranges_named(const std::vector<std::string>& ids) {
  std::vector<const Range*> out;
  for (const auto& id : ids) out.push_back(support::knowledge().range(id));
  return out;
}

std::vector<const Range*> ranges_of(const Rule& rule) {
  std::vector<std::string> ids = ranges_in(rule.trigger);
  ids.insert(ids.end(), rule.affects.begin(), rule.affects.end());
  return ranges_named(ids);
}

// --- what the manifests state: 0 no, 1 nobody knows, 2 yes

std::vector<const FileRecord*> standing_for(const std::string& component, const Inventory& all) {
  std::vector<const FileRecord*> in_bin, any;
  for (const FileRecord& file : all.files) {
    if (base::lower(file.name) != base::lower(component)) continue;
    any.push_back(&file);
    if (("/" + base::lower(file.path)).find("/bin/") != std::string::npos) in_bin.push_back(&file);
  }
  return in_bin.empty() ? any : in_bin;
}

bool test_of_article(const Range& range, const Inventory& all) {
  if (!range.recognised_by) return false;
  for (const auto* file : standing_for(range.recognised_by->component, all))
    if (file->file_version == range.recognised_by->exactly) return true;
  return false;
}

bool readable(const FileRecord& file) {
  return file.file_version && *file.file_version != Version{};
}

// Whether it is stated that a version of the range's own branch has not the defect.
bool stated_clear(const Range& range, const Version& v) {
  if (range.fixed && v >= *range.fixed) return true;
  if (range.absent_up_to) return v <= *range.absent_up_to;
  return range.introduced && range.introduced_basis == manifest::Basis::stated &&
         v < *range.introduced;
}

// Whether what the ranges of one component state clears this file: some speak of its branch and
// machine, and all of those say so; or all are about other branches.
bool stated_clear(const std::vector<const Range*>& ranges, const FileRecord& file,
                  const Inventory& all) {
  if (!readable(file)) return false;
  bool of_branch = false, of_machine = false;
  for (const Range* range : ranges) {
    if (file.file_version->branch() != range->branch) {
      if (test_of_article(*range, all)) return false;
      continue;
    }
    of_branch = true;
    if (!range->platform.empty() && file.machine != range->platform) continue;
    of_machine = true;
    if (!stated_clear(*range, *file.file_version)) return false;
  }
  return !of_branch || of_machine;
}

bool hidden(const Inventory& all) {
  return std::ranges::any_of(all.files, [](const auto& file) { return file.closed; });
}

bool stated_clear(const std::vector<const Range*>& ranges, const Inventory& all) {
  std::map<std::string, std::vector<const Range*>> by_component;
  for (const Range* range : ranges) by_component[range->component].push_back(range);
  return !hidden(all) && std::ranges::all_of(by_component, [&](const auto& item) {
    const auto files = standing_for(item.first, all);
    return !files.empty() && std::ranges::all_of(files, [&](const auto* file) {
      return stated_clear(item.second, *file, all);
    });
  });
}

int truth(const Condition& c, const contract::Facts& facts, const Inventory& all);

int truth_of_fact(const Condition& c, const Fact& fact) {
  const auto* word = std::get_if<std::string>(&fact.value);
  const auto* set = std::get_if<FactSet>(&fact.value);
  switch (c.kind) {
    case Condition::Kind::is:
      return !fact.known() ? 1 : fact.value == c.value.value ? 2 : 0;
    case Condition::Kind::one_of:
      return !fact.known() ? 1 : word && std::ranges::count(c.names, *word) > 0 ? 2 : 0;
    case Condition::Kind::contains:
      return set == nullptr || set->unknown.contains(c.text) ? 1
             : set->members.contains(c.text)                 ? 2
                                                             : 0;
    default: {
      const auto order = word ? version::compare_release(*word, c.text) : std::nullopt;
      return !order ? 1 : *order < 0 ? 2 : 0;
    }
  }
}

int all_alike(const std::vector<std::string>& components, const Inventory& all) {
  std::set<std::optional<Version>> versions;
  bool missing = hidden(all);
  for (const auto& component : components) {
    const auto files = standing_for(component, all);
    missing = missing || files.empty();
    for (const auto* file : files)
      versions.insert(file->file_version == Version{} ? std::nullopt : file->file_version);
  }
  const bool unread = versions.erase(std::nullopt) > 0;
  return versions.size() > 1 ? 0 : missing || unread ? 1 : 2;
}

int truth(const Condition& c, const contract::Facts& facts, const Inventory& all) {
  switch (c.kind) {
    case Condition::Kind::all: {
      int out = 2;
      for (const auto& part : c.parts) out = std::min(out, truth(part, facts, all));
      return out;
    }
    case Condition::Kind::any: {
      int out = 0;
      for (const auto& part : c.parts) out = std::max(out, truth(part, facts, all));
      return out;
    }
    case Condition::Kind::negation:
      return 2 - truth(c.parts[0], facts, all);
    case Condition::Kind::always:
      return 2;
    case Condition::Kind::unknown:
      return 1;
    case Condition::Kind::range:
      return stated_clear({support::knowledge().range(c.text)}, all) ? 0 : 1;  // 1: at least
    case Condition::Kind::same_version:
      return all_alike(c.names, all);
    default:
      return truth_of_fact(c, facts.get(c.fact));
  }
}

bool negates_a_range(const Condition& c) {
  if (c.kind == Condition::Kind::negation && !ranges_in(c).empty()) return true;
  return std::ranges::any_of(c.parts, negates_a_range);
}

bool other_operation(const Rule& rule, const contract::Facts& facts) {
  const std::string operation = facts.word("operation");
  return (rule.operation != "any" && !operation.empty() && operation != rule.operation) ||
         (rule.wizard_only && rule.concern != manifest::Concern::server &&
          facts.word("migration.executor") == "native");
}

// The condition where the files that do the work were never seen.
Condition blind(Condition c) {
  if (c.kind == Condition::Kind::range || c.kind == Condition::Kind::same_version)
    c.kind = Condition::Kind::unknown;
  for (Condition& part : c.parts) part = blind(std::move(part));
  return c;
}

// Whether what is stated lets this rule be clear.
bool may_be_clear(const Rule& rule, const contract::Facts& facts, const Inventory& all) {
  if (other_operation(rule, facts)) return true;
  const bool elsewhere =
      rule.concern == manifest::Concern::extract && facts.word("migration.phase") == "import";
  if (truth(elsewhere ? blind(rule.trigger) : rule.trigger, facts, all) == 0) return true;
  if (elsewhere || rule.affects.empty()) return false;
  return stated_clear(ranges_named(rule.affects), all);
}

// Whether the version was cleared by what an article says of files of another language.
bool needs_label(const Rule& rule, const Inventory& all) {
  if (rule.affects.size() != 1) return false;
  const Range& range = *support::knowledge().range(rule.affects.front());
  const auto files = standing_for(range.component, all);
  return files.size() == 1 && !range.language.empty() && files[0]->file_version &&
         files[0]->file_version->branch() == range.branch && files[0]->language != range.language &&
         files[0]->language != "0000";
}

}  // namespace

TEST_CASE("every clear verdict is borne out by something that is stated") {
  constexpr int kDraws = 50;  // of each rule
  int clear = 0, others = 0, labelled = 0;
  unsigned seed = 0;
  for (const Rule& rule : support::knowledge().rules) {
    CAPTURE(rule.id);
    REQUIRE_FALSE(negates_a_range(rule.trigger));  // the bound above would be no bound
    for (int i = 0; i < kDraws; ++i) {
      CAPTURE(seed);
      Dice dice(seed++);
      const support::Measurement machine(random_inventory(dice, ranges_of(rule)));
      const auto facts = random_facts(dice, rule);
      const auto f = judge::judge(rule, {machine.measured, facts}, {});
      (f.verdict == judge::Verdict::clear ? clear : others) += 1;
      if (f.verdict != judge::Verdict::clear) continue;
      CHECK(may_be_clear(rule, facts, machine.inventory));
      CHECK_FALSE(f.because.empty());
      const bool by_version =
          f.reason == judge::Reason::fixed || f.reason == judge::Reason::not_yet_introduced;
      if (!by_version || !needs_label(rule, machine.inventory)) continue;
      CHECK(f.basis == manifest::Basis::inferred);
      CHECK(f.because.front().find("the article speaks of") != std::string::npos);
      ++labelled;
    }
  }
  MESSAGE(clear, " clear, ", others, " others");
  CHECK(clear > 3000);
  CHECK(others > 3000);
  CHECK(labelled > 50);
}

TEST_CASE("a fixed file of another language is labelled, and no more than inferred") {
  int seen = 0;
  for (const Rule& rule : support::knowledge().rules)
    for (const std::string& id : rule.affects) {
      const Range& range = *support::knowledge().range(id);
      if (range.language != "0409" || !range.fixed) continue;
      Inventory inventory = support::machine({{range.component, version::to_string(*range.fixed)}});
      inventory.files[0].language = "0407";
      if (!range.platform.empty()) inventory.files[0].machine = range.platform;
      const auto leaf = judge::evaluate(range, inventory::Index(inventory));
      CAPTURE(id);
      CHECK(leaf.truth == judge::Truth::no);
      CHECK(leaf.basis == manifest::Basis::inferred);
      CHECK(leaf.line.find("the English version, this file is of language 0407") !=
            std::string::npos);
      ++seen;
    }
  CHECK(seen > 0);
}
