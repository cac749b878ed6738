#include "contract/rewrite/wanted.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace contract::rewrite {
namespace {

using contract::FactSet;
using contract::Mode;

constexpr std::string_view kContent = "migration.content", kDirectory = "directory";

std::string keyword_of(const Mode& mode, std::string_view member) {
  for (const auto& c : contract::content_keywords())
    if (c.member == member && mode.has(c.keyword)) return std::string(c.keyword);
  return "";
}

bool has(const std::set<std::string>& set, std::string_view member) {
  return set.contains(std::string(member));
}

// Weighs one run. Nothing of it outlives wanted().
class Weighing {
 public:
  explicit Weighing(const Run& run)
      : run_(run),
        content_(run.wanted.members(kContent)),
        natural_(run.by_itself.members(kContent)) {}

  Wanted weigh() {
    for (const auto& c : contract::content_keywords())
      if (c.member != kDirectory && run_.mode.has(c.keyword) && !has(content_.unknown, c.member))
        out_.flags[c.keyword] = has(content_.members, c.member);
    mailboxes();
    for (const auto member : run_.mode.unsaid)
      if (keyword_of(run_.mode, member).empty()) unsaid(member);
    for (const std::string& member : content_.members) strange(member);
    destination();
    post_office();
    return std::move(out_);
  }

 private:
  void cannot(std::string why) { out_.cannot.push_back(std::move(why)); }

  // Mailbox stands for two things: creating mailboxes, and carrying directory entries.
  void mailboxes() {
    if (!run_.mode.has("Mailbox")) return;
    const auto* create = std::get_if<bool>(&run_.wanted.get("migration.create_mailboxes").value);
    if (create != nullptr) out_.flags["Mailbox"] = *create;
    if (has(content_.members, kDirectory) || has(content_.unknown, kDirectory)) return;
    if (create == nullptr || !*create || run_.mailboxes_made) {
      out_.flags["Mailbox"] = false;
      return;
    }
    cannot("no keyword leaves the directory out and still creates mailboxes");
  }

  // Content of which no keyword speaks: it must come by itself where it is wanted, and only there.
  void unsaid(std::string_view member) {
    if (has(content_.unknown, member)) return;
    const bool comes = has(natural_.members, member), may = has(natural_.unknown, member);
    const bool want = has(content_.members, member);
    if (!want && (comes || may))
      cannot(fmt::format("no keyword of mode {} leaves {} out, and the wizard {} it",
                         run_.mode.name, member, comes ? "carries" : "may carry"));
    if (want && !comes && !may)
      cannot(fmt::format("the wizard on this machine does not carry {}", member));
  }

  void strange(const std::string& member) {
    const auto& unsaid = run_.mode.unsaid;
    if (!keyword_of(run_.mode, member).empty()) return;
    if (std::ranges::find(unsaid, member) != unsaid.end()) return;
    cannot(fmt::format("mode {} has no {}", run_.mode.name, base::printable(member)));
  }

  void destination() {
    const std::string to = run_.wanted.word("migration.destination");
    if (to.empty() || to == run_.by_itself.word("migration.destination")) return;
    out_.destination = to == "pst" ? "PST" : "SERVER";
    if (!run_.mode.has("ImportDestination"))
      cannot(fmt::format("mode {} has no ImportDestination", run_.mode.name));
  }

  void post_office() {
    const std::string name = run_.wanted.word("source.post_office");
    if (name.empty() || name == run_.by_itself.word("source.post_office")) return;
    if (!run_.mode.has("POName")) return;  // it tells the plan's reader, not the wizard
    if (!base::is_ascii(name) || base::printable(name) != name || base::trim(name) != name)
      return cannot("the post office's name is not plain ASCII: write its POName line by hand");
    out_.post_office = name;
  }

  const Run& run_;
  FactSet content_, natural_;
  Wanted out_;
};

}  // namespace

std::string_view to_string(Step step) {
  switch (step) {
    case Step::one_step:
      return "one-step";
    case Step::extract:
      return "extract";
    case Step::import:
      return "import";
  }
  return "";
}

std::vector<Step> steps_of(const contract::Facts& wanted) {
  if (wanted.word("migration.steps") == "one") return {Step::one_step};
  const std::string phase = wanted.word("migration.phase");
  if (phase == "extract") return {Step::extract};
  if (phase == "import") return {Step::import};
  return {Step::extract, Step::import};
}

Wanted wanted(const Run& run) { return Weighing(run).weigh(); }

}  // namespace contract::rewrite
