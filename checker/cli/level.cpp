#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/manifests.hpp"
#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/judge/fixes.hpp"
#include "checker/manifest/fixes.hpp"
#include "checker/report/fixes_report.hpp"
#include "checker/report/level_report.hpp"

namespace checker::cli {
namespace {

using base::Result;

struct LevelOptions {
  std::vector<std::string> paths;
  Shelves shelves;
  std::string expect, format = "text", output;
  bool fixes = false;
};

struct Wanted {
  const manifest::Product* product;
  const manifest::Level* level;
};

std::string listed(const std::vector<std::string>& names) {
  return names.empty() ? "" : fmt::format("'{}'", fmt::join(names, "', '"));
}

std::string meant(const std::optional<std::string>& near, const std::string& before = "") {
  return near ? "; did you mean '" + before + *near + "'?" : "";
}

base::Error no_such_product(const std::string& text, const std::string& id,
                            const manifest::Knowledge& knowledge) {
  std::vector<std::string> known;
  for (const auto& p : knowledge.products) known.push_back(p.id);
  return {base::Errc::usage,
          "--expect '" + text + "': there is no product " + id + meant(base::nearest(id, known)),
          "a product and its level, like 'exchange-5.5 SP3'; products are " + listed(known)};
}

// SP9 is no misspelt SP1: the digits are what was meant.
std::optional<std::string> nearest_level(const std::string& wanted,
                                         const manifest::Product& product) {
  const auto digits = [](std::string text) {
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
  };
  std::vector<std::string> known;
  for (const auto& l : product.levels)
    if (digits(l.id) == digits(wanted)) known.push_back(l.id);
  return base::nearest(wanted, known);
}

base::Error no_such_level(const std::string& text, const std::string& level,
                          const manifest::Product& product) {
  std::vector<std::string> packs, hotfixes;
  for (const auto& l : product.levels) (l.is_hotfix() ? hotfixes : packs).push_back(l.id);
  constexpr std::size_t kMost = 16;  // the newest: who asks for a level has a new one in mind
  const bool more = packs.size() > kMost;
  if (more) packs.erase(packs.begin(), packs.end() - kMost);
  return {base::Errc::usage,
          "--expect '" + text + "': " + product.id + " has no such level" +
              meant(nearest_level(level, product), product.id + " "),
          (more ? "its newest levels are " : "its levels are ") + listed(packs) +
              (hotfixes.empty() ? ""
                                : fmt::format(", and {} of hotfixes, like '{}'", hotfixes.size(),
                                              hotfixes.back()))};
}

// "exchange-5.5 SP3": the product's id, a blank, the level's id.
Result<Wanted> wanted(const std::string& text, const manifest::Knowledge& knowledge) {
  const auto blank = std::min(text.find(' '), text.size());
  const std::string id = text.substr(0, blank);
  const std::string level = text.substr(std::min(blank + 1, text.size()));
  const auto* product = knowledge.product(id);
  if (product == nullptr) return no_such_product(text, id, knowledge);
  const auto* found = product->level(level);
  if (found == nullptr) return no_such_level(text, level, *product);
  return Wanted{product, found};
}

// Fixes may be of files without a version, and are told by date then. What is hashed is listed even
// where it cannot be read.
inventory::ScanOptions scan_options(const LevelOptions& options,
                                    const manifest::Knowledge& knowledge) {
  inventory::ScanOptions out;
  out.all = options.fixes;
  out.times = options.fixes;
  out.hash = knowledge.components();
  return out;
}

std::vector<manifest::FixTable> fix_tables(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> all = {base::own_manifests()};
  all.insert(all.end(), folders.begin(), folders.end());
  auto loaded = manifest::load_fixes(all);
  for (const auto& problem : loaded.problems)
    std::fprintf(stderr, "warning: a table of fixes was left out: %s\n",
                 base::printable(problem.message).c_str());
  return std::move(loaded.tables);
}

Result<manifest::Knowledge> knowledge_of(const LevelOptions& options) {
  std::vector<std::string> warnings;
  auto knowledge = load_knowledge(options.shelves, warnings);
  for (const auto& warning : warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  return knowledge;
}

struct Verdict {
  int code = 0;
  std::string headline;
  std::vector<judge::ProductLevel> products;
};

// `hidden`: there are files that nobody looked into, and one of the level's may be among them.
Verdict answer(const std::optional<Wanted>& expected, const std::string& as_given,
               const manifest::Knowledge& knowledge, const inventory::Index& index, bool hidden) {
  Verdict out;
  if (!expected) {
    out.products = judge::levels_found(knowledge, index);
    return out;
  }
  auto found = judge::expect(*expected->product, *expected->level, index);
  using judge::Expectation;
  if (hidden && found.answer == Expectation::Answer::at)
    found.answer = Expectation::Answer::too_few;
  out.code = static_cast<int>(found.answer);
  out.headline = report::to_text(found, as_given);
  out.products.push_back(std::move(found.found));
  return out;
}

std::string written(const LevelOptions& options, const Verdict& answer,
                    const inventory::Index& index) {
  const bool json = options.format == "json";
  base::Json document = report::to_json(answer.products);
  std::string text = answer.headline + report::to_text(answer.products);
  if (options.fixes) {
    const auto tables = fix_tables(options.shelves.folders);
    const judge::FixIndex fixes(tables);
    const auto files = judge::fixes_of(index, fixes);
    if (json) document["fixes"] = report::to_json(files);
    if (!json) text += "\n" + report::to_text(files);
  }
  return json ? base::dump(document) + "\n" : text;
}

int level(const LevelOptions& options) {
  const bool json = options.format == "json";
  const auto knowledge = knowledge_of(options);
  if (!knowledge) return fail(knowledge.error(), json);
  std::optional<Wanted> expected;
  if (!options.expect.empty()) {
    auto parsed = wanted(options.expect, *knowledge);
    if (!parsed) return fail(parsed.error(), json);
    expected = *parsed;
  }
  const auto inventory = measure(options.paths, scan_options(options, *knowledge));
  if (!inventory) return fail(inventory.error(), json);
  const bool hidden = warn_of_closed(*inventory);
  const inventory::Index index(*inventory);
  const Verdict found = answer(expected, options.expect, *knowledge, index, hidden);
  const std::string text = written(options, found, index);
  if (auto done = print(text, options.output); !done) return fail(done.error(), json);
  return found.code;
}

}  // namespace

void add_level(CLI::App& app, int& code) {
  auto options = std::make_shared<LevelOptions>();
  auto* command = app.add_subcommand("level", "Which service-pack level the files are of");
  command
      ->add_option("PATH", options->paths,
                   "Folder, container, file or inventory with the components")
      ->required();
  command->add_option("--expect", options->expect, "Level that it should be: 'exchange-5.5 SP3'");
  command->add_flag("--fixes", options->fixes,
                    "Also list which fixes each file includes, and which it lacks");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options->output, "Write the report to this file");
  add_shelves_options(*command, options->shelves);
  command->footer(
      "Exit codes with --expect: 0 at it, 1 at or after it (mixed), 2 before it, 3 too few known "
      "files, or one that cannot be read.\n"
      "Examples: sidestep level Exchsrvr/Bin --expect 'exchange-5.5 SP3'\n"
      "          sidestep level Exchsrvr/Bin --fixes --format json");
  command->callback([options, &code] { code = level(*options); });
}

}  // namespace checker::cli
