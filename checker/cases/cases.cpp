#include "checker/cases/cases.hpp"

#include <algorithm>
#include <utility>

#include "checker/judge/derive.hpp"
#include "checker/judge/judge.hpp"
#include "checker/operation/operation.hpp"
#include "checker/plan/plan.hpp"

namespace checker::cases {
namespace {

using inventory::FileRecord;
using manifest::Case;
using manifest::Knowledge;

inventory::VersionState state_of(const std::string& word) {
  using enum inventory::VersionState;
  for (const auto state : {present, none, other_id, unreadable, cut_short})
    if (word == to_string(state)) return state;
  return unreadable;
}

FileRecord record_of(const Case::File& file) {
  FileRecord out;
  out.path = file.path;
  out.name = file.name;
  out.format = "pe32";
  out.machine = file.machine;
  out.language = file.language;
  out.version_state = state_of(file.state);
  out.file_version = file.version;
  if (out.version_state == inventory::VersionState::unreadable ||
      out.version_state == inventory::VersionState::cut_short)
    out.error = base::Error{base::Errc::malformed, "damaged, as the case says"};
  return out;
}

Inventory inventory_of(const Case& one) {
  Inventory out;
  for (const Case::File& file : one.files) out.files.push_back(record_of(file));
  for (const std::string& path : one.closed)
    out.files.push_back(inventory::unread(path, {base::Errc::io, "closed, as the case says"}));
  std::ranges::sort(out.files, {}, &FileRecord::path);
  return out;
}

/// One case, judged as `check` judges.
class Trial {
 public:
  Trial(const Case& one, const Knowledge& knowledge)
      : case_(one),
        inventory_(inventory_of(one)),
        index_(inventory_),
        measured_(knowledge, index_) {
    options_.native_destination = one.native_destination;
  }

  Ran run() && {
    auto operation = operation::from_facts(case_.operation, "case", measured_.knowledge());
    if (!operation) {
      fail(at("operation"), "the operation", "an operation", operation.error().message, {});
      return std::move(ran_);
    }
    operation::complete(*operation, measured_.knowledge());
    const contract::Facts meant = judge::derive({measured_, operation->facts}, operation->told);
    expect_meant(meant);
    if (!case_.under_plan.empty() || !case_.status.empty()) expect_planned(meant);
    return std::move(ran_);
  }

 private:
  void expect_meant(const contract::Facts& meant) {
    for (const auto& [id, expected] : case_.expect)
      if (const manifest::Rule* rule = measured_.knowledge().rule(id))
        compare("expect", id, expected, judge::judge(*rule, {measured_, meant}, options_));
  }

  void expect_planned(const contract::Facts& meant) {
    plan::Request request;
    request.judging = options_;
    auto planned = plan::plan({measured_, meant}, request);
    if (!planned) return fail(at("under_plan"), "the plan", "a plan", planned.error().message, {});
    for (const auto& [id, expected] : case_.under_plan)
      for (const judge::Finding& finding : planned->under_plan)
        if (finding.rule->id == id) compare("under_plan", id, expected, finding);
    if (case_.status.empty()) return;
    ++ran_.expectations;
    const std::string status(contract::to_string(planned->plan.status));
    if (status != case_.status)
      fail(at("status"), "the status of the plan", case_.status, status, planned->conflict);
  }

  void compare(const char* part, const std::string& id, const std::string& expected,
               const judge::Finding& finding) {
    ++ran_.expectations;
    const std::string verdict(to_string(finding.verdict)), reason(to_string(finding.reason));
    // The reason of what is checked is still why it is unknown.
    if (expected == verdict || (expected == reason && finding.verdict != judge::Verdict::checked))
      return;
    fail(base::pointer(at(part), id), id + under(part), expected,
         verdict == reason ? verdict : verdict + " (" + reason + ")", finding.because);
  }

  static std::string under(std::string_view part) {
    return part == "under_plan" ? " under the plan" : "";
  }

  std::string at(std::string_view part) const { return base::pointer(case_.where, part); }

  void fail(std::string place, std::string asked, std::string expected, std::string found,
            std::vector<std::string> because) {
    ran_.failures.push_back({std::move(place), case_.name, std::move(asked), std::move(expected),
                             std::move(found), std::move(because)});
  }

  const Case& case_;
  const Inventory inventory_;
  const inventory::Index index_;
  const judge::Measured measured_;
  judge::Options options_;
  Ran ran_;
};

}  // namespace

Ran run(const manifest::Case& one, const manifest::Knowledge& knowledge) {
  return Trial(one, knowledge).run();
}

}  // namespace checker::cases
