#include <algorithm>

#include "base/manifests.hpp"
#include "base/text.hpp"
#include "checker/cli/commands.hpp"
#include "checker/cli/output.hpp"
#include "checker/cli/request.hpp"
#include "checker/manifest/fixes.hpp"
#include "checker/report/manifest_report.hpp"

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using manifest::CaseFile;
using manifest::Remark;

struct ManifestOptions {
  std::vector<std::string> paths;      // or, of show, names
  std::vector<std::string> manifests;  // --manifests
  std::string format = "text", output;
  bool strict = false;

  bool json() const { return format == "json"; }
};

/// What the command looks at, and what that builds on.
struct Material {
  manifest::Files files;
  manifest::Library library;
  std::vector<CaseFile> cases;
  std::vector<Remark> unread;  // files of cases that cannot be used
};

base::Result<void> exist(const std::vector<std::string>& paths) {
  std::error_code error;
  for (const std::string& path : paths)
    if (!fs::exists(path, error))
      return Error{Errc::io, path + ": there is no such file or folder"};
  return {};
}

// Without PATH: the program's own manifests and those of --manifests. With PATH they are its
// context: read for what they declare.
std::vector<manifest::Place> places(const ManifestOptions& options,
                                    const std::vector<std::string>& paths) {
  std::vector<manifest::Place> out = {{base::own_manifests(), !paths.empty()}};
  for (const std::string& folder : options.manifests) out.push_back({folder, !paths.empty()});
  for (const std::string& path : paths) out.push_back({path, false});
  return out;
}

base::Result<Material> read(const ManifestOptions& options, const std::vector<std::string>& paths) {
  if (auto there = exist(options.manifests); !there) return there.error();
  if (auto there = exist(paths); !there) return there.error();
  Material out;
  out.files = manifest::find_files(places(options, paths));
  out.library = manifest::read_library(out.files);
  for (const auto& file : out.files.cases) {
    auto cases = manifest::read_cases(file.file, file.name);
    if (!cases) {
      out.unread.push_back(manifest::error_remark(cases.error()));
      continue;
    }
    cases->context = file.context;
    out.cases.push_back(std::move(*cases));
  }
  return out;
}

// Tables of fixes that cannot be used.
void lint_fixes(const manifest::Files& files, std::vector<Remark>& remarks) {
  for (const auto& file : files.fixes) {
    if (file.context) continue;
    if (auto table = manifest::read_fixes(file.file); !table)
      remarks.push_back(manifest::error_remark(table.error()));
  }
}

int code_of(const std::vector<Remark>& remarks, bool strict) {
  int code = 0;
  for (const Remark& r : remarks)
    code = std::max(code, strict || r.level == Remark::Level::error ? 2 : 1);
  return code;
}

int print_report(const std::string& text, const ManifestOptions& options, int code) {
  if (auto done = print(text, options.output); !done) return fail(done.error(), options.json());
  return code;
}

int lint(const ManifestOptions& options) {
  auto material = read(options, options.paths);
  if (!material) return fail(material.error(), options.json());
  manifest::Linted linted = manifest::lint(material->library, material->cases);
  linted.remarks.insert(linted.remarks.end(), material->unread.begin(), material->unread.end());
  lint_fixes(material->files, linted.remarks);
  return print_report(
      options.json() ? base::dump(report::to_json(linted)) + "\n" : report::to_text(linted),
      options, code_of(linted.remarks, options.strict));
}

// Manifests that were left out are said, and the others are shown.
void warn_of_refused(const manifest::Library& library) {
  for (const auto& each : library.refused)
    (void)std::fprintf(stderr, "warning: a manifest was left out: %s\n",
                       base::printable(each.error.message).c_str());
}

int list(const ManifestOptions& options) {
  auto material = read(options, {});
  if (!material) return fail(material.error(), options.json());
  warn_of_refused(material->library);
  return print_report(options.json() ? base::dump(report::list_json(material->library)) + "\n"
                                     : report::list_text(material->library),
                      options, 0);
}

int show(const ManifestOptions& options) {
  auto material = read(options, {});
  if (!material) return fail(material.error(), options.json());
  warn_of_refused(material->library);
  std::string text;
  base::Json all = base::Json::array();
  for (const std::string& name : options.paths) {
    const auto found = report::show(material->library, name);
    if (found.empty()) {
      const auto near = base::nearest(name, report::names_in(material->library));
      return fail({Errc::usage,
                   "there is no rule, range, fact or product " + name +
                       (near ? "; did you mean " + *near + "?" : std::string()),
                   "sidestep manifest list names the rules"},
                  options.json());
    }
    for (const auto& each : found) {
      text += (text.empty() ? "" : "\n") + each.text;
      all.push_back({{"name", name},
                     {"what", each.what},
                     {"place", each.place},
                     {"definition", each.definition}});
    }
  }
  return print_report(options.json() ? base::dump({{"shown", std::move(all)}}) + "\n" : text,
                      options, 0);
}

report::CasesReport run_cases(Material& material) {
  report::CasesReport out;
  out.remarks = std::move(material.unread);
  for (const auto& each : material.library.refused)
    out.remarks.push_back(manifest::error_remark(each.error));
  const auto knowledge = manifest::knowledge_of(material.library.manifests);
  manifest::Declared declared;
  manifest::RulesById rules;
  for (const auto& each : material.library.manifests) declared.add(each.manifest);
  for (const auto& rule : knowledge.rules) rules.emplace(rule.id, &rule);
  for (const CaseFile& file : material.cases) {
    if (file.context) continue;
    ++out.files;
    for (const auto& one : file.cases) {
      ++out.cases;
      auto wrong = manifest::check_case(one, declared, rules);
      if (wrong.empty()) {
        cases::Ran ran = cases::run(one, knowledge);
        out.expectations += ran.expectations;
        std::ranges::move(ran.failures, std::back_inserter(out.failures));
      }
      std::ranges::move(wrong, std::back_inserter(out.remarks));
    }
  }
  if (out.files == 0)
    out.remarks.push_back({Remark::Level::warning, "", "there are no cases (*.cases.json)"});
  return out;
}

int test(const ManifestOptions& options) {
  auto material = read(options, options.paths);
  if (!material) return fail(material.error(), options.json());
  const report::CasesReport report = run_cases(*material);
  return print_report(
      options.json() ? base::dump(report::to_json(report)) + "\n" : report::to_text(report),
      options, report.failures.empty() ? code_of(report.remarks, false) : 2);
}

CLI::App& add(CLI::App& manifest, const char* name, const char* what, ManifestOptions& options,
              int (*run)(const ManifestOptions&), int& code) {
  auto* command = manifest.add_subcommand(name, what);
  command->add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("-o,--output", options.output, "Write the report to this file");
  add_manifests_option(*command, options.manifests);
  command->callback([&options, run, &code] { code = run(options); });
  return *command;
}

}  // namespace

void add_manifest(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("manifest", "Look at the knowledge itself, and test it");
  command->require_subcommand(1);
  // The command keeps its options.
  const auto options = std::make_shared<ManifestOptions>();
  command->parse_complete_callback([options] {});

  constexpr const char* kPaths = "Manifests, or folders of them; none: the program's own";
  auto& linted = add(*command, "lint", "What is wrong with manifests, or unused, or never true",
                     *options, lint, code);
  linted.add_option("PATH", options->paths, kPaths);
  linted.add_flag("--strict", options->strict, "Warnings count as errors");
  linted.footer("Exit codes: 0 clean, 1 warnings, 2 errors, 3 unusable arguments or input.");

  auto& tested = add(*command, "test", "Run the cases that stand beside the rules (*.cases.json)",
                     *options, test, code);
  tested.add_option("PATH", options->paths, kPaths);
  tested.footer(
      "Exit codes: 0 all as expected, 1 warnings, 2 failures or errors, 3 unusable arguments or "
      "input.");

  add(*command, "list", "The rules, one a line", *options, list, code);
  add(*command, "show", "All that is known about a rule, range, fact or product", *options, show,
      code)
      .add_option("ID", options->paths, "Its name")
      ->required();
  command->footer(
      "Examples:\n"
      "  sidestep manifest show Q214836\n"
      "  sidestep manifest lint my-manifests --strict\n"
      "  sidestep manifest test my-manifests");
}

}  // namespace checker::cli
