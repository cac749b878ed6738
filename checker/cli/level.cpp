#include <algorithm>

#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/report/level_report.hpp"

namespace checker::cli {
namespace {

struct Options {
  std::vector<std::string> paths, manifests;
  std::string expect, format = "text", output;
};

struct Wanted {
  const manifest::Product* product;
  const manifest::Level* level;
};

// "exchange-5.5 SP3": the product's id, a blank, the level's id.
base::Result<Wanted> wanted(const std::string& text, const manifest::Knowledge& knowledge) {
  const auto blank = text.find(' ');
  const auto* product = knowledge.product(text.substr(0, blank));
  std::string known;
  for (const auto& p : knowledge.products) {
    if (product != nullptr && &p != product) continue;
    for (const auto& level : p.levels) {
      if (&p == product && blank != std::string::npos && level.id == text.substr(blank + 1))
        return Wanted{&p, &level};
      known += (known.empty() ? "'" : ", '") + p.id + " " + level.id + "'";
    }
  }
  return base::Error{base::Errc::usage, "--expect '" + text + "': there is no such level",
                     "known are " + known};
}

std::vector<judge::ProductLevel> found(const manifest::Knowledge& knowledge,
                                       const Inventory& inventory) {
  std::vector<judge::ProductLevel> out;
  for (const auto& product : knowledge.products) out.push_back(judge::level_of(product, inventory));
  return out;
}

int level(const Options& options) {
  const bool json = options.format == "json";
  std::vector<std::string> warnings;
  const auto knowledge = load_knowledge(options.manifests, warnings);
  for (const auto& warning : warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  std::optional<Wanted> expected;
  if (!options.expect.empty()) {
    auto parsed = wanted(options.expect, knowledge);
    if (!parsed) return fail(parsed.error(), json);
    expected = *parsed;
  }
  auto inventory = measure(options.paths, knowledge.components());
  if (!inventory) return fail(inventory.error(), json);
  const bool hidden = warn_of_closed(*inventory);

  int code = 0;
  std::string headline;
  std::vector<judge::ProductLevel> products;
  if (expected) {
    auto answer = judge::expect(*expected->product, *expected->level, *inventory);
    using Answer = judge::Expectation::Answer;
    if (hidden && answer.answer == Answer::at) answer.answer = Answer::too_few;
    code = static_cast<int>(answer.answer);
    headline = report::to_text(answer, options.expect);
    products.push_back(std::move(answer.found));
  } else {
    products = found(knowledge, *inventory);
  }
  const std::string text =
      json ? base::dump(report::to_json(products)) + "\n" : headline + report::to_text(products);
  if (auto done = print(text, options.output); !done) return fail(done.error(), json);
  return code;
}

}  // namespace

void add_level(CLI::App& app, int& code) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("level", "Which service-pack level the files are of");
  command
      ->add_option("PATH", options->paths,
                   "Folder, container, file or inventory with the components")
      ->required();
  command->add_option("--expect", options->expect, "Level that it should be: 'exchange-5.5 SP3'");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options->output, "Write the report to this file");
  add_manifests_option(*command, options->manifests);
  command->footer(
      "Exit codes with --expect: 0 at it, 1 at or after it (mixed), 2 before it, 3 too few known "
      "files.\n"
      "Example: sidestep level Exchsrvr/Bin --expect 'exchange-5.5 SP3'");
  command->callback([options, &code] { code = level(*options); });
}

}  // namespace checker::cli
