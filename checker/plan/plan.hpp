#pragma once
// The least costly operation that no rule objects to, found by holding every
// variation against all rules together. Nothing is read and nothing is written.
#include <array>
#include <set>
#include <string>
#include <string_view>
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
  std::vector<Package> packages;      // files at hand; used only where a rule asks for one
};

/// A fact that somebody could look up, and the rules that its answer would settle.
struct Question {
  std::string fact, text;
  std::vector<std::string> settles;
};

/// Costs, compared in the order of a policy: blocking rules that apply; blocking rules unknown and
/// not checked; content left out; degrading rules (2 where one applies, 1 where it is unknown);
/// system change (files installed); options changed (a second run counts as two); the author's
/// rank.
using Cost = std::array<unsigned, 7>;
std::string_view criterion(std::size_t index);

/// A variation that was not chosen.
struct Rejected {
  std::vector<contract::Plan::Change> changes;
  std::vector<std::string> left_out;
  Cost cost{};
  /// The first criterion, in the order of the policy, on which it lost; "" where it is as cheap as
  /// the plan and came after it.
  std::string lost_on;
  unsigned its = 0, of_plan = 0;  // what that criterion says of both
};

struct Planned {
  contract::Plan plan;
  std::vector<judge::Finding> meant;       // of the operation as meant
  std::vector<judge::Finding> under_plan;  // the same rules, of the operation as planned
  std::vector<Question> questions;         // at most five
  std::vector<Rejected> rejected;          // in the order in which they were considered
  /// Of a blocked plan: rules of which every variation breaks one, and none of which can be spared
  /// from that sentence.
  std::vector<std::string> conflict;
};

/// Exact: no variation (candidates.hpp) is cheaper under the policy; of equals, the one nearest to
/// the operation as meant. Errc::limit where there are too many to hold each against the rules.
base::Result<Planned> plan(const judge::Evidence& evidence, const Request& request);

/// What was judged, and the findings: of the operation as meant, of the one as planned.
struct Judgement {
  const std::vector<judge::Finding>& findings;
  judge::Evidence evidence;
  judge::Options options;
};

/// At most five questions, each chosen for the rules that some answer to it would settle and that
/// no question before it settles: those that could block first, then those related to a rule that
/// does, and of those always as many as possible.
std::vector<Question> questions(const std::vector<Judgement>& judgements);

}  // namespace checker::plan
