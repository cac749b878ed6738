#pragma once
// The program itself, run as its users run it, and killed as a power cut would.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "contract/plan.hpp"

namespace migrator::run {

struct Ran {
  int code = 0;         // of the exit; 128 + signal when a signal ended it
  bool killed = false;  // by a signal, or at a failpoint
  std::string out, err;
  std::uint64_t peak_kilobytes = 0;
};

struct Interruption {
  int failpoint = -1;               // the change of the disk at which it dies
  std::int64_t kill_after_us = -1;  // when SIGKILL comes
  int signal = 9;
};

/// Runs `argv` (argv[0] is a path) and waits for its end.
Ran run_program(const std::vector<std::string>& argv, const Interruption& interruption = {});

/// The migrator with these arguments.
Ran migrator(std::vector<std::string> arguments, const Interruption& interruption = {});

/// A plan with one pass, sealed, in a file.
void write_plan(const std::filesystem::path& file, const std::string& steps,
                const std::vector<std::string>& left_out = {});

/// A plan as a document; for tests that spoil one.
contract::Plan plan_of(const std::string& steps);

/// Every file and folder below `root` but .sidestep: relative path → digest and, of mail, its time.
std::map<std::string, std::string> tree(const std::filesystem::path& root);

}  // namespace migrator::run
