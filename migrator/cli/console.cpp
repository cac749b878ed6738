#include "migrator/cli/console.hpp"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace migrator::cli {
namespace {

volatile sig_atomic_t asked = 0;  // a signal handler can reach nothing else

void on_signal(int) { asked = 1; }

// Dies at a given change of the disk; see make_files().
class MortalFiles : public base::FailingFiles {
 public:
  explicit MortalFiles(int steps) : MortalFiles(std::make_unique<base::PosixFiles>(), steps) {}

 private:
  MortalFiles(std::unique_ptr<base::PosixFiles> disk, int steps)
      : FailingFiles(*disk, steps, [] { ::_exit(137); }), disk_(std::move(disk)) {}
  std::unique_ptr<base::PosixFiles> disk_;
};

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool stop_asked() { return asked != 0; }

std::unique_ptr<base::Files> make_files() {
  const char* failpoint = std::getenv("SIDESTEP_FAILPOINT");
  int steps = -1;
  if (failpoint != nullptr) std::from_chars(failpoint, failpoint + std::strlen(failpoint), steps);
  if (steps >= 0) return std::make_unique<MortalFiles>(steps);
  return std::make_unique<base::PosixFiles>();
}

}  // namespace migrator::cli
