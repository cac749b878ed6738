// sidestep patch undo, recover and list.
#include <algorithm>

#include "base/text.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/patch.hpp"
#include "checker/cli/patch_trail.hpp"
#include "checker/patch/planning/undoing.hpp"
#include "checker/report/patch_result.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;
namespace transaction = patch::transaction;
using transaction::Applied;

struct TargetOptions {
  std::string target, id, format = "text";
  std::vector<std::string> facts;
  Shelves shelves;
  bool json() const { return format == "json"; }
};

Result<void> show(const TargetOptions& options, const Json& json, const std::string& text) {
  return print(options.json() ? base::dump(json) + "\n" : text, "");
}

// The other way round than apply: what is there now is what the patch wrote.
Json files_of(const Applied& applied) {
  Json out = Json::array();
  for (const auto& file : applied.files)
    out.push_back({{"path", file.path},
                   {"before", file.after_sha256},
                   {"after", file.before_sha256.empty() ? Json() : Json(file.before_sha256)}});
  return out;
}

Result<patch::planning::Undoing> held_against_rules(const TargetOptions& options,
                                                    const std::vector<Applied>& in_place,
                                                    const Applied& applied) {
  std::vector<std::string> warnings;
  auto knowledge = load_knowledge(options.shelves, warnings);
  if (!knowledge) return std::move(knowledge).error();
  auto facts = known_facts(options.facts, *knowledge);
  if (!facts) return std::move(facts).error();
  return patch::planning::plan_undo(options.target, in_place, applied, *knowledge, *facts);
}

Error no_way_back(const std::vector<std::string>& problems) {
  Error out{Errc::conflict, "it is not taken back"};
  for (const std::string& problem : problems) out.message += "; " + problem;
  return out;
}

int take_back(const TargetOptions& options, base::Files& files,
              const patch::planning::Undoing& undoing, const Applied& applied) {
  Json asked = {{"target", options.target}, {"id", options.id}};
  if (!options.facts.empty()) asked["set"] = options.facts;
  PatchTrail trail(files, options.target, "patch undo", std::move(asked));
  if (auto done = trail.begin(options.id, files_of(applied)); !done)
    return failed_patch(done.error(), options.target, options.json());
  auto done = transaction::undo(files, options.target, options.id);
  if (!done) {
    const int code = failed_patch(done.error(), options.target, options.json());
    (void)trail.end({{"status", code == kRecoveryNeeded ? "recovery-needed" : "not-taken-back"},
                     {"error", done.error().message}});
    return code;
  }
  const auto& brings = undoing.effect.brings;
  const auto logged = trail.end({{"status", "taken-back"}, {"brings", brings}});
  const auto shown = show(options, report::taken_back_json(*done, brings),
                          report::taken_back_text(*done, brings, report::Paint(wants_colour())));
  if (!shown) (void)fail(shown.error(), false);
  if (logged) return kCured;
  (void)fail(logged.error(), false);
  return kLeft;
}

// An undo that a crash cut off may have been this very one.
bool is_taken_back(const transaction::Recovered& recovered, const std::string& id) {
  return std::ranges::any_of(recovered.outcomes, [&](const transaction::Outcome& one) {
    return one.id == id && one.now == transaction::Now::old_files;
  });
}

int undo(const TargetOptions& options) {
  const bool json = options.json();
  outlive_the_reader();
  base::PosixFiles files;
  auto recovered = recover_first(files, options.target);
  if (!recovered) return failed_patch(recovered.error(), options.target, json);
  if (is_taken_back(*recovered, options.id)) {
    const auto shown = show(options, report::to_json(*recovered), report::to_text(*recovered));
    return shown ? kCured : fail(shown.error(), false);
  }
  auto in_place = transaction::applied(options.target);
  if (!in_place) return fail(in_place.error(), json);
  const auto applied = std::ranges::find(*in_place, options.id, &Applied::id);
  if (applied == in_place->end())
    return fail(
        {Errc::usage, options.id + ": no patch of this name is in place",
         "sidestep patch list " + report::shell_quoted(options.target) + " shows those that are"},
        json);
  auto undoing = held_against_rules(options, *in_place, *applied);
  if (!undoing) return fail(undoing.error(), json);
  if (!undoing->problems.empty())
    return failed_patch(no_way_back(undoing->problems), options.target, json);
  return take_back(options, files, *undoing, *applied);
}

int recover(const TargetOptions& options) {
  outlive_the_reader();
  base::PosixFiles files;
  auto done = transaction::recover(files, options.target);
  if (!done) {
    (void)fail(done.error(), options.json());
    return kRecoveryNeeded;
  }
  const auto logged = log_recovery(files, options.target, *done);
  const auto shown = show(options, report::to_json(*done), report::to_text(*done));
  if (!shown) (void)fail(shown.error(), false);
  if (logged) return kCured;
  (void)fail(logged.error(), false);
  return kLeft;
}

int list(const TargetOptions& options) {
  auto applied = transaction::applied(options.target);
  if (!applied) return fail(applied.error(), options.json());
  std::string text;
  Json all = Json::array();
  for (const Applied& one : *applied) {
    text += report::to_text(one);
    all.push_back(report::to_json(one));
  }
  const auto shown =
      show(options, {{"applied", all}}, text.empty() ? "No patch is in place.\n" : text);
  return shown ? kCured : fail(shown.error(), false);
}

CLI::App* add_of_target(CLI::App& patch, const char* name, const char* about,
                        TargetOptions& options) {
  auto* command = patch.add_subcommand(name, about);
  command->add_option("TARGET", options.target, "The folder that was patched")->required();
  command->add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  return command;
}

void add_undo(CLI::App& patch, int& code) {
  auto options = std::make_shared<TargetOptions>();
  auto* command = add_of_target(patch, "undo", "Take a patch back", *options);
  command->add_option("ID", options->id, "The patch, as list shows it")->required();
  add_facts_option(*command, options->facts);
  add_shelves_options(*command, options->shelves);
  command->footer(
      "Exit codes: 0 taken back, 1 taken back and not logged, 2 refused or rolled back, 3 "
      "recovery\n"
      "needed, or unusable input.\n"
      "Example:\n"
      "  sidestep patch undo Exchsrvr/bin 20261130T213730.125Z");
  command->callback([options, &code] { code = undo(*options); });
}

}  // namespace

void add_patch_back(CLI::App& patch, int& code) {
  add_undo(patch, code);
  auto recovering = std::make_shared<TargetOptions>();
  auto* command = add_of_target(
      patch, "recover", "End what a crash left unfinished: all old or all new", *recovering);
  command->footer(
      "Exit codes: 0 ended, or there was nothing to do; 1 ended and not logged; 3 it could not be "
      "ended.");
  command->callback([recovering, &code] { code = recover(*recovering); });
  auto listing = std::make_shared<TargetOptions>();
  add_of_target(patch, "list", "The patches that are in place", *listing)
      ->callback([listing, &code] { code = list(*listing); });
}

}  // namespace checker::cli
