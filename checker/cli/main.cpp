// sidestep: what is going to go wrong here, and the safest way to do it all the same.
#include <exception>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/refusal.hpp"

namespace {

// What cannot be parsed, or ends in a way that nobody foresaw, may still say in which form its
// error is wanted.
int refuse(const base::Error& error, int argc, char** argv) {
  return checker::cli::refuse(
      error, checker::cli::asked_format(argc, argv).value_or(checker::report::Format::text));
}

bool is_for_programs(int argc, char** argv) {
  const auto format = checker::cli::asked_format(argc, argv);
  return format && !checker::report::written(base::Error{}, *format).empty();
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
      "  sidestep operation rewrite job.txt --target Exchsrvr/Bin -o safe/\n"
      "  sidestep diagnose --event 8092 --code 0x80040108 Exchsrvr/Bin\n"
      "  sidestep explain Q214836");
  int code = 0;
  checker::cli::add_scan(app, code);
  checker::cli::add_level(app, code);
  checker::cli::add_check(app, code);
  checker::cli::add_migrate(app, code);
  checker::cli::add_patch(app, code);
  checker::cli::add_operation(app, code);
  checker::cli::add_explain(app, code);
  checker::cli::add_diagnose(app, code);
  checker::cli::add_manifest(app, code);
  checker::cli::add_audit(app, code);
  checker::cli::add_survey(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() != 0 && is_for_programs(argc, argv))
      return refuse({base::Errc::usage, e.what(), "see sidestep --help"}, argc, argv);
    return app.exit(e) == 0 ? 0 : checker::cli::kUnusable;
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {  // a bug that nobody foresaw
    return refuse({base::Errc::io, e.what(), ""}, argc, argv);
  }
}
