#include "migrator/run/job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::pair<Content, std::string_view> kWords[] = {
    {Content::messages, "messages"},
    {Content::boards, "bulletin-boards"},
    {Content::lists, "personal-mailing-lists"},
    {Content::address_book, "personal-address-book"},
    {Content::directory, "directory"}};

template <class Words>
std::set<Content> contents(const Words& words) {
  std::set<Content> out;
  for (const std::string& word : words)
    if (const auto content = content_named(word)) out.insert(*content);
  return out;
}

contract::Plan::Pass as_planned(const Pass& pass) {
  contract::Plan::Pass out{pass.steps == Steps::one ? "one" : "two", {}};
  for (Content kind : pass.content) out.content.emplace(to_string(kind));
  return out;
}

// Whether a guard of the plan objects to this pass. Held against what we carry, which may be more
// than the wizard would have.
bool forbidden(const contract::Plan& plan, const Pass& pass) {
  contract::Facts facts = plan.operation;
  const auto planned = as_planned(pass);
  facts.set("migration.steps", {planned.steps, {}});
  facts.set("migration.content", {contract::FactSet{planned.content, {}}, {}});
  return std::ranges::any_of(
      plan.guards, [&](const contract::Guard& guard) { return contract::meets(guard, facts); });
}

// Finds a pass for a kind that no pass names: one of those there are, or one of its own.
Result<void> place(const contract::Plan& plan, Content kind, std::vector<Pass>& passes) {
  for (Pass& pass : passes) {
    Pass wider = pass;
    wider.content.insert(kind);
    if (forbidden(plan, wider)) continue;
    pass = std::move(wider);
    return {};
  }
  for (Steps steps : {Steps::one, Steps::two}) {
    Pass own{steps, {kind}};
    if (forbidden(plan, own)) continue;
    passes.push_back(std::move(own));
    return {};
  }
  return Error{Errc::conflict,
               "the guards of the plan leave no way to carry " + std::string(to_string(kind)),
               "plan again with `sidestep check`"};
}

Phase phase_of(const contract::Facts& facts) {
  return phase_named(facts.word("migration.phase")).value_or(Phase::both);
}

Result<Job> arrange(const contract::Plan& plan) {
  Job job;
  job.phase = phase_of(plan.operation);
  job.source = plan.operation.word("migration.source");
  job.left_out = contents(plan.left_out);
  job.left_out.merge(contents(plan.operation.members("migration.excluded").members));
  std::set<Content> placed = job.left_out;
  // With the lists, wherever these go; for itself only without them.
  const bool with_lists =
      !placed.contains(Content::lists) && placed.insert(Content::address_book).second;
  for (const auto& planned : plan.passes) {
    Pass pass{planned.steps == "one" ? Steps::one : Steps::two, {}};
    for (Content kind : contents(planned.content))
      if (placed.insert(kind).second) pass.content.insert(kind);
    job.passes.push_back(std::move(pass));
  }
  for (Content kind : kAllContent) {
    if (placed.contains(kind)) continue;
    if (auto done = place(plan, kind, job.passes); !done) return std::move(done).error();
  }
  for (Pass& pass : job.passes)
    if (with_lists && pass.carries(Content::lists)) pass.content.insert(Content::address_book);
  for (const Pass& pass : job.passes)
    if (forbidden(plan, pass))
      return Error{Errc::conflict, "the plan asks for what one of its guards forbids",
                   "plan again with `sidestep check`"};
  return job;
}

// Q214836: the one-step run that breaks off when both kinds of content are in it.
contract::Guard one_step_guard() {
  const contract::FactSet both{{"bulletin-boards", "personal-mailing-lists"}, {}};
  return {"Q214836", {{"migration.steps", {"one", {}}}, {"migration.content", {both, {}}}}};
}

}  // namespace

std::string_view to_string(Content content) {
  for (const auto& [kind, word] : kWords)
    if (kind == content) return word;
  return "";
}

std::optional<Content> content_named(std::string_view word) {
  for (const auto& [kind, known] : kWords)
    if (known == word) return kind;
  return std::nullopt;
}

std::string_view to_string(Phase phase) {
  return phase == Phase::extract ? "extract" : phase == Phase::import ? "import" : "both";
}

std::optional<Phase> phase_named(std::string_view word) {
  for (const Phase phase : {Phase::both, Phase::extract, Phase::import})
    if (to_string(phase) == word) return phase;
  return std::nullopt;
}

Content content_of(const Account& account) {
  return account.kind == AccountKind::board ? Content::boards : Content::messages;
}

Content content_of(const PersonalList& list) {
  return list.address_book ? Content::address_book : Content::lists;
}

bool Pass::carries_lists() const {
  return carries(Content::lists) || carries(Content::address_book);
}

bool Pass::carries(const Account& account) const {
  if (carries(content_of(account))) return true;
  return account.kind == AccountKind::mailbox && carries_lists();
}

bool Job::carries(const Account& account) const {
  return std::ranges::any_of(passes, [&](const Pass& pass) { return pass.carries(account); });
}

bool Job::both_in_one_step() const {
  return std::ranges::any_of(passes, [](const Pass& pass) {
    return pass.steps == Steps::one && pass.carries(Content::boards) &&
           pass.carries(Content::lists);
  });
}

bool Job::brings_directory(std::size_t pass) const {
  if (left_out.contains(Content::directory)) return false;
  const auto first = std::ranges::find_if(passes, [](const Pass& one) {
    return one.carries(Content::directory) || one.carries_lists();
  });
  return first - passes.begin() == static_cast<std::ptrdiff_t>(pass);
}

Result<Job> job_of(const contract::Plan& plan, bool accept_loss) {
  if (plan.status == contract::PlanStatus::blocked || plan.status == contract::PlanStatus::unknown)
    return Error{Errc::conflict,
                 "the plan's status is " + std::string(contract::to_string(plan.status)) +
                     ": there is no safe way to run it",
                 "see `sidestep check` for what would make it safe"};
  if (plan.passes.empty())
    return Error{Errc::conflict, "the plan has no pass: it was made without an operation",
                 "give `sidestep check` the operation: --control, --operation or --set"};
  if (!plan.left_out.empty() && !accept_loss)
    return Error{Errc::conflict,
                 fmt::format("the plan leaves content out: {}", fmt::join(plan.left_out, ", ")),
                 "add --accept-loss if that is what you want, or let `sidestep check` choose the "
                 "steps without --pin"};
  return arrange(plan);
}

Result<Job> job_of(const contract::Facts& control) {
  const auto content = control.members("migration.content");
  contract::Plan plan;
  plan.operation = control;
  const std::string steps = control.word("migration.steps");
  if (steps.empty())
    return Error{Errc::conflict, "nobody has said in how many steps",
                 "write Function,EXTRACT into the control file, or use `sidestep migrate`"};
  // What the file asks for in one step is judged with the source at hand: check_one_step.
  if (!contract::meets(one_step_guard(), control)) plan.guards = {one_step_guard()};
  plan.passes = {{steps == "one" ? "one" : "two", content.members}};
  return arrange(plan);
}

Result<void> check_one_step(const Job& job, Source& source) {
  if (!job.both_in_one_step()) return {};
  const auto& accounts = source.catalogue().accounts;
  if (std::ranges::count(accounts, AccountKind::board, &Account::kind) == 0) return {};
  for (const Account& account : accounts) {
    auto lists = source.lists(account);
    if (!lists) return std::move(lists).error();
    for (const PersonalList& list : *lists)
      if (content_of(list) == Content::lists)
        return Error{
            Errc::conflict,
            "a one-step run (Function,FULL) of bulletin boards together with personal mailing "
            "lists is known to break off with some versions of the wizard (Q214836), and this "
            "source holds both",
            "write Function,EXTRACT into the control file and import its set with "
            "`sidestep-migrator import`, or use `sidestep migrate`, which reads the versions and "
            "plans around it"};
  }
  return {};
}

Job extract_job() {
  return {Phase::extract, {{Steps::two, {std::begin(kAllContent), std::end(kAllContent)}}}, {}};
}

Job import_job() {
  return {Phase::import, {{Steps::two, {std::begin(kAllContent), std::end(kAllContent)}}}, {}};
}

std::string to_string(const Job& job) {
  const auto words = [](const std::set<Content>& content, bool all = false) {
    std::vector<std::string_view> out;
    for (Content kind : content)
      if (all || kind != Content::address_book || !content.contains(Content::lists))
        out.push_back(to_string(kind));
    return fmt::format("{}", fmt::join(out, ", "));
  };
  std::string out;
  for (const Pass& pass : job.passes) {
    if (!out.empty()) out += "; ";
    const std::string_view steps = job.phase != Phase::both   ? to_string(job.phase)
                                   : pass.steps == Steps::one ? "one-step"
                                                              : "two-step";
    out += fmt::format("{}: {}", steps, words(pass.content));
  }
  if (!job.left_out.empty()) out += "; left out: " + words(job.left_out, true);
  return out;
}

}  // namespace migrator::run
