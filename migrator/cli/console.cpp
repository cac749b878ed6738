#include "migrator/cli/console.hpp"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace migrator::cli {
namespace {

volatile sig_atomic_t asked = 0;  // a signal handler can reach nothing else

bool lost = false;  // an event

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
  struct sigaction before = {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);  // nohup wants it so
}

bool stop_asked() { return asked != 0 || lost; }

void say(const std::string& text) { (void)std::fwrite(text.data(), 1, text.size(), stderr); }

void say_event(const std::string& line) {
  if (lost) return;  // one line that is missing is enough: what came later would not fit
  lost = std::fwrite(line.data(), 1, line.size(), stderr) != line.size();
}

bool events_lost() { return lost; }

std::unique_ptr<base::Files> make_files() {
  const char* failpoint = std::getenv("SIDESTEP_FAILPOINT");
  int steps = -1;
  if (failpoint != nullptr) std::from_chars(failpoint, failpoint + std::strlen(failpoint), steps);
  if (steps >= 0) return std::make_unique<MortalFiles>(steps);
  return std::make_unique<base::PosixFiles>();
}

}  // namespace migrator::cli
