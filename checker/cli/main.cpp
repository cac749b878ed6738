// sidestep: what is going to go wrong here, and the safest way to do it all the same.
#include <cstdio>
#include <exception>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Sidestep: pre-flight checks and safe plans for Exchange migrations", "sidestep");
  app.set_version_flag("--version", "sidestep " SIDESTEP_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  sidestep scan Exchsrvr/Bin\n"
      "  sidestep level Exchsrvr/Bin --expect 'exchange-5.5 SP3'\n"
      "  sidestep check Exchsrvr/Bin --control job.txt\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source export/ --to maildir:mail/");
  int code = 0;
  checker::cli::add_scan(app, code);
  checker::cli::add_level(app, code);
  checker::cli::add_check(app, code);
  checker::cli::add_migrate(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : checker::cli::kUnusable;
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {  // a bug that nobody foresaw
    std::fprintf(stderr, "error: %s\n", e.what());
    return checker::cli::kUnusable;
  }
}
