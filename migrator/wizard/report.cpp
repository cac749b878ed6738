#include "migrator/wizard/report.hpp"

#include <algorithm>

namespace migrator::wizard {
namespace {

using base::Json;

Json path_or_null(const std::filesystem::path& path) {
  return path.empty() ? Json(nullptr) : Json(path.string());
}

Json error_or_null(const std::optional<base::Error>& error) {
  if (!error) return nullptr;
  return {
      {"code", base::to_string(error->code)}, {"message", error->message}, {"hint", error->hint}};
}

Json to_json(const migration::Verification& one) {
  return {{"faults", one.faults},
          {"notes", one.notes},
          {"messages", one.messages},
          {"lists", one.lists},
          {"directory_entries", one.directory_entries}};
}

Json to_json(const StepReport& one) {
  return {{"run", one.run},
          {"step", contract::rewrite::to_string(one.step)},
          {"control", path_or_null(one.control)},
          {"code", one.code ? Json(*one.code) : Json(nullptr)},
          {"before", one.before},
          {"set", path_or_null(one.set)},
          {"mended", path_or_null(one.mended)},
          {"passwords", path_or_null(one.passwords)},
          {"verification", one.verification ? to_json(*one.verification) : Json(nullptr)}};
}

}  // namespace

int Report::exit_code() const {
  if (stopped || !complete) return 2;
  const bool odd = std::ranges::any_of(steps, [](const StepReport& one) {
    return one.code.value_or(0) != 0 || !one.mended.empty();
  });
  return odd || !warnings.empty() ? 1 : 0;
}

std::vector<std::filesystem::path> Report::sets() const {
  std::vector<std::filesystem::path> out;
  for (const StepReport& one : steps)
    if (!one.set.empty()) out.push_back(one.set);
  return out;
}

Json to_json(const Report& report) {
  Json steps = Json::array();
  for (const StepReport& one : report.steps) steps.push_back(to_json(one));
  return {{"report", "sidestep-wizard-run/1"}, {"state", report.state.string()},
          {"components", report.components},   {"steps", std::move(steps)},
          {"notices", report.notices},         {"warnings", report.warnings},
          {"complete", report.complete},       {"error", error_or_null(report.stopped)},
          {"exit", report.exit_code()}};
}

}  // namespace migrator::wizard
