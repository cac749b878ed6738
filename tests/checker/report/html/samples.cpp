#include "tests/checker/report/html/samples.hpp"

#include <algorithm>
#include <stdexcept>

#include "checker/report/html/html.hpp"

namespace samples {
namespace {

using namespace checker;

contract::Facts two_steps() {
  return contract::parse_control_file(
             "Mode,CCMAIL\nFunction,EXTRACT\nFile,C:\\M\nPostoffice,M:\\\nPOName,HARBOR\n",
             "job.txt")
      .facts;
}

plan::Request pinned(std::set<std::string> pins, std::set<std::string> accepted = {}) {
  plan::Request out;
  out.pins = std::move(pins);
  out.accepted = std::move(accepted);
  return out;
}

plan::Request with_package() {
  plan::Request out = pinned({"migration.steps"});
  out.packages = {
      {"Mlmig32.dll", *version::parse("5.5.2650.12"), "sp3/Mlmig32.dll", "i386", "0409"}};
  return out;
}

contract::Facts with_office() { return support::one_step("POName,HARBOR\n"); }

const std::string kMailmig = "5.5.2521.0";

}  // namespace

std::vector<Sample> all() {
  const auto web3 = support::wizard(kMailmig, "5.5.2521.0");
  const auto no_dll = support::machine({{"Mailmig.exe", kMailmig}});
  return {
      {"safe", web3, with_office(), {}, {"job.txt:9: a warning"}},
      {"clear", support::wizard(kMailmig, "5.5.2543.1"), with_office()},
      {"mixed", support::wizard("5.5.2650.12", "5.5.2448.4"), with_office()},
      {"missing", no_dll, with_office()},
      {"blocked", web3, with_office(), pinned({"migration.steps", "migration.content"})},
      {"unknown", no_dll, with_office(), pinned({"migration.steps", "migration.content"})},
      {"left-out", web3, with_office(), pinned({"migration.steps"})},
      {"split", web3, with_office(), pinned({"migration.steps"}, {"Q214822"})},
      {"package", web3, with_office(), with_package()},
      {"extract", web3, two_steps()},
      {"no-operation", web3, {}},
      {"nothing", {}, {}},
      {"modern",
       support::machine({{"ExSetup.exe", "15.1.2507.6"}, {"ExSetup.exe", "15.2.1118.7"}}),
       {}},
  };
}

Sample named(const std::string& name) {
  const std::vector<Sample> samples = all();
  const auto it = std::ranges::find(samples, name, &Sample::name);
  if (it == samples.end()) throw std::invalid_argument("no sample " + name);
  return *it;
}

Check::Check(Sample sample)
    : sample_(std::move(sample)),
      facts_(support::meant(sample_.inventory, sample_.facts)),
      machine_(sample_.inventory),
      evidence_{machine_.measured, facts_} {
  planned = *plan::plan(evidence_, sample_.request);
}

report::CheckReport Check::report() const {
  return {evidence_,
          planned,
          sample_.warnings,
          judge::levels_found(support::knowledge(), machine_.index),
          {"0.1.0", "2026-11-24T12:00:00Z"}};
}

std::string page_of(const std::string& name) {
  return report::to_html(Check(named(name)).report());
}

const std::string kHostile =
    std::string(
        "</title></style></script><script>alert(1)</script><img src=http://evil.example/x "
        "onerror=\"alert(2)\" ' --> ]]> &lt; &#x3c; \x1b[2J\x07\xff\xc3") +
    '\0' + "\u202Eexe.txt\u2028\u200B\uFEFF";

std::string hostile_page() {
  Sample sample = named("package");
  sample.warnings = {kHostile};
  for (auto& file : sample.inventory.files) file.path = kHostile + "/" + file.path;
  contract::Fact office;
  office.value = kHostile;
  office.from = kHostile;
  sample.facts.set("source.post_office", office);
  sample.request.packages.front().path = kHostile;
  Check check(std::move(sample));

  manifest::Rule rule = *check.planned.meant.front().rule;
  for (const auto& f : check.planned.meant)
    if (f.rule->id == "Q214836") rule = *f.rule;
  for (std::string* text : {&rule.id, &rule.title, &rule.summary, &rule.source, &rule.event_source})
    *text += kHostile;
  rule.codes.push_back(kHostile);
  for (auto& remedy : rule.remedies) remedy.text += kHostile;
  for (auto* findings : {&check.planned.meant, &check.planned.under_plan})
    for (auto& f : *findings)
      if (f.rule->id == "Q214836") {
        f.rule = &rule;
        f.because.push_back(kHostile);
      }
  check.planned.conflict = {kHostile};
  check.planned.questions.push_back({kHostile, kHostile, {kHostile}});
  check.planned.plan.left_out = {kHostile};
  check.planned.plan.manual = {kHostile};
  check.planned.plan.manifests = {{kHostile, kHostile, kHostile}};
  check.planned.plan.passes.front().content.insert(kHostile);
  auto report = check.report();
  report.stamp = {kHostile, kHostile};
  return report::to_html(report);
}

}  // namespace samples
