#include "migrator/run/report.hpp"

#include <algorithm>

namespace migrator::run {
namespace {

using base::Json;
using base::Result;
using ledger::Owner;
using ledger::Tally;

Json counts(const Tally& tally) {
  return {{"read", tally.read},
          {"delivered", tally.delivered},
          {"filtered", tally.filtered},
          {"rejected", tally.rejected},
          {"pending", tally.pending}};
}

Json named(const Tally& tally) {
  Json out = {{"name", tally.name}};
  out.update(counts(tally));
  return out;
}

Json place_json(const Place& place) {
  return {{"file", place.file}, {"offset", place.offset}, {"length", place.length}};
}

Json item_json(Owner owner, const std::string& name, ledger::ItemKind kind, std::uint64_t sequence,
               const Place& place) {
  Json out = {{"kind", ledger::to_string(owner)},
              {"name", name},
              {"item", ledger::to_string(kind)},
              {"sequence", sequence}};
  out.update(place_json(place));
  return out;
}

Json rejected_json(const std::vector<ledger::Rejected>& items) {
  Json out = Json::array();
  for (const auto& item : items) {
    Json one = item_json(item.owner, item.name, item.row.kind, item.row.sequence, item.row.place);
    one["reason"] = ledger::to_string(item.row.reason);
    one["message"] = item.row.message;
    out.push_back(std::move(one));
  }
  return out;
}

Json warnings_json(const std::vector<ledger::Warning>& warnings) {
  Json out = Json::array();
  for (const auto& warning : warnings) {
    Json one =
        item_json(warning.owner, warning.name, warning.kind, warning.sequence, warning.place);
    one["message"] = warning.text;
    out.push_back(std::move(one));
  }
  return out;
}

Json left_out_json(const std::vector<survey::LeftOut>& files) {
  Json out = Json::array();
  for (const auto& one : files)
    out.push_back({{"file", one.file}, {"why", one.why}, {"may_hold_mail", one.may_hold_mail}});
  return out;
}

Json control_json(const Report& report) {
  Json out = Json::array();
  for (const contract::ControlProblem& one : report.control)
    out.push_back({{"kind", one.kind == contract::ControlProblem::Kind::note ? "note" : "warning"},
                   {"file", report.control_name},
                   {"line", one.line},
                   {"message", one.message}});
  return out;
}

// {"bad-date": 3, …}, of what was filtered and of what was rejected.
Json reasons_json(const Report& report) {
  Json out = Json::object();
  for (const ledger::Count& one : report.counts) {
    if (one.reason == ledger::Reason::none) continue;
    const std::string word(ledger::to_string(one.reason));
    out[word] = out.value(word, std::uint64_t{0}) + one.items;
  }
  return out;
}

Json path_json(const std::optional<std::filesystem::path>& path) {
  return path ? Json(path->string()) : Json(nullptr);
}

}  // namespace

int Report::exit_code() const {
  const bool good = complete && !stopped && adds_up();
  if (!good || total.rejected > 0 || (total.pending > 0 && !extracted_only)) return 2;
  const bool passed_over = std::ranges::any_of(left_out, &survey::LeftOut::may_hold_mail);
  const bool warned = std::ranges::any_of(control, [](const contract::ControlProblem& problem) {
    return problem.kind == contract::ControlProblem::Kind::warning;
  });
  return warning_count > 0 || passed_over || warned ? 1 : 0;
}

std::uint64_t Report::items(ledger::State which, std::optional<ledger::ItemKind> kind,
                            std::optional<ledger::Reason> reason) const {
  std::uint64_t sum = 0;
  for (const ledger::Count& one : counts)
    if (one.state == which && (!kind || one.kind == *kind) && (!reason || one.reason == *reason))
      sum += one.items;
  return sum;
}

bool Report::adds_up() const {
  Tally sum;
  for (const Tally& tally : tallies) {
    if (!tally.closes()) return false;
    sum.read += tally.read;
    sum.delivered += tally.delivered;
    sum.filtered += tally.filtered;
    sum.rejected += tally.rejected;
    sum.pending += tally.pending;
  }
  sum.name = total.name;
  sum.owner = total.owner;
  return sum == total;
}

Result<void> count(ledger::Ledger& ledger, Report& report) {
  auto tallies = ledger.tallies();
  if (!tallies) return std::move(tallies).error();
  report.tallies = std::move(*tallies);
  auto sums = ledger.sums();
  if (!sums) return std::move(sums).error();
  report.total = sums->total;
  report.extras = sums->extras;
  report.counts = std::move(sums->counts);
  auto warnings = ledger.warnings();
  if (!warnings) return std::move(warnings).error();
  report.warning_count = *warnings;
  auto read = ledger.each_rejected([&](const ledger::Rejected& item) -> Result<void> {
    if (report.rejected.size() < Report::kMost) report.rejected.push_back(item);
    return {};
  });
  if (!read) return read;
  return ledger.each_warning([&](const ledger::Warning& warning) -> Result<void> {
    if (report.warnings.size() < Report::kMost) report.warnings.push_back(warning);
    return {};
  });
}

Json tallies_json(const std::vector<Tally>& tallies, const Tally& total) {
  Json out = {{"mailboxes", Json::array()}, {"boards", Json::array()}};
  Json directory = counts({});
  for (const Tally& tally : tallies) {
    if (tally.owner == Owner::mailbox) out["mailboxes"].push_back(named(tally));
    if (tally.owner == Owner::board) out["boards"].push_back(named(tally));
    if (tally.owner == Owner::directory) directory = counts(tally);
  }
  out["directory"] = std::move(directory);
  out["total"] = counts(total);
  return out;
}

Json extras_json(const ledger::Extras& extras) {
  return {{"attachments", {{"programs", extras.programs}, {"macros", extras.macros}}},
          {"placements", extras.placements}};
}

Json to_json(const migration::Verification& verification) {
  Json findings = Json::array();
  for (const auto& f : verification.findings) {
    const bool fault = f.kind == migration::Finding::Kind::fault;
    findings.push_back({{"kind", fault ? "fault" : "note"},
                        {"file", f.file},
                        {"line", f.line},
                        {"offset", f.offset},
                        {"event", f.event},
                        {"rule", f.rule},
                        {"message", f.message}});
  }
  return {{"good", verification.good()},    {"faults", verification.faults},
          {"notes", verification.notes},    {"messages", verification.messages},
          {"lists", verification.lists},    {"directory_entries", verification.directory_entries},
          {"findings", std::move(findings)}};
}

Json to_json(const Report& report) {
  Json out = {
      {"complete", report.complete},
      {"interrupted", report.interrupted},
      {"job", report.job},
      {"destination", report.destination.empty() ? Json(nullptr) : Json(report.destination)},
      {"state", report.state.string()},
      {"set", path_json(report.set)},
      {"recovery", path_json(report.recovery)},
      {"recovery_set", path_json(report.recovery_set)}};
  out.update(tallies_json(report.tallies, report.total));
  out["adds_up"] = report.adds_up();
  out["dry_run"] = report.dry_run;
  out["nothing_new"] = report.nothing_new;
  out.update(extras_json(report.extras));
  if (report.drafted) out["drafted"] = report.drafted->string();
  if (report.drafted || !report.left_out.empty()) out["left_out"] = left_out_json(report.left_out);
  out["source"] = report.source.empty() ? Json(nullptr) : Json(report.source.string());
  if (!report.control_name.empty()) out["control"] = control_json(report);
  out["reasons"] = reasons_json(report);
  out["rejected"] = rejected_json(report.rejected);
  out["warnings"] = warnings_json(report.warnings);
  out["warning_count"] = report.warning_count;
  out["verification"] = report.verification ? to_json(*report.verification) : Json(nullptr);
  if (report.stopped)
    out["error"] = {{"code", base::to_string(report.stopped->code)},
                    {"message", report.stopped->message},
                    {"hint", report.stopped->hint}};
  return out;
}

}  // namespace migrator::run
