#pragma once
// One function a command: each declares its options on `app` and, when the
// command was chosen, sets `code` to the exit code (README: exit codes).
#include <CLI/CLI.hpp>

namespace checker::cli {

void add_scan(CLI::App& app, int& code);
void add_level(CLI::App& app, int& code);
void add_check(CLI::App& app, int& code);
void add_migrate(CLI::App& app, int& code);
void add_manifest(CLI::App& app, int& code);
void add_explain(CLI::App& app, int& code);
void add_diagnose(CLI::App& app, int& code);
void add_operation(CLI::App& app, int& code);
void add_audit(CLI::App& app, int& code);
void add_survey(CLI::App& app, int& code);
void add_patch(CLI::App& app, int& code);

}  // namespace checker::cli
