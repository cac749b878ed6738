#pragma once
// Another program of ours, run and waited for.
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace base {

/// Runs `argv` with our own input, output and environment and waits. The exit code; 128 + signal
/// when a signal ended it. Until then SIGINT is left to the child, and SIGTERM and SIGHUP are
/// passed on to it. Of one child at a time; not for programs with threads.
Result<int> run(const std::vector<std::string>& argv);

struct Output {
  int code;
  std::string text;  // standard output
};
/// The same, keeping at most `most` bytes of its standard output; Errc::limit beyond.
Result<Output> capture(const std::vector<std::string>& argv, std::size_t most = 16u << 20);

struct Printed {
  int code;              // as above
  bool signalled;        // a signal ended it
  std::string text{};    // the beginning of its standard output and standard error
  bool is_whole = true;  // nothing was left out
};
/// Runs `argv` with no input and waits; at most `most` bytes of all that it prints are kept. What
/// it leaves running behind it is not waited for.
Result<Printed> run_apart(const std::vector<std::string>& argv, std::size_t most = 1u << 20);

/// The folder that the running program's file stands in.
std::filesystem::path program_folder();

/// Where temporary files go: $TMPDIR, else /tmp.
std::string temporary_folder();

}  // namespace base
