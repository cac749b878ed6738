// sidestep-migrator: moves a post office along a plan. Errors are printed here
// and nowhere else.
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>

#include "base/json.hpp"
#include "base/text.hpp"
#include "migrator/cli/commands.hpp"
#include "migrator/cli/console.hpp"

namespace migrator::cli {
namespace {

constexpr int kFailed = 2, kRefused = 3;

constexpr const char* kAbout =
    "Migrates a cc:Mail post office (EXPORT's text files) or a set of migration files\n"
    "(.PKL, .PRI, .SEC) along a plan of `sidestep check`, with nothing lost: every item that is\n"
    "read is delivered, filtered by you, or rejected with its reason and its bytes kept.";

constexpr const char* kFooter =
    "SRC    a folder with set.json, a folder of what EXPORT wrote (see survey), or the .PKL of a "
    "set\n"
    "       of migration files\n"
    "DEST   maildir:PATH (Maildir++), mbox:PATH (a file for each folder), or eml:PATH (a file for\n"
    "       each message)\n"
    "\n"
    "Examples:\n"
    "  sidestep-migrator survey leftovers/\n"
    "  sidestep-migrator run --plan plan.json --source export/ --to maildir:out\n"
    "  sidestep-migrator extract --source export/ --files set/\n"
    "  sidestep-migrator verify --files set/HARBOR.PKL\n"
    "  sidestep-migrator repair --files set/HARBOR.PKL -o mended/\n"
    "  sidestep-migrator import --files set/HARBOR.PKL --to maildir:out\n"
    "  sidestep-migrator status --state out/.sidestep --format json\n"
    "  sidestep-migrator items --state out/.sidestep -o items.csv\n"
    "  sidestep-migrator audit --source export/ --to maildir:out\n"
    "  sidestep-migrator wizard --plan plan.json --control job.txt --bin Bin --wine wine\n"
    "\n"
    "Exit codes: 0 all delivered, 1 delivered with warnings, 2 some items rejected or failed,\n"
    "3 refused, or unusable arguments or input.";

// Line by line: a message may have several, and no file may write to a terminal.
std::string visible(std::string_view text) {
  std::string out;
  for (auto feed = text.find('\n'); feed != std::string_view::npos; feed = text.find('\n')) {
    out += base::printable(text.substr(0, feed)) + '\n';
    text.remove_prefix(feed + 1);
  }
  return out + base::printable(text);
}

void print(const base::Error& error) {
  say("error: " + visible(error.message) + "\n");
  if (!error.hint.empty()) say("hint:  " + visible(error.hint) + "\n");
}

// What was printed and did not arrive is worse than what the run has to say of itself.
int finished(int code) {
  if (events_lost()) {
    print({base::Errc::io, "standard error: events could not be written, so the run was ended",
           "run the same command again: it goes on where it stopped"});
    code = std::max(code, kFailed);
  }
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  const std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
  print({base::Errc::io, "standard output: could not be written in full" + why});
  return std::max(code, kRefused);
}

int refuse(const base::Error& error, bool json) {
  if (json) {
    const base::Json out = {{"error",
                             {{"code", base::to_string(error.code)},
                              {"message", error.message},
                              {"hint", error.hint}}}};
    fmt::print("{}\n", base::dump(out));
  }
  print(error);
  return kRefused;
}

// Arguments that could not be parsed may still say how to answer.
bool wants_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--format=json") return true;
    if (word == "--format" && i + 1 < argc && std::string_view(argv[i + 1]) == "json") return true;
  }
  return false;
}

int run(int argc, char** argv) {
  CLI::App app(kAbout, "sidestep-migrator");
  app.footer(kFooter);
  app.set_version_flag("--version", "sidestep-migrator " SIDESTEP_VERSION);
  app.require_subcommand(1);
  Chosen chosen;
  add_run(app, chosen);
  add_extract(app, chosen);
  add_import(app, chosen);
  add_verify(app, chosen);
  add_repair(app, chosen);
  add_survey(app, chosen);
  add_profile(app, chosen);
  add_status(app, chosen);
  add_items(app, chosen);
  add_audit(app, chosen);
  add_wizard(app, chosen);
  add_facts(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    const std::string word = argc > 1 ? argv[1] : "-";
    const bool known = std::ranges::any_of(
        app.get_subcommands({}), [&](const CLI::App* one) { return one->check_name(word); });
    if (!word.starts_with('-') && !known)
      return refuse({base::Errc::usage, word + " is not a command",
                     "`sidestep-migrator --help` lists the commands"},
                    wants_json(argc, argv));
    return refuse({base::Errc::usage, error.what(), "see `sidestep-migrator --help`"},
                  wants_json(argc, argv));
  }
  auto outcome = chosen.command();
  if (!outcome) return refuse(outcome.error(), chosen.format == "json");
  const int code = finished(outcome->code);
  if (outcome->error) print(*outcome->error);
  return code;
}

}  // namespace
}  // namespace migrator::cli

int main(int argc, char** argv) {
  ::umask(::umask(0077) | 0077);  // whatever it writes is of somebody's mail
  ::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is an error of its write, no sudden death
  try {
    return migrator::cli::run(argc, argv);
  } catch (const std::exception& bug) {
    // Formatted output throws when the disk under it is full; the rest nobody has foreseen.
    if (std::ferror(stdout) != 0) return migrator::cli::finished(3);
    migrator::cli::say(std::string("error: unexpected: ") + bug.what() +
                       "\nhint:  this is a defect of sidestep-migrator\n");
    return 3;
  }
}
