#include "migrator/cli/events.hpp"

#include "base/text.hpp"

namespace migrator::cli {
namespace {

using base::Json;

constexpr const char* kWizard = "MSExchangeMig";

std::string text(const Json& event, const char* key) { return event.value(key, std::string()); }

// By where the item stands: the extractor has other numbers than the importer.
int number_of_rejected(const Json& event) {
  const std::string file = base::lower(text(event, "file"));
  const std::string reason = text(event, "reason");
  const bool of_set = file.ends_with(".pri") || file.ends_with(".sec");
  if (of_set) {
    if (reason == "bad-pointer") return 8005;   // an error in a secondary file
    if (reason == "missing-file") return 8054;  // a secondary file could not be read
    if (reason == "bad-section") return 8124;   // bad, and the rest of it was skipped
    if (reason == "bad-row" || reason == "bad-date") return 8095;  // a line was not processed
    return 0;
  }
  if (reason == "bad-date") return 1011;
  if (reason == "bad-size") return 1027;
  if (reason == "not-a-message") return 1029;
  if (reason == "truncated" || reason == "unreadable") return 1032;
  return 0;
}

int number_of(const Json& event) {
  const std::string what = text(event, "event");
  const std::string message = text(event, "message");
  if (what == "begin") return 10002;
  if (what == "extracted") return 10003;
  if (what == "imported") return 8001;
  if (what == "errors") return 8002;
  if (what == "end") return 10068;
  if (what == "control" && message.find("event 10008") != std::string::npos) return 10008;
  if (what == "warning" && message.find("is not in the directory") != std::string::npos)
    return 1052;  // the member of a personal mailing list was not found
  return what == "rejected" ? number_of_rejected(event) : 0;
}

Json counts(const ledger::Tally& tally) {
  return {{"read", tally.read},
          {"delivered", tally.delivered},
          {"filtered", tally.filtered},
          {"rejected", tally.rejected},
          {"pending", tally.pending}};
}

Json event(const char* name, Json with) {
  Json out = {{"event", name}};
  out.update(with);
  return out;
}

}  // namespace

Json numbered(Json event) {
  if (const int number = number_of(event); number > 0) {
    event["id"] = number;
    event["source"] = kWizard;
  }
  return event;
}

void tell_begin(const std::string& job, const std::string& source, const std::string& destination,
                const std::string& control_name,
                const std::vector<contract::ControlProblem>& control, const Tell& tell) {
  if (!tell) return;
  tell(event("begin", {{"job", job}, {"from", source}, {"to", destination}}));
  for (const contract::ControlProblem& one : control)
    tell(event("control",
               {{"kind", one.kind == contract::ControlProblem::Kind::note ? "note" : "warning"},
                {"file", control_name},
                {"line", one.line},
                {"message", one.message}}));
}

void tell_end(const run::Report& report, const Tell& tell) {
  if (!tell) return;
  if (report.verification)
    tell(event("extracted", {{"messages", report.verification->messages},
                             {"lists", report.verification->lists},
                             {"directory_entries", report.verification->directory_entries},
                             {"faults", report.verification->faults}}));
  // Of an owner as a whole; those of items were told when they were met.
  for (const ledger::Warning& one : report.warnings)
    if (one.sequence == 0)
      tell(event("warning", {{"kind", ledger::to_string(one.owner)},
                             {"name", one.name},
                             {"item", ledger::to_string(one.kind)},
                             {"sequence", one.sequence},
                             {"file", one.place.file},
                             {"offset", one.place.offset},
                             {"reason", ""},
                             {"message", one.text}}));
  for (const ledger::Tally& tally : report.tallies) {
    Json one = {{"kind", ledger::to_string(tally.owner)}, {"name", tally.name}};
    one.update(counts(tally));
    tell(event("result", std::move(one)));
  }
  if (!report.extracted_only && report.complete && !report.dry_run)
    tell(event("imported",
               {{"delivered", report.total.delivered}, {"rejected", report.total.rejected}}));
  if (report.total.rejected > 0 && report.recovery)
    tell(event("errors",
               {{"rejected", report.total.rejected}, {"recovery", report.recovery->string()}}));
  Json end = counts(report.total);
  end.update({{"warnings", report.warning_count},
              {"complete", report.complete},
              {"interrupted", report.interrupted},
              {"dry_run", report.dry_run},
              {"exit", report.exit_code()}});
  if (report.stopped) end["message"] = report.stopped->message;
  tell(event("end", std::move(end)));
}

}  // namespace migrator::cli
