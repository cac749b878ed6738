#pragma once
// One function a command: each declares its options on `app` and, when the
// command is chosen, puts what is to be done into `chosen`. main carries it out.
#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace migrator::cli {

struct Outcome {
  int code = 0;  // 0 all delivered · 1 warnings · 2 rejected or failed · 3 refused
  std::optional<base::Error> error{};  // what ended a run that had begun; already in its report
};

struct Chosen {
  std::function<base::Result<Outcome>()> command;
  std::string format = "text";  // of what goes to standard output: "text" or "json"
};

void add_run(CLI::App& app, Chosen& chosen);
void add_extract(CLI::App& app, Chosen& chosen);
void add_import(CLI::App& app, Chosen& chosen);
void add_verify(CLI::App& app, Chosen& chosen);
void add_repair(CLI::App& app, Chosen& chosen);
void add_survey(CLI::App& app, Chosen& chosen);
void add_profile(CLI::App& app, Chosen& chosen);
void add_status(CLI::App& app, Chosen& chosen);
void add_items(CLI::App& app, Chosen& chosen);
void add_audit(CLI::App& app, Chosen& chosen);
void add_wizard(CLI::App& app, Chosen& chosen);
void add_facts(CLI::App& app, Chosen& chosen);

/// Declares --format text|json.
void add_format(CLI::App& command, Chosen& chosen);

}  // namespace migrator::cli
