#pragma once
// The least costly operation that no rule objects to, found by holding every
// variation against all rules together. Nothing is read and nothing is written.
#include <array>
#include <set>
#include <string>
#include <vector>

#include "checker/judge/judge.hpp"
#include "checker/plan/candidates.hpp"
#include "contract/plan.hpp"

namespace checker::plan {

enum class Policy { safest, least_change, no_patch };

struct Request {
  std::set<std::string> pins;      // facts that must stay as meant
  std::set<std::string> accepted;  // rules whose risk the operator takes upon himself, by id
  Policy policy = Policy::safest;
  judge::Options judging;
  bool incomplete_knowledge = false;  // a manifest could not be read: nothing is clear then
};

/// A fact that somebody could look up, and the rules that its answer would settle.
struct Question {
  std::string fact, text;
  std::vector<std::string> settles;
};

struct Planned {
  contract::Plan plan;
  std::vector<judge::Finding> meant;       // of the operation as meant
  std::vector<judge::Finding> under_plan;  // the same rules, of the operation as planned
  std::vector<Question> questions;         // at most five
};

/// Costs, compared in this order: blocking rules that apply; blocking rules unknown and not
/// checked; content left out; degrading rules (2 where one applies, 1 where it is unknown); system
/// change; options changed; the author's rank.
using Cost = std::array<unsigned, 7>;

base::Result<Planned> plan(const judge::Evidence& evidence, const Request& request);

std::vector<Question> questions(const std::vector<judge::Finding>& meant,
                                const std::vector<judge::Finding>& under_plan,
                                const manifest::Knowledge& knowledge);

}  // namespace checker::plan
