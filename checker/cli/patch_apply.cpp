// sidestep patch apply and stage.
#include "base/text.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/patch.hpp"
#include "checker/cli/patch_trail.hpp"
#include "checker/patch/execution/execution.hpp"
#include "checker/patch/execution/kit.hpp"
#include "checker/report/patch_plan.hpp"
#include "checker/report/patch_result.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;
namespace execution = patch::execution;
namespace transaction = patch::transaction;
using patch::planning::Plan;
using patch::planning::Source;

struct ApplyOptions {
  PatchOptions patch;
  std::string reason, swap = "file", to;
  bool yes = false;
};

// A plan that nobody has looked through is not carried out.
void ask_for_consent(Plan& plan, const ApplyOptions& options) {
  if (options.yes) return;
  for (const Source& source : plan.sources)
    if (source.manifest_at.empty())
      plan.problems.push_back(source.path.string() +
                              ": has no manifest that somebody has looked through: look through "
                              "what sidestep patch describe drafts, or give --yes");
}

// Shows a plan that is not carried out.
int refused(const Plan& plan, const PatchOptions& options,
            const std::string& why = "the plan is refused") {
  (void)show_plan(plan, options);
  (void)fail({Errc::conflict, why + ": nothing was written"}, false);
  return kRefused;
}

Json asked(const ApplyOptions& options) {
  const PatchOptions& patch = options.patch;
  Json out = {{"target", patch.target}, {"from", patch.packages}};
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  const auto flag = [&](const char* name, bool value) {
    if (value) out[name] = true;
  };
  text("for", patch.rule);
  text("key", patch.key);
  text("reason", options.reason);
  flag("keep_newer", patch.wishes.keep_newer);
  flag("allow_downgrade", patch.wishes.allow_downgrade);
  flag("require_signature", patch.require_signature);
  flag("yes", options.yes);
  if (!patch.facts.empty()) out["set"] = patch.facts;
  if (!patch.shelves.folders.empty()) out["manifests"] = patch.shelves.folders;
  out["swap"] = options.swap;
  return out;
}

transaction::Swap swap_of(const ApplyOptions& options) {
  return options.swap == "dir" ? transaction::Swap::directory : transaction::Swap::files;
}

Json files_of(const Plan& plan) {
  Json out = Json::array();
  for (const patch::Decision* one : plan.to_do())
    out.push_back({{"path", one->path},
                   {"before", one->now == nullptr ? Json() : Json(one->now->sha256)},
                   {"after", one->offered.sha256}});
  return out;
}

// Remembers the editions whose signatures hold, so that no older one is taken later.
Result<void> accept_editions(base::Files& files, const Plan& plan, const PatchOptions& options) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto state = editions_file(options);
  for (const Source& source : plan.sources) {
    const auto edition = patch::planning::edition_of(source.manifest);
    if (!edition || !source.signed_by) continue;
    if (auto done = files.make_directories(state.parent_path()); !done) return done;
    if (auto done = patch::signature::accept(files, *edition, now, state); !done) return done;
  }
  return {};
}

int carry_out(const Planned& planned, const ApplyOptions& options) {
  const bool json = options.patch.json();
  const Plan& plan = *planned.plan;
  base::PosixFiles files;
  if (auto done = accept_editions(files, plan, options.patch); !done)
    return refused(plan, options.patch, done.error().message);
  const std::string id = execution::new_id();
  PatchTrail trail(files, plan.target, "patch apply", asked(options));
  if (auto done = trail.begin(id, files_of(plan)); !done)
    return failed_patch(done.error(), options.patch.target, json);
  const execution::Options how{
      id, {{"reason", options.reason}, {"plan", report::to_json(plan)}}, swap_of(options)};
  auto applied = execution::apply(files, plan, planned.reader, how);
  if (!applied) {
    const int code = failed_patch(applied.error(), options.patch.target, json);
    (void)trail.end({{"status", code == kRecoveryNeeded ? "recovery-needed" : "not-applied"},
                     {"error", applied.error().message}});
    return code;
  }
  auto proof = execution::judge_again(plan, planned.knowledge);
  if (!proof) {
    (void)trail.end({{"status", "committed"}, {"error", proof.error().message}});
    (void)fail(proof.error(), false);
    proof = execution::Proof{{}, {"the rules could not be judged again"}, plan.manual()};
  }
  const auto logged =
      trail.end({{"status", "committed"}, {"clears", proof->effect.clears}, {"left", proof->left}});
  if (!logged) proof->left.push_back("the log has no end: " + logged.error().message);
  const std::string text =
      json ? base::dump(report::to_json(*applied, *proof)) + "\n"
           : report::to_text(*applied, *proof, options.patch.target, report::Paint(wants_colour()));
  if (auto done = print(text, ""); !done) (void)fail(done.error(), false);
  return proof->cured() ? kCured : kLeft;
}

int apply(const ApplyOptions& options) {
  const bool json = options.patch.json();
  outlive_the_reader();
  std::error_code absent;
  if (std::filesystem::is_directory(options.patch.target, absent)) {
    base::PosixFiles files;
    if (auto done = recover_first(files, options.patch.target); !done)
      return failed_patch(done.error(), options.patch.target, json);
  }
  auto found = planned(options.patch);
  if (!found) return fail(found.error(), json);
  Plan& plan = *(*found)->plan;
  execution::look_ahead(plan, swap_of(options));
  ask_for_consent(plan, options);
  if (plan.refuses()) return refused(plan, options.patch);
  if (plan.changes()) return carry_out(**found, options);
  const auto shown = show_plan(plan, options.patch);
  if (!shown) return fail(shown.error(), false);
  return plan.manual().empty() ? kCured : kLeft;
}

int stage(const ApplyOptions& options) {
  const bool json = options.patch.json();
  auto found = planned(options.patch);
  if (!found) return fail(found.error(), json);
  Plan& plan = *(*found)->plan;
  ask_for_consent(plan, options);
  if (plan.refuses()) return refused(plan, options.patch);
  if (!plan.changes()) return refused(plan, options.patch, "there is nothing to stage");
  base::PosixFiles files;
  if (auto done = accept_editions(files, plan, options.patch); !done)
    return refused(plan, options.patch, done.error().message);
  const execution::KitTexts texts{
      report::to_text(plan, apply_command(plan, options.patch), report::Paint()),
      base::dump(report::to_json(plan)) + "\n", base::dump(asked(options)) + "\n",
      "sidestep " SIDESTEP_VERSION};
  if (auto done = execution::make_kit(files, plan, (*found)->reader, options.to, texts); !done) {
    (void)fail(done.error(), json);
    return done.error().code == Errc::usage ? kUnusable : kRefused;
  }
  const Json out = {{"status", "staged"}, {"folder", options.to}, {"files", files_of(plan)}};
  const std::string text =
      "STAGED: " + base::printable(options.to) +
      "\n\nRead copy.cmd (copy.sh for a POSIX shell), take the folder to the server, and run it\n"
      "there with the folder of the files as its argument. undo.cmd takes it back.\n";
  const auto shown = print(json ? base::dump(out) + "\n" : text, "");
  return shown ? kCured : fail(shown.error(), false);
}

// What apply and stage share beyond the plan.
void add_consent(CLI::App& command, ApplyOptions& options) {
  add_patch_options(command, options.patch);
  command.add_flag("--yes", options.yes, "Also from packages without a manifest");
  auto* reason =
      command.add_option("--reason", options.reason, "Why, for the record")->check(not_empty());
  command.get_option("--allow-downgrade")->needs(reason);
}

void add_apply(CLI::App& patch, int& code) {
  auto options = std::make_shared<ApplyOptions>();
  auto* command = patch.add_subcommand("apply", "Put the files of a plan in place, all or none");
  add_consent(*command, *options);
  command
      ->add_option("--swap", options->swap,
                   "file: one rename each; dir: the whole folder in one step")
      ->check(CLI::IsMember({"file", "dir"}));
  command->footer(
      "Exit codes: 0 committed, and what it was to cure is clear, or there was nothing to do;\n"
      "1 committed, something is left; 2 refused or rolled back, nothing changed; 3 recovery "
      "needed,\n"
      "or unusable input.\n"
      "Example:\n"
      "  sidestep patch apply Exchsrvr/bin --from q214836.exe --yes");
  command->callback([options, &code] { code = apply(*options); });
}

void add_stage(CLI::App& patch, int& code) {
  auto options = std::make_shared<ApplyOptions>();
  auto* command = patch.add_subcommand(
      "stage", "Make a folder with the files and scripts, for a server Sidestep cannot run on");
  add_consent(*command, *options);
  command->add_option("--to", options->to, "The folder to make")
      ->type_name("DIR")
      ->required()
      ->check(not_empty());
  command->footer(
      "TARGET is a copy of the server's files. Exit codes: 0 made, 2 refused, 3 unusable input.\n"
      "Example:\n"
      "  sidestep patch stage Exchsrvr/bin --from q214836.exe --yes --to kit");
  command->callback([options, &code] { code = stage(*options); });
}

}  // namespace

void add_patch_apply(CLI::App& patch, int& code) {
  add_apply(patch, code);
  add_stage(patch, code);
}

}  // namespace checker::cli
