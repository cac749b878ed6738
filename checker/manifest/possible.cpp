#include "checker/manifest/possible.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace checker::manifest {
namespace {

using Kind = Condition::Kind;

// Enough for any rule that a person could still review; each step may copy what is known so far.
constexpr std::size_t kMaxSteps = 1000;

/// A condition that is to hold, or not to hold.
struct Goal {
  const Condition* condition;
  bool wanted;
};

/// What the goals so far ask of each fact.
class Asked {
 public:
  explicit Asked(const Declared& declared) : declared_(&declared) {}

  /// False when it contradicts what was asked before.
  bool add(const Condition& c, bool wanted) {
    switch (c.kind) {
      case Kind::is:
        if (const auto* flag = std::get_if<bool>(&c.value.value))
          return one_way(c.fact, *flag == wanted);
        return words(c.fact, {std::get<std::string>(c.value.value)}, wanted);
      case Kind::one_of:
        return words(c.fact, {c.names.begin(), c.names.end()}, wanted);
      case Kind::contains:
        return one_way(c.fact + " " + c.text, wanted);
      case Kind::below:
        return number(c.fact, c.text, wanted);
      case Kind::range:
        return one_way("range " + c.text, wanted);
      default:
        return true;  // nothing is known about the files
    }
  }

 private:
  struct Words {
    std::optional<std::set<std::string>> only;
    std::set<std::string> never;
  };
  struct Numbers {
    std::optional<std::string> below, from;
  };

  bool one_way(const std::string& what, bool way) {
    return ways_.try_emplace(what, way).first->second == way;
  }

  bool words(const std::string& fact, const std::set<std::string>& these, bool wanted) {
    Words& known = words_.try_emplace(fact, start(fact)).first->second;
    if (!wanted)
      known.never.insert(these.begin(), these.end());
    else if (!known.only)
      known.only = these;
    else
      std::erase_if(*known.only, [&](const std::string& word) { return !these.contains(word); });
    return !known.only || std::ranges::any_of(*known.only, [&](const std::string& word) {
      return !known.never.contains(word);
    });
  }

  Words start(const std::string& fact) const {
    const auto* d = declared_->fact(fact);
    if (d == nullptr || d->type != FactDeclaration::Type::word) return {};
    return {std::set<std::string>(d->values.begin(), d->values.end()), {}};
  }

  bool number(const std::string& fact, const std::string& limit, bool wanted) {
    Numbers& known = numbers_[fact];
    auto& bound = wanted ? known.below : known.from;
    const auto tighter = [&](const std::string& old) {
      const auto order = version::compare_release(limit, old);
      return order && (wanted ? *order < 0 : *order > 0);
    };
    if (!bound || tighter(*bound)) bound = limit;
    if (!known.below || !known.from) return true;
    const auto order = version::compare_release(*known.from, *known.below);
    return !order || *order < 0;
  }

  const Declared* declared_;
  std::map<std::string, bool> ways_;
  std::map<std::string, Words> words_;
  std::map<std::string, Numbers> numbers_;
};

class Search {
 public:
  explicit Search(Unknowns unknowns) : unknowns_(unknowns) {}

  bool run(std::vector<Goal> goals, Asked asked) {
    while (!goals.empty()) {
      if (++steps_ > kMaxSteps) return true;
      const auto [condition, wanted] = goals.back();
      goals.pop_back();
      switch (condition->kind) {
        case Kind::negation:
          goals.push_back({&condition->parts.front(), !wanted});
          break;
        case Kind::all:
        case Kind::any:
          if ((condition->kind == Kind::any) == wanted)
            return any_of(condition->parts, wanted, goals, asked);
          steps_ += condition->parts.size();
          if (steps_ > kMaxSteps) return true;
          for (const Condition& part : condition->parts) goals.push_back({&part, wanted});
          break;
        case Kind::always:
          if (!wanted) return false;
          break;
        case Kind::unknown:
          if (unknowns_ == Unknowns::never_hold) return false;
          break;
        default:
          if (!asked.add(*condition, wanted)) return false;
      }
    }
    return true;
  }

 private:
  bool any_of(const std::vector<Condition>& parts, bool wanted, std::vector<Goal>& goals,
              const Asked& asked) {
    for (const Condition& part : parts) {
      goals.push_back({&part, wanted});
      if (run(goals, asked)) return true;
      goals.pop_back();
    }
    return false;
  }

  Unknowns unknowns_;
  std::size_t steps_ = 0;
};

Condition fact_is(const std::string& fact, const std::string& word) {
  Condition out;
  out.kind = Kind::is;
  out.fact = fact;
  out.value.value = word;
  return out;
}

}  // namespace

bool can_hold(const Rule& rule, const Declared& declared, Unknowns unknowns) {
  // What the judge asks before it looks at the trigger.
  Asked asked(declared);
  if (rule.operation != "any" && !asked.add(fact_is("operation", rule.operation), true))
    return false;
  if (rule.wizard_only && rule.concern != Concern::server)
    (void)asked.add(fact_is("migration.executor", "native"), false);
  return Search(unknowns).run({{&rule.trigger, true}}, std::move(asked));
}

bool can_hold(const Condition& condition, const Declared& declared) {
  return Search(Unknowns::may_hold).run({{&condition, true}}, Asked(declared));
}

}  // namespace checker::manifest
