#include "migrator/cli/choice.hpp"

namespace migrator::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Error said_twice(const std::string& option, const std::string& keyword,
                 const run::Control& control) {
  return {Errc::usage, option + ": " + control.name + " says it already, with " + keyword,
          "leave the option out, or the line"};
}

Result<void> moment(const std::string& option, const std::string& text, bool ends,
                    std::optional<LocalTime>& out) {
  if (text.empty()) return {};
  out = run::parse_moment(text, ends);
  if (out) return {};
  return Error{Errc::usage, option + " " + text + ": is no day",
               "write it as YYYY-MM-DD, for instance 1998-06-02"};
}

}  // namespace

Result<run::Selection> selection_of(const WorkOptions& options, const run::Control& control) {
  run::Selection out = control.selection;
  const bool dates = !options.since.empty() || !options.until.empty();
  if (dates && (out.since || out.until))
    return said_twice(options.since.empty() ? "--until" : "--since", "EmailStart or EmailEnd",
                      control);
  if (dates) out.dates_of_boards = true;
  if (auto done = moment("--since", options.since, false, out.since); !done)
    return std::move(done).error();
  if (auto done = moment("--until", options.until, true, out.until); !done)
    return std::move(done).error();
  if (!options.mailboxes.empty() && out.mailboxes)
    return said_twice("--mailbox", "Accounts", control);
  const bool named = !options.mailboxes.empty() || !options.boards.empty();
  if (named && !out.mailboxes) out.mailboxes.emplace();
  if (named) out.boards.emplace(options.boards.begin(), options.boards.end());
  if (!options.mailboxes.empty())
    out.mailboxes->insert(options.mailboxes.begin(), options.mailboxes.end());
  out.folders.insert(options.folders.begin(), options.folders.end());
  return out;
}

Result<void> check_choice(const WorkOptions& options, const run::Job& job) {
  struct Row {
    bool said;
    const char *option, *what, *keyword;
    run::Content content;
  };
  const Row rows[] = {
      {!options.boards.empty(), "--board", "boards", "Public", run::Content::boards},
      {!options.mailboxes.empty(), "--mailbox", "mail", "Email", run::Content::messages},
      {!options.folders.empty(), "--folder", "mail", "Email", run::Content::messages}};
  for (const Row& row : rows)
    if (row.said && job.left_out.contains(row.content))
      return Error{Errc::usage,
                   std::string(row.option) + ": the job leaves " + row.what + " out (" +
                       run::to_string(job) + ")",
                   "leave the option out, or make the job without " + std::string(row.keyword) +
                       ",FALSE or what excludes it in the plan"};
  return {};
}

}  // namespace migrator::cli
