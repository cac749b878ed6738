#include "migrator/cli/console.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

namespace migrator::cli {
namespace {

volatile sig_atomic_t asked = 0;  // a signal handler can reach nothing else

void on_signal(int) { asked = 1; }

// One line that is drawn over and over: "import: mailbox Quill, Nora, 12000 items".
class Progress {
 public:
  void take(const base::Json& event) {
    const std::string what = event.value("event", "");
    if (what == "step") step_ = event.value("step", "");
    if (what == "account") owner_ = event.value("kind", "") + " " + event.value("name", "");
    if (what == "progress") items_ += event.value("items", std::uint64_t{0});
    if (what == "step" || what == "account" || what == "progress")
      fmt::print(stderr, "\r\033[K{}",
                 base::printable(fmt::format("{}: {}, {} items", step_, owner_, items_)));
  }
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { fmt::print(stderr, "\r\033[K"); }

 private:
  std::string step_, owner_;
  std::uint64_t items_ = 0;
};

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

run::Watch make_watch(const std::string& events) {
  run::Watch watch;
  watch.stop = stop_asked;
  if (events == "ndjson") {
    watch.tell = [](const base::Json& event) { fmt::print(stderr, "{}\n", base::dump(event, -1)); };
  } else if (::isatty(STDERR_FILENO) != 0) {
    watch.tell = [progress = std::make_shared<Progress>()](const base::Json& event) {
      progress->take(event);
    };
  }
  return watch;
}

std::unique_ptr<base::Files> make_files() {
  const char* failpoint = std::getenv("SIDESTEP_FAILPOINT");
  int steps = -1;
  if (failpoint != nullptr) std::from_chars(failpoint, failpoint + std::strlen(failpoint), steps);
  if (steps >= 0) return std::make_unique<MortalFiles>(steps);
  return std::make_unique<base::PosixFiles>();
}

}  // namespace migrator::cli
