#pragma once
// What a person does next.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"
#include "checker/report/commands.hpp"

namespace checker::report {

struct NextStep {
  std::string text;      // a sentence; short commands in it stand between backticks
  Command command = {};  // what it says to run; empty: nothing
};

/// In the order in which they are done: describe the migration, find the files that are missing,
/// then run the plan by one engine or the other, take a way out first, or answer the questions;
/// last what is to be said of mixed levels.
std::vector<NextStep> next_actions(const CheckReport& report);

/// Whether no rule leaves the verdict open, but a manifest that could not be read.
bool is_open_for_warnings(const CheckReport& report);

/// A component of which no file, or none with a version that can be read, was found, and the
/// blocking rules that are unknown for it.
struct Lacking {
  std::string component;
  bool found = false;  // it is there, but cannot be read
  std::vector<std::string> decides;
};
std::vector<Lacking> lacking(const CheckReport& report);

}  // namespace checker::report
