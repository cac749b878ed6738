#pragma once
// The job: what a run does, decided from a plan or a control file before
// anything is written. What may not be done is refused here.
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/plan.hpp"
#include "migrator/message/message.hpp"

namespace migrator::run {

/// The kinds of content that we carry, with the words of `migration.content`.
enum class Content { messages, boards, lists, address_book, directory };
inline constexpr Content kAllContent[] = {Content::messages, Content::boards, Content::lists,
                                          Content::address_book, Content::directory};
std::string_view to_string(Content content);
std::optional<Content> content_named(std::string_view word);
/// What the items of an account are: messages or bulletin boards.
Content content_of(const Account& account);
/// What a personal list is: one of the mailing lists, or the address book.
Content content_of(const PersonalList& list);

enum class Steps { one, two };
enum class Phase { both, extract, import };
std::string_view to_string(Phase phase);  // as the fact migration.phase has it
std::optional<Phase> phase_named(std::string_view word);

struct Pass {
  Steps steps = Steps::one;
  std::set<Content> content;
  bool carries(Content kind) const { return content.contains(kind); }
  /// Whether this pass writes the lists of mailboxes: mailing lists and the address book go
  /// together unless one of them is left out.
  bool carries_lists() const;
  /// Whether anything of this account is carried; empty mailboxes and boards count too.
  bool carries(const Account& account) const;
  bool operator==(const Pass&) const = default;
};

struct Job {
  Phase phase = Phase::both;
  std::vector<Pass> passes;    // at least one; every kind is in one pass or left out
  std::set<Content> left_out;  // by the operator; read and counted all the same
  std::string source{};        // the system that the plan is for: "cc:mail"; empty: not said
  bool carries(const Account& account) const;
  /// Whether boards and personal mailing lists are carried together in one step (Q214836).
  bool both_in_one_step() const;
  /// Whether this pass, from 0, brings the directory: the first that carries it or lists (also the
  /// address book), whose members are looked up in it.
  bool brings_directory(std::size_t pass) const;
};

/// The job that a plan describes. Errc::conflict when its status is blocked or unknown, when it
/// has no pass, when it leaves content out and `accept_loss` is not given, or when a guard would be
/// met by what the source may hold beyond the plan. A kind that no pass names was not the wizard's
/// to carry: we carry it all the same, in a pass where no guard objects. A mailbox's address book
/// goes with its lists, which one file holds.
base::Result<Job> job_of(const contract::Plan& plan, bool accept_loss);

/// The job of a control file, without a plan; check_one_step has still to be asked. Errc::conflict
/// when it does not say in how many steps.
base::Result<Job> job_of(const contract::Facts& control);

/// Refuses a job that nobody has planned where it carries boards and personal lists in one step and
/// `source` holds both (Q214836): Errc::conflict.
base::Result<void> check_one_step(const Job& job, Source& source);

/// Everything from an export set into a set of migration files.
Job extract_job();
/// Everything from a set of migration files to a destination.
Job import_job();

/// The job in one line: "two-step: messages, bulletin-boards; left out: directory". The address
/// book is named where it does not go with personal mailing lists.
std::string to_string(const Job& job);

}  // namespace migrator::run
