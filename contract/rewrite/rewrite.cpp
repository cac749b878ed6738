#include "contract/rewrite/rewrite.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "contract/control_file.hpp"

namespace contract::rewrite {
namespace {

using base::Errc;
using base::Error;
using contract::ControlDocument;
using contract::Plan;

Reasons reasons_of(const Plan& plan) {
  Reasons out;
  for (const auto& change : plan.changes) {
    if (change.fact == "migration.steps") out.steps = change.rule;
    if (change.fact == "migration.content") out.content = change.rule;
    if (change.fact == "migration.passes") out.runs = change.rule;
  }
  return out;
}

// Why the file cannot become these steps, whatever its keywords; "" where it can.
std::string cannot_become(const Run& run, const std::vector<Step>& steps) {
  const bool imports = run.function == "IMPORT";
  const bool only_import = steps == std::vector{Step::import};
  if (imports && !only_import)
    return "the control file imports a set, and names nothing to extract from";
  if (only_import && !imports)
    return "the control file begins with an extraction, and names no set to import";
  if (steps.size() > 1 && run.mode.name == "MSMAILPC")
    return "in two steps MS Mail writes a list of users, not files that could be verified "
           "(Q198957, Q150438)";
  return "";
}

std::string content_of(const Plan::Pass& pass) {
  return pass.content.empty() ? "" : fmt::format(", with {} only", fmt::join(pass.content, ", "));
}

// Writes the passes of one plan. Nothing of it outlives rewrite().
class Writer {
 public:
  Writer(const Original& original, const contract::ControlFile& control)
      : original_(original),
        plan_(original.plan),
        control_(control),
        document_(ControlDocument::parse(original.text)),
        reasons_(reasons_of(original.plan)) {}

  Rewriting write() {
    Rewriting out;
    out.accepted.assign(original_.accepted.begin(), original_.accepted.end());
    for (const std::string& text : plan_.manual)
      if (!is_acceptance(text)) out.manual.push_back(text);
    for (const std::string& text : out.manual) always_.push_back("first, by hand: " + text);
    for (const std::string& rule : out.accepted)
      always_.push_back(fmt::format("risk of {} accepted (--accept)", rule));
    for (std::size_t i = 0; i < plan_.passes.size(); ++i) out.stages.push_back(write_pass(i));
    for (const auto& change : plan_.changes)
      // What is installed is a step by hand already.
      if (!change.fact.starts_with("component.") && !shows(out, change.rule))
        out.silent.push_back(fmt::format("{}: {} becomes {}", change.rule, change.fact,
                                         contract::to_string(change.to)));
    return out;
  }

 private:
  // The plan's own sentence for it, which is told in a field here.
  bool is_acceptance(const std::string& text) const {
    return text.ends_with("(--accept)") &&
           std::ranges::any_of(original_.accepted, [&](const std::string& rule) {
             return text.starts_with(rule + ": ");
           });
  }

  // Whether a line of some file, or a step by hand, comes from this rule.
  static bool shows(const Rewriting& out, const std::string& rule) {
    return std::ranges::any_of(out.stages, [&](const Stage& stage) {
      return !stage.by_hand.empty() ||
             std::ranges::any_of(stage.files, [&](const ControlText& file) {
               return std::ranges::find(file.changes, rule, &Change::why) != file.changes.end();
             });
    });
  }

  Stage write_pass(std::size_t index) {
    const Plan::Pass& pass = plan_.passes[index];
    Run run{*contract::find_mode(control_.mode), control_.function, original_.by_itself,
            contract::facts_of(plan_.operation, pass), mailboxes_made_};
    const auto steps = steps_of(run.wanted);
    Stage stage{index + 1, {}, ""};
    Wanted said = wanted(run);
    if (const auto why = cannot_become(run, steps); !why.empty()) said.cannot.push_back(why);
    if (said.destination == "PST" && !document_.find("PSTPath"))
      said.cannot.push_back(
          "ImportDestination,PST needs a PSTPath line with a folder (or add it to the control "
          "file, "
          "and rewrite that)");
    if (said.cannot.empty())
      write_steps(stage, run, steps, said);
    else
      number_ += steps.size();
    if (!said.cannot.empty()) stage.by_hand = by_hand(stage.run, pass, said.cannot);
    mailboxes_made_ = mailboxes_made_ || pass.content.contains("directory");
    return stage;
  }

  void write_steps(Stage& stage, const Run& run, const std::vector<Step>& steps, Wanted& said) {
    const std::size_t first = number_;
    for (const Step step : steps) {
      const std::string name = name_of(number_++, step);
      auto file = write_step(document_, run, step, said, reasons_,
                             notes(stage.run, first, steps, step), always_);
      if (!file) {
        said.cannot.push_back(std::move(file).error().message);
        break;
      }
      file->name = name;
      stage.files.push_back(std::move(*file));
    }
    if (said.cannot.empty()) return;
    stage.files.clear();  // never half a run
    number_ = first + steps.size();
  }

  static std::string name_of(std::size_t number, Step step) {
    return fmt::format("{}-{}.txt", number, to_string(step));
  }

  // What stands at the top of the file.
  std::vector<std::string> notes(std::size_t run, std::size_t first, const std::vector<Step>& steps,
                                 Step step) const {
    std::vector<std::string> out;
    if (plan_.passes.size() > 1)
      out.push_back(fmt::format("run {} of {}, written from a plan", run, plan_.passes.size()));
    if (steps.size() < 2) return out;
    if (step == Step::extract)
      out.push_back(fmt::format("step one of two, extraction; step two is {}",
                                name_of(first + 1, Step::import)));
    else
      out.insert(out.end(), {fmt::format("step two of two, import; step one is {}",
                                         name_of(first, Step::extract)),
                             "after step one, this fills in the set that it has made:",
                             "  sidestep operation rewrite -o OUT --after DIR"});
    return out;
  }

  std::string by_hand(std::size_t run, const Plan::Pass& pass,
                      const std::vector<std::string>& reasons) const {
    const std::string which =
        plan_.passes.size() > 1 ? fmt::format("Run {} of {}", run, plan_.passes.size()) : "The run";
    return fmt::format("{} in {} step{}{}: start it from the wizard's dialog, because {}.", which,
                       pass.steps, pass.steps == "one" ? "" : "s", content_of(pass),
                       fmt::join(reasons, "; "));
  }

  const Original& original_;
  const Plan& plan_;
  const contract::ControlFile& control_;
  const ControlDocument document_;
  const Reasons reasons_;
  std::vector<std::string> always_;  // at the top of every file
  std::size_t number_ = 1;           // of the next file
  bool mailboxes_made_ = false;
};

}  // namespace

bool Rewriting::is_whole() const {
  return manual.empty() &&
         std::ranges::all_of(stages, [](const Stage& stage) { return stage.by_hand.empty(); });
}

std::vector<const ControlText*> Rewriting::files() const {
  std::vector<const ControlText*> out;
  for (const Stage& stage : stages)
    for (const ControlText& file : stage.files) out.push_back(&file);
  return out;
}

base::Result<Rewriting> rewrite(const Original& original) {
  const Plan& plan = original.plan;
  if (plan.operation.word("migration.executor") == "native")
    return Error{Errc::usage, "the plan is for Sidestep's own engine, which reads no control file",
                 "leave out --set migration.executor=native"};
  if (plan.passes.empty())
    return Error{Errc::usage, "the plan has no run that could be written as a control file", ""};
  const auto control = contract::usable_control_file(original.text, "the control file");
  if (!control) return control.error();
  const std::string source = plan.operation.word("migration.source");
  if (!source.empty() && source != contract::find_mode(control->mode)->source)
    return Error{Errc::usage,
                 fmt::format("the control file is of mode {}, but the plan is for {}",
                             control->mode, base::printable(source)),
                 "write a control file of that mode"};
  return Writer(original, *control).write();
}

}  // namespace contract::rewrite
