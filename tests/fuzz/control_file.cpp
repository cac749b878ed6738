// Control files: read, linted, rewritten, filled in.
#include "contract/control_file.hpp"

#include <algorithm>

#include "contract/control_document.hpp"
#include "contract/control_lint.hpp"
#include "contract/rewrite/migration_set.hpp"
#include "contract/rewrite/rewrite.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace rewrite = contract::rewrite;
using Kind = contract::ControlProblem::Kind;
using fuzz::require;

namespace {

auto errors_in(const std::vector<contract::ControlProblem>& problems) {
  return std::ranges::count(problems, Kind::error, &contract::ControlProblem::kind);
}

void fill(const std::string& text) {
  const auto filled = contract::rewrite::filled(text, "C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL");
  require(bool(filled), "a marked file that was written can be filled in");
  require(!contract::rewrite::marked_folder(*filled), "what is filled in waits no more");
  require(contract::rewrite::unfilled(*filled) == text, "filling in can be taken back");
}

void write(std::string_view text, const contract::Facts& facts, const std::string& steps) {
  contract::Plan plan;
  plan.operation = facts;
  plan.operation.set("migration.steps", {steps, "plan"});
  plan.passes = {{steps, facts.members("migration.content").members}};
  const auto out = contract::rewrite::rewrite({text, plan, facts});
  require(bool(out), "a usable file can be rewritten, or it is said what is left by hand");
  for (const auto* file : out->files()) {
    const auto again = contract::parse_control_file(file->text, "again");
    require(errors_in(again.problems) == (file->marked ? 1 : 0), "what is written is usable");
    if (file->marked) fill(file->text);
  }
  if (steps != facts.word("migration.steps")) return;
  const auto files = out->files();
  require(files.size() != 1 || files.front()->text == text, "what is as it was meant stays");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::text_of(fuzz::bytes(data, size));
  require(contract::ControlDocument::parse(text).text() == text, "every byte is kept");
  const auto control = contract::parse_control_file(text, "job.txt");
  require(errors_in(control.problems) == errors_in(contract::lint_control_file(text, "job.txt")),
          "lint finds the errors for which a file is refused");
  (void)contract::rewrite::marked_folder(text);
  (void)contract::rewrite::filled_file(text);
  (void)contract::rewrite::unfilled(text);
  if (!control.usable()) return 0;
  write(text, control.facts, control.facts.word("migration.steps"));
  if (control.facts.word("migration.phase") == "both") write(text, control.facts, "two");
  return 0;
}
