// sidestep: what is going to go wrong here, and the safest way to do it all the same.
#include <cstdio>
#include <exception>
#include <string_view>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"

namespace {

// What cannot be parsed may still say in which form its error is wanted.
bool wants_json(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i)
    if (std::string_view(argv[i]) == "--format" && std::string_view(argv[i + 1]) == "json")
      return true;
  return false;
}

int run(int argc, char** argv) {
  CLI::App app("Sidestep: pre-flight checks and safe plans for Exchange migrations", "sidestep");
  app.set_version_flag("--version", "sidestep " SIDESTEP_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  sidestep scan Exchsrvr/Bin\n"
      "  sidestep level Exchsrvr/Bin --expect 'exchange-5.5 SP3'\n"
      "  sidestep check Exchsrvr/Bin --control job.txt\n"
      "  sidestep migrate Exchsrvr/Bin --control job.txt --source export/ --to maildir:mail/\n"
      "  sidestep manifest show Q214836");
  int code = 0;
  checker::cli::add_scan(app, code);
  checker::cli::add_level(app, code);
  checker::cli::add_check(app, code);
  checker::cli::add_migrate(app, code);
  checker::cli::add_manifest(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() != 0 && wants_json(argc, argv))
      return checker::cli::fail({base::Errc::usage, e.what(), "see sidestep --help"}, true);
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
