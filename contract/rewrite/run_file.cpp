#include "contract/rewrite/run_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "contract/control_file.hpp"

namespace contract::rewrite {
namespace {

using base::Errc;
using base::Error;
using contract::ControlDocument;
using contract::ControlFile;
using contract::FactSet;

// What means nothing once a flag is FALSE.
constexpr std::pair<std::string_view, std::string_view> kHangOn[] = {
    {"Public", "DefFldPerms"}, {"Public", "FldOwner"},  {"Mailbox", "Home-Server"},
    {"Mailbox", "Container"},  {"Mailbox", "Template"}, {"Mailbox", "NTAccounts"},
    {"Mailbox", "NTDomain"},   {"Email", "EmailStart"}, {"Email", "EmailEnd"},
    {"Schedule", "SchdStart"}, {"Schedule", "SchdEnd"}};

// What an import reads only beside another keyword's value.
void put_aside_idle(Draft& draft) {
  for (const auto& [flag, other] : kHangOn)
    if (base::equals_fold(draft.document().value(flag), "FALSE")) draft.put_aside(other);
}

// ImportDestination, with PSTPath, which means nothing without PST.
void set_destination(Draft& draft, const std::string& destination) {
  draft.set("ImportDestination", destination, "");
  if (destination != "PST") draft.put_aside("PSTPath");
}

std::string_view function_of(Step step) { return step == Step::extract ? "EXTRACT" : "FULL"; }

void set_flags(Draft& draft, const contract::Mode& mode, const Wanted& wanted,
               const std::string& why) {
  for (const auto& [keyword, value] : wanted.flags) {
    if (!mode.has(keyword)) continue;
    const std::size_t before = draft.changes().size();
    draft.set_flag(keyword, value, why);
    if (draft.changes().size() == before || value) continue;
    for (const auto& [flag, other] : kHangOn)
      if (flag == keyword) draft.put_aside(other);
  }
}

// The file as it was, with another function and other flags.
void edit(Draft& draft, const Run& run, Step step, const Wanted& wanted, const Reasons& reasons,
          const std::string& content_why) {
  if (step != Step::import && function_of(step) != run.function)
    draft.set("Function", function_of(step), reasons.steps);
  set_flags(draft, run.mode, wanted, content_why);
  if (wanted.post_office) draft.set("POName", *wanted.post_office, "");
  if (step == Step::extract && run.function != "EXTRACT")
    for (const auto keyword : contract::import_keywords()) draft.put_aside(keyword);
  else if (wanted.destination)
    set_destination(draft, *wanted.destination);
}

// The second step, made from the file of the first: the extractor's keywords mean nothing in it.
void turn_into_import(Draft& draft, const contract::Mode& mode, const Wanted& wanted,
                      const Reasons& reasons, const std::string& content_why) {
  const contract::Mode& file = *contract::find_mode("FILE");
  draft.set("Mode", "FILE", reasons.steps);
  if (wanted.post_office) draft.set("POName", *wanted.post_office, "");
  for (const std::string& keyword : contract::keyword_names())
    if (keyword != "Mode" && !file.has(keyword)) draft.put_aside(keyword);
  set_flags(draft, file, wanted, content_why);
  if (!mode.has("Public") && !base::equals_fold(draft.document().value("Public"), "FALSE"))
    draft.set("Public", "FALSE", "",
              fmt::format("mode {} has no boards, and mode FILE would ask for them", mode.name));
  if (wanted.destination) set_destination(draft, *wanted.destination);
  put_aside_idle(draft);
  const auto to = draft.document().value("ImportDestination");
  if (!base::equals_fold(to, "PST")) draft.put_aside("PSTPath");
  draft.mark();
}

bool is_import_file(const Run& run) { return run.function == "IMPORT"; }

// What the file, read again, says otherwise than it should; "" where nothing does.
std::string differs(const ControlFile& control, const Run& run, Step step, const Wanted& wanted) {
  for (const auto& problem : control.problems)
    if (problem.kind == contract::ControlProblem::Kind::error && !control.marked)
      return problem.message;
  if (control.facts.word("migration.steps") != (step == Step::one_step ? "one" : "two"))
    return "its steps are others";
  const std::string phase = step == Step::one_step ? "both" : std::string(to_string(step));
  if (control.facts.word("migration.phase") != phase) return "its phase is another";
  const contract::Mode& mode =
      step == Step::import && !is_import_file(run) ? *contract::find_mode("FILE") : run.mode;
  const FactSet out = control.facts.members("migration.excluded");
  for (const auto& c : contract::content_keywords()) {
    const auto it = wanted.flags.find(c.keyword);
    if (it == wanted.flags.end() || !mode.has(c.keyword)) continue;
    if (out.members.contains(std::string(c.member)) == it->second)
      return fmt::format("{} is another", c.keyword);
  }
  return "";
}

}  // namespace

base::Result<ControlText> write_step(const ControlDocument& original, const Run& run, Step step,
                                     const Wanted& wanted, const Reasons& reasons,
                                     const std::vector<std::string>& notes,
                                     const std::vector<std::string>& always) {
  Draft draft(original);
  const std::string why = !reasons.runs.empty() ? reasons.runs : reasons.content;
  const bool second = step == Step::import && !is_import_file(run);
  if (second)
    turn_into_import(draft, run.mode, wanted, reasons, why);
  else
    edit(draft, run, step, wanted, reasons, why);
  ControlText out{"", step, draft.text(notes, always), draft.changes(), second};
  const ControlFile again = contract::parse_control_file(out.text, "the file written");
  if (const std::string what = differs(again, run, step, wanted); !what.empty())
    return Error{Errc::unsupported, "no control file can say it: " + what};
  return out;
}

}  // namespace contract::rewrite
