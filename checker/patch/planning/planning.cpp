#include "checker/patch/planning/planning.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/text.hpp"
#include "checker/judge/measured.hpp"
#include "checker/patch/planning/offers.hpp"
#include "checker/patch/planning/package_rules.hpp"
#include "checker/patch/planning/undoing.hpp"

namespace checker::patch::planning {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

// The value that most of the files have.
std::optional<std::string> most(const Inventory& inventory,
                                std::optional<std::string> inventory::FileRecord::*member) {
  std::map<std::string, std::size_t> counts;
  for (const auto& file : inventory.files)
    if (file.*member) ++counts[*(file.*member)];
  const auto highest =
      std::ranges::max_element(counts, {}, &std::pair<const std::string, std::size_t>::second);
  return highest == counts.end() ? std::nullopt : std::optional(highest->first);
}

// What a package for several machines and languages is asked for.
Result<package::Choice> choice_for(const fs::path& target) {
  auto found = inventory::scan(target, scan_options(target));
  if (!found) return std::move(found).error();
  return package::Choice{most(*found, &inventory::FileRecord::machine),
                         most(*found, &inventory::FileRecord::language)};
}

Result<Inventory> measured(const fs::path& target, const std::vector<Offered>& offers) {
  inventory::ScanOptions options = scan_options(target);
  for (const Offered& one : offers) options.hash.push_back(one.component);
  return inventory::scan(target, options);
}

Result<std::vector<Source>> sources_of(const Request& request, const package::Reader& reader) {
  auto choice = choice_for(request.target);
  if (!choice) return std::move(choice).error();
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::vector<Source> out;
  for (const fs::path& path : request.packages) {
    auto source = source_of(path, reader, *choice, request.trust, now);
    if (!source) return std::move(source).error();
    out.push_back(std::move(*source));
  }
  return out;
}

// Whether a rule strikes these files, as far as anybody knows.
bool may_strike(const Inventory& now, const manifest::Rule& rule,
                const manifest::Knowledge& knowledge) {
  const inventory::Index index(now);
  const judge::Measured measured(knowledge, index);
  return std::ranges::any_of(rule.affects, [&](const std::string& range) {
    return measured.of(range).truth != judge::Truth::no;
  });
}

std::vector<std::string> downgraded(const std::vector<Decision>& decisions) {
  std::vector<std::string> out;
  for (const Decision& one : decisions)
    if (one.action == Action::replace && one.ground == Ground::downgrade)
      out.push_back(base::lower(one.offered.component));
  return out;
}

// A folder that is only linked to is not looked into; "" where there is none.
std::string linked_folder(const fs::path& target) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(target, error), end; !error && at != end;
       at.increment(error))
    if (at->is_symlink(error) && fs::is_directory(at->path(), error))
      return at->path().lexically_relative(target).string();
  return "";
}

// What was not found may be behind a link: silence would be no answer (Q172124).
void doubt_absent(std::vector<Decision>& decisions, const fs::path& target) {
  const auto is_absent = [](const Decision& one) {
    return one.ground == Ground::missing || one.ground == Ground::not_installed;
  };
  if (std::ranges::none_of(decisions, is_absent)) return;
  const std::string link = linked_folder(target);
  if (link.empty()) return;
  for (Decision& one : decisions)
    if (is_absent(one)) {
      one.action = Action::refuse;
      one.ground = Ground::unreadable;
      one.because = "is not seen here, but may be in " + link +
                    ", a link to a folder: name that folder as the target";
    }
}

// Measures the target and decides.
Result<void> decide_on(Plan& out, const Request& request, const std::set<std::string>& wanted,
                       const manifest::Knowledge& knowledge) {
  auto roots = inventory::roots_of(request.target);
  if (!roots) return std::move(roots).error();
  out.root = roots->empty() ? "" : roots->front();
  const Offers offers = offers_of(out.sources, wanted);
  auto now = measured(request.target, offers.files);
  if (!now) return std::move(now).error();
  out.now = std::move(*now);
  out.decisions = decide(offers.files, inventory::Index(out.now), out.root, knowledge,
                         request.wishes, offers.sets);
  doubt_absent(out.decisions, request.target);
  out.then = after(out.now, out.root, out.decisions);
  out.effect = effect(out.now, out.then, knowledge);
  return {};
}

}  // namespace

inventory::ScanOptions scan_options(const fs::path& target) {
  inventory::ScanOptions out;
  out.strings = false;
  out.depth = 0;
  out.jobs = inventory::default_jobs(target);
  return out;
}

bool Plan::refuses() const {
  return std::ranges::find(decisions, Action::refuse, &Decision::action) != decisions.end() ||
         !objections().empty();
}

bool Plan::changes() const { return !to_do().empty(); }

std::vector<std::string> Plan::objections() const {
  std::vector<std::string> out = problems;
  for (const Source& one : sources) out.insert(out.end(), one.problems.begin(), one.problems.end());
  return out;
}

std::vector<const Decision*> Plan::to_do() const {
  std::vector<const Decision*> out;
  for (const Decision& one : decisions)
    if (is_change(one)) out.push_back(&one);
  return out;
}

std::vector<std::string> Plan::manual() const {
  std::vector<std::string> out;
  for (const Decision& one : decisions)
    if (one.action == Action::manual) out.push_back(one.path);
  return out;
}

Result<std::unique_ptr<Plan>> plan(const Request& request, const package::Reader& reader,
                                   const manifest::Knowledge& knowledge) {
  std::error_code error;
  if (!fs::is_directory(request.target, error))
    return Error{Errc::usage, request.target.string() + ": is no folder",
                 "name the folder that holds the files, such as Exchsrvr/bin"};
  std::set<std::string> wanted;
  if (!request.rule.empty()) {
    auto asked = asked_by(request.rule, knowledge);
    if (!asked) return std::move(asked).error();
    wanted = std::move(*asked);
  }
  auto applied = transaction::applied(request.target);
  if (!applied) return std::move(applied).error();
  const auto in_place = packages_in_place(*applied);
  auto sources = sources_of(request, reader);
  if (!sources) return std::move(sources).error();
  auto out = std::make_unique<Plan>();
  out->target = request.target;
  out->sources = std::move(*sources);
  mark_superseded(out->sources, in_place);
  if (!wanted.empty()) close_over_sets(wanted, out->sources, knowledge);
  for (Source& source : out->sources) hold_left_out(source, knowledge);
  if (auto done = decide_on(*out, request, wanted, knowledge); !done)
    return std::move(done).error();
  if (!request.rule.empty() &&
      std::ranges::find(out->effect.clears, request.rule) == out->effect.clears.end()) {
    if (may_strike(out->now, *knowledge.rule(request.rule), knowledge))
      return Error{Errc::usage, "--for " + request.rule + ": nothing that is offered cures it here",
                   "without --for, the plan says what the packages hold and why"};
    out->decisions.clear();  // there is nothing to cure
    out->then = out->now;
    out->effect = {};
  }
  const inventory::Index then(out->then);
  hold_package_rules(out->sources, in_place, then);
  auto unfinished = transaction::unfinished(request.target);
  if (!unfinished) return std::move(unfinished).error();
  out->problems = closed_ways(downgraded(out->decisions), then, knowledge, request.facts);
  if (transaction::is_busy(request.target))
    out->problems.push_back("another sidestep patch is at work there: wait until it has ended");
  else if (*unfinished)
    out->problems.push_back(**unfinished + ": sidestep patch recover comes first");
  return out;
}

}  // namespace checker::patch::planning
