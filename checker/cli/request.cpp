#include "checker/cli/request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/manifests.hpp"
#include "base/process.hpp"
#include "base/system.hpp"
#include "base/text.hpp"
#include "checker/judge/derive.hpp"

namespace checker::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Result<operation::Operation> intended(const Request& request,
                                      const manifest::Knowledge& knowledge) {
  operation::Operation out;
  if (!request.control.empty() || !request.operation.empty()) {
    auto read = request.control.empty() ? operation::from_json(request.operation, knowledge)
                                        : operation::from_control_file(request.control);
    if (!read) return read;
    out = std::move(*read);
  }
  for (const std::string& assignment : request.sets)
    if (auto done = operation::set(out, assignment, knowledge); !done) return done.error();
  operation::complete(out, knowledge);
  return out;
}

// What the source itself tells. It knows better than a control file, and a contradiction is said.
Result<void> ask_source(const std::string& source, operation::Operation& operation) {
  const std::string program = migrator_program();
  auto printed = base::capture({program, "facts", "--source", source});
  if (!printed) return std::move(printed).error();
  if (printed->code != 0)
    return Error{Errc::io, "--source " + source + ": the source could not be measured"};
  auto json = base::parse_json(printed->text, program + " facts");
  if (!json) return std::move(json).error();
  auto facts = contract::facts_from_json(*json, program + " facts");
  if (!facts) return std::move(facts).error();
  for (const auto& [name, fact] : *facts) {
    const auto& said = operation.facts.get(name);
    if (said.known() && said.value != fact.value)
      operation.warnings.push_back(fmt::format("{} is {} by {}, but {} by the source ({})", name,
                                               to_string(said), said.from, to_string(fact),
                                               fact.from));
    operation.facts.set(name, fact);
  }
  return {};
}

Result<std::set<std::string>> known_pins(const Request& request,
                                         const manifest::Knowledge& knowledge) {
  for (const std::string& pin : request.pins)
    if (knowledge.fact(pin) == nullptr) {
      const auto near = base::nearest(pin, knowledge.fact_names());
      return Error{Errc::usage, "--pin " + pin + ": there is no such fact" +
                                    (near ? "; did you mean " + *near + "?" : "")};
    }
  return std::set<std::string>(request.pins.begin(), request.pins.end());
}

Result<std::set<std::string>> known_rules(const Request& request,
                                          const manifest::Knowledge& knowledge) {
  for (const std::string& id : request.accepted)
    if (knowledge.rule(id) == nullptr)
      return Error{Errc::usage, "--accept " + id + ": there is no such rule"};
  return std::set<std::string>(request.accepted.begin(), request.accepted.end());
}

// The files below `folders` that some rule would have installed.
Result<std::vector<plan::Package>> at_hand(const std::vector<std::string>& folders,
                                           const manifest::Knowledge& knowledge) {
  std::vector<plan::Package> out;
  if (folders.empty()) return out;
  auto found = measure(folders);
  if (!found) return std::move(found).error();
  std::set<std::string> wanted;
  for (const auto& rule : knowledge.rules)
    for (const auto& remedy : rule.remedies)
      if (remedy.kind == manifest::Remedy::Kind::package)
        wanted.insert(base::lower(remedy.component));
  for (const auto& file : found->files)
    if (file.file_version && !file.error && wanted.contains(base::lower(file.name)))
      out.push_back({file.name, *file.file_version, file.path, file.machine, file.language});
  return out;
}

plan::Policy policy_of(const std::string& word) {
  return word == "least-change" ? plan::Policy::least_change
         : word == "no-patch"   ? plan::Policy::no_patch
                                : plan::Policy::safest;
}

}  // namespace

void add_manifests_option(CLI::App& command, std::vector<std::string>& folders) {
  command.add_option("--manifests", folders, "Folder with more manifests (may be repeated)")
      ->type_name("DIR")
      ->allow_extra_args(false);  // what follows is a PATH
}

void add_shelves_options(CLI::App& command, Shelves& shelves) {
  add_manifests_option(command, shelves.folders);
  command.add_flag("--strict", shelves.strict,
                   "Stop at a manifest that cannot be read, instead of leaving it out");
}

void add_request_options(CLI::App& command, Request& request) {
  command
      .add_option("PATH", request.paths, "Folder, container, file or inventory with the components")
      ->required();
  auto* control = command.add_option("--control", request.control,
                                     "The control file meant for Mailmig.exe /C:");
  command.add_option("--operation", request.operation, "The operation as a JSON file of facts")
      ->excludes(control);
  add_planning_options(command, request);
}

void add_planning_options(CLI::App& command, Request& request) {
  command.add_option("--set", request.sets, "FACT=VALUE of the operation (may be repeated)");
  command.add_option("--pin", request.pins, "FACT that the plan must not change (may be repeated)");
  command
      .add_option("--packages", request.packages,
                  "Folder or container of a service pack or hotfix at hand (may be repeated)")
      ->type_name("DIR");
  command.add_option("--source", request.source, "Measure this cc:Mail export set, too");
  command
      .add_option("--policy", request.policy, "What counts most: safest, least-change, no-patch")
      ->check(CLI::IsMember({"safest", "least-change", "no-patch"}));
  add_shelves_options(command, request.shelves);
}

Result<manifest::Knowledge> load_knowledge(const Shelves& shelves,
                                           std::vector<std::string>& warnings) {
  std::vector<std::filesystem::path> all = {base::own_manifests()};
  all.insert(all.end(), shelves.folders.begin(), shelves.folders.end());
  auto loaded = manifest::load(all);
  if (shelves.strict && !loaded.problems.empty())
    return std::move(loaded.problems.front()).during("--strict");
  for (const Error& problem : loaded.problems)
    warnings.push_back("a manifest was left out, so nothing is called clear: " + problem.message);
  return std::move(loaded.knowledge);
}

Result<Inventory> measure(const std::vector<std::string>& paths, inventory::ScanOptions options) {
  if (paths.empty()) return Inventory();  // an operation is judged without files, too
  options.strings = false;
  options.jobs = inventory::default_jobs(paths.front());
  const inventory::Scanner scanner(std::move(options));
  Inventory all;
  for (const std::string& path : paths) {
    auto one = scanner.scan(path);
    if (!one) return one;
    std::ranges::move(one->files, std::back_inserter(all.files));
  }
  return all;
}

bool warn_of_closed(const Inventory& inventory) {
  bool any = false;
  for (const auto& file : inventory.files) {
    if (!file.closed) continue;
    any = true;
    std::fprintf(stderr, "warning: %s could not be looked into: %s\n",
                 base::printable(file.path).c_str(),
                 base::printable(file.error ? file.error->message : "").c_str());
  }
  return any;
}

Result<std::unique_ptr<Answer>> answer(const Request& request, const judge::Options& judging) {
  std::vector<std::string> warnings;
  auto loaded = load_knowledge(request.shelves, warnings);
  if (!loaded) return std::move(loaded).error();
  manifest::Knowledge knowledge = std::move(*loaded);
  const bool incomplete = !warnings.empty();
  auto operation = intended(request, knowledge);
  if (!operation) return std::move(operation).error();
  if (!request.source.empty())
    if (auto asked = ask_source(request.source, *operation); !asked) return asked.error();
  warnings.insert(warnings.end(), operation->warnings.begin(), operation->warnings.end());
  auto pins = known_pins(request, knowledge);
  if (!pins) return std::move(pins).error();
  auto accepted = known_rules(request, knowledge);
  if (!accepted) return std::move(accepted).error();
  auto packages = at_hand(request.packages, knowledge);
  if (!packages) return std::move(packages).error();

  inventory::ScanOptions scan;
  scan.hash = judge::judged_components(knowledge);
  auto inventory = measure(request.paths, std::move(scan));
  if (!inventory) return std::move(inventory).error();
  auto out = std::make_unique<Answer>(std::move(knowledge), std::move(*inventory));
  out->warnings = std::move(warnings);
  out->stamp = {SIDESTEP_VERSION, base::utc_now()};
  out->asked = {request.paths,    request.sets,           request.pins,      request.packages,
                request.accepted, request.control,        request.operation, request.source,
                request.policy,   request.shelves.folders};
  out->meant = judge::derive({out->measured, operation->facts}, operation->told);
  auto planned = plan::plan(out->evidence(), {*pins, *accepted, policy_of(request.policy), judging,
                                              incomplete, std::move(*packages)});
  if (!planned) return std::move(planned).error();
  out->planned = std::move(*planned);
  return out;
}

report::CheckReport Answer::report() const {
  return {evidence(), planned, warnings, judge::levels_found(knowledge, index), stamp, asked};
}

std::string migrator_program() { return (base::program_folder() / "sidestep-migrator").string(); }

}  // namespace checker::cli
