// What judging costs beside reading: a made-up catalogue of rules against a
// made-up inventory, timed piece by piece. Printed as one JSON object; bench/judge
// asks for several sizes and compares.
//
// usage: bench_judge RULES FILES RUNS FOLDER (FOLDER takes the manifest and the inventory)
#include "checker/judge/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "checker/inventory/rows.hpp"

namespace {

using namespace checker;

std::string component(std::size_t i) { return fmt::format("Part{:05}.dll", i); }

void write(const std::string& path, const std::string& text) {
  base::PosixFiles files;
  if (!base::write_whole(files, path, text)) std::exit(3);
}

// Each rule has a range of its own on one of a thousand components, and a trigger of four facts.
std::string rules_text(std::size_t rules) {
  std::string ranges, list;
  for (std::size_t i = 0; i < rules; ++i) {
    const char* comma = i + 1 < rules ? "," : "";
    ranges += fmt::format(
        R"({{"id":"r{}","component":"{}","branch":"5.5","introduced":{{"version":"5.5.{}.0","basis":"stated"}},"fixed":"5.5.{}.0"}}{})",
        i, component(i % 1000), 1900 + i % 500, 2400 + i % 300, comma);
    list += fmt::format(
        R"({{"id":"Q{}","title":"Something goes wrong","summary":"Something goes wrong.","kind":"defect","severity":"degrade","concerns":"extract","wizard_only":true,"basis":"stated","affects":["r{}"],"trigger":{{"all":[{{"fact":"migration.source","is":"cc:mail"}},{{"fact":"migration.content","contains":"messages"}},{{"any":[{{"fact":"source.a","is":true}},{{"fact":"migration.steps","is":"one"}}]}}]}},"remedies":[],"source":"made up"}}{})",
        i, i, comma);
  }
  return fmt::format(
      R"({{"schema":"sidestep-manifest/1","id":"bench","version":"1","facts":[{{"name":"operation","type":"word","values":["migration"]}},{{"name":"migration.source","type":"word","values":["cc:mail"]}},{{"name":"migration.steps","type":"word","values":["one","two"]}},{{"name":"migration.content","type":"set","values":["messages"]}},{{"name":"source.a","type":"flag"}}],"ranges":[{}],"rules":[{}]}})",
      ranges, list);
}

// One file in ten is a component; all have strings' worth of nothing: version rows.
std::string inventory_text(std::size_t files) {
  std::string out;
  inventory::write_header({.version = "0",
                           .time = "2026-01-01T00:00:00Z",
                           .host = "h",
                           .roots = {"c"},
                           .rows = files,
                           .filter = {}},
                          out);
  for (std::size_t i = 0; i < files; ++i) {
    inventory::FileRecord file;
    file.name = i % 10 == 0 ? component(i / 10 % 1000) : fmt::format("other{}.dll", i);
    file.path = fmt::format("c/folder{}/{}", i / 1000, file.name);
    file.size = 100'000 + i;
    file.format = "pe32";
    file.machine = "i386";
    file.version_state = inventory::VersionState::present;
    file.file_version = Version{5, 5, static_cast<std::uint16_t>(1900 + i % 800), 0};
    file.product_version = file.file_version;
    file.language = "0409";
    file.translations = {"040904b0"};
    inventory::write_row(file, false, out);
  }
  return out;
}

double median(int runs, const std::function<void()>& work) {
  std::vector<double> seconds;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 3;
  const auto rules = static_cast<std::size_t>(std::atol(argv[1]));
  const auto count = static_cast<std::size_t>(std::atol(argv[2]));
  const int runs = std::atoi(argv[3]);
  const std::string folder = argv[4];
  write(folder + "/bench.json", rules_text(rules));
  write(folder + "/bench.ndjson", inventory_text(count));

  manifest::Loaded loaded;
  const double load = median(runs, [&] { loaded = manifest::load({folder + "/bench.json"}); });
  Inventory all;
  const double read = median(runs, [&] {
    auto one = inventory::scan(folder + "/bench.ndjson", {});
    if (!one) std::exit(3);
    all = std::move(*one);
  });
  if (loaded.knowledge.rules.size() != rules || all.files.size() != count) return 3;

  contract::Facts facts;
  facts.set("operation", {std::string("migration"), ""});
  facts.set("migration.source", {std::string("cc:mail"), ""});
  facts.set("migration.content", {contract::FactSet{{"messages"}, {}}, ""});
  std::size_t applies = 0;
  const double judging = median(runs, [&] {
    const inventory::Index index(all);
    const judge::Measured measured(loaded.knowledge, index);
    applies = 0;
    for (const auto& f : judge::judge({measured, facts}, {}))
      applies += f.verdict != judge::Verdict::clear ? 1u : 0u;
  });
  fmt::print(R"({{"rules":{},"files":{},"load":{:.4f},"read":{:.4f},"judge":{:.4f},"open":{}}})"
             "\n",
             rules, count, load, read, judging, applies);
  return 0;
}
