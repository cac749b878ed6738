#include "checker/cli/trail.hpp"

#include "base/files.hpp"
#include "base/system.hpp"
#include "checker/audit/log.hpp"
#include "checker/cli/output.hpp"

namespace checker::cli {
namespace {

using base::Json;
using base::Result;

// The command as it was given, without what was not.
Json asked(const Request& request, const Json& also) {
  Json out = {{"paths", request.paths}};
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  const auto list = [&](const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) out[name] = values;
  };
  text("control", request.control);
  text("operation", request.operation);
  text("source", request.source);
  list("set", request.sets);
  list("pin", request.pins);
  list("accept", request.accepted);
  list("packages", request.packages);
  list("manifests", request.shelves.folders);
  text("policy", request.policy);
  for (const auto& [name, value] : also.items()) out[name] = value;
  return out;
}

// What was judged, and by what: the parts of the plan that say so, as it says them.
void add_answer(Json& record, const Answer& answer) {
  const Json plan = contract::to_json(answer.planned.plan);
  record["operation"] = contract::to_json(answer.meant);
  record["evidence"] = plan.at("evidence");
  record["manifests"] = plan.at("manifests");
  record["plan"] = {{"status", plan.at("status")}, {"digest", plan.at("digest")}};
}

}  // namespace

Result<std::string> Trail::append(const std::string& stage, const Answer* answer,
                                  Json outcome) const {
  Json record = stamped(command_, stage);
  record["asked"] = asked(request_, also_);
  if (answer != nullptr) add_answer(record, *answer);
  if (!begun_.empty()) record["begin"] = begun_;
  if (!outcome.is_null()) record["outcome"] = std::move(outcome);
  base::PosixFiles files;
  auto hash = audit::append(files, file_, std::move(record));
  if (!hash) return std::move(hash).error().during("--audit");
  return hash;
}

Json stamped(const std::string& command, const std::string& stage) {
  Json out = {{"time", base::utc_now()}, {"user", base::user_name()}};
  if (const std::string login = base::login_name(); !login.empty()) out["login"] = login;
  out["host"] = base::host_name();
  out["tool"] = "sidestep " SIDESTEP_VERSION;
  out["command"] = command;
  out["stage"] = stage;
  return out;
}

Result<void> Trail::ready() const {
  if (!is_kept()) return {};
  auto ready = audit::try_append(file_);
  if (!ready) return std::move(ready).error().during("--audit");
  return {};
}

Result<void> Trail::begin(const Answer& answer) {
  if (!is_kept()) return {};
  auto hash = append("begin", &answer, nullptr);
  if (!hash) return std::move(hash).error();
  begun_ = std::move(*hash);
  return {};
}

Result<void> Trail::end(const Answer* answer, Outcome outcome) const {
  if (!is_kept()) return {};
  Json out = {{"exit", outcome.exit}};
  if (outcome.error != nullptr) out["error"] = outcome.error->message;
  if (!outcome.run.is_null()) out["run"] = std::move(outcome.run);
  auto hash = append(outcome.stage, answer, std::move(out));
  if (!hash) return std::move(hash).error();
  return {};
}

void add_audit_option(CLI::App& command, std::string& file) {
  command
      .add_option("--audit", file,
                  "Append who asked what, the evidence, and what came of it to this log")
      ->type_name("FILE")
      ->check(not_empty());
}

}  // namespace checker::cli
