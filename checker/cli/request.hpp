#pragma once
// The question that check and migrate share: which files, which operation,
// which manifests; and its answer.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "checker/inventory/inventory.hpp"
#include "checker/operation/operation.hpp"
#include "checker/plan/plan.hpp"
#include "checker/report/check_report.hpp"

namespace checker::cli {

/// The manifests that a command asks for beside the program's own.
struct Shelves {
  std::vector<std::string> folders;
  bool strict = false;  // one that cannot be read ends the run, instead of being left out
};

struct Request {
  std::vector<std::string> paths, sets, pins, packages, accepted;
  Shelves shelves;
  std::string control, operation, source, policy = "safest";
};

/// Declares the options of Request on a command. `request` must outlive the parse.
void add_request_options(CLI::App& command, Request& request);
/// Those among them that do not say which files and which operation: --set, --pin, --packages,
/// --source, --policy, --manifests, --strict.
void add_planning_options(CLI::App& command, Request& request);
/// --manifests alone, for every other command.
void add_manifests_option(CLI::App& command, std::vector<std::string>& folders);
/// --manifests and --strict, for the commands that judge.
void add_shelves_options(CLI::App& command, Shelves& shelves);

class Answer {
 public:
  Answer(manifest::Knowledge all, Inventory found)
      : knowledge(std::move(all)),
        inventory(std::move(found)),
        index(inventory),
        measured(knowledge, index) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  const manifest::Knowledge knowledge;
  const Inventory inventory;
  const inventory::Index index;
  const judge::Measured measured;
  contract::Facts meant;
  plan::Planned planned;
  std::vector<std::string> warnings;
  report::Stamp stamp;
  report::Asked asked;

  judge::Evidence evidence() const { return {measured, meant}; }
  /// What every format is written from. Borrows from this answer.
  report::CheckReport report() const;
};

/// What was left out comes as warnings; with `strict` the first of it is the error.
base::Result<manifest::Knowledge> load_knowledge(const Shelves& shelves,
                                                 std::vector<std::string>& warnings);

/// All paths measured, as one inventory, without string tables; of no path, an empty one.
base::Result<Inventory> measure(const std::vector<std::string>& paths,
                                inventory::ScanOptions options = {});

/// Says on standard error which folders and containers could not be looked into; whether there are
/// any.
bool warn_of_closed(const Inventory& inventory);

/// Measures, judges and plans. The answer keeps all that its findings point into.
base::Result<std::unique_ptr<Answer>> answer(const Request& request, const judge::Options& judging);

/// The bundled migrator's program, beside this one.
std::string migrator_program();

}  // namespace checker::cli
