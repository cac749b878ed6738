#pragma once
// What a person or a program sees of a run while it goes on: a line of progress on a terminal, or
// events as NDJSON, both on standard error.
#include <memory>
#include <string>

#include "migrator/run/fingerprint.hpp"
#include "migrator/run/run.hpp"

namespace migrator::cli {

class Monitor {
 public:
  /// `events` "ndjson": each event as a line; otherwise a line of progress, if standard error is a
  /// terminal that can draw one.
  explicit Monitor(const std::string& events);
  ~Monitor();  // the line of progress goes with it
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  /// Of this monitor, which has to live as long.
  run::Watch watch();
  /// `source`, whose items are counted as they are read. How much there is of an account is taken
  /// from the sizes of its files.
  std::unique_ptr<Source> counted(std::unique_ptr<Source> source, const run::Origin& origin);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace migrator::cli
