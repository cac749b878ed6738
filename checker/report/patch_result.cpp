#include "checker/report/patch_result.hpp"

#include "base/text.hpp"
#include "checker/report/commands.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using patch::execution::Proof;
using patch::transaction::Applied;
using patch::transaction::Now;
using patch::transaction::Outcome;
using patch::transaction::Recovered;

std::string listed_or_nothing(const std::vector<std::string>& words) {
  return words.empty() ? "nothing" : listed(words);
}

Json with_status(const char* status, const Applied& applied) {
  Json out = {{"status", status}};
  out.update(to_json(applied));
  return out;
}

}  // namespace

Json to_json(const Applied& applied) {
  Json files = Json::array();
  for (const auto& file : applied.files)
    files.push_back({{"path", file.path},
                     {"before", file.before_sha256.empty() ? Json() : Json(file.before_sha256)},
                     {"after", file.after_sha256},
                     {"as_written", file.as_written}});
  return {{"id", applied.id}, {"committed", applied.committed}, {"files", std::move(files)}};
}

std::string to_text(const Applied& applied) {
  std::string out = base::printable(applied.id + "  committed " + applied.committed) + "\n";
  for (const auto& file : applied.files)
    out += "  " + base::printable(file.path) + (file.before_sha256.empty() ? "  added" : "") +
           (file.as_written ? "" : "  changed since") + "\n";
  return out;
}

Json to_json(const Applied& applied, const Proof& proof) {
  Json out = with_status("committed", applied);
  out.update({{"clears", proof.effect.clears}, {"left", proof.left}, {"manual", proof.manual}});
  return out;
}

std::string to_text(const Applied& applied, const Proof& proof, const std::string& target,
                    const Paint& paint) {
  return paint.good("COMMITTED") + ": patch " + to_text(applied) + "\n" +
         paragraph("Clears   ", listed_or_nothing(proof.effect.clears)) +
         paragraph("Left     ", listed_or_nothing(proof.left)) +
         (proof.manual.empty() ? ""
                               : paragraph("By hand  ", listed(proof.manual) +
                                                            ": run the vendor's setup for them")) +
         "\nTo take it back:\n  sidestep patch undo " + shell_quoted(target) + " " + applied.id +
         "\n";
}

Json taken_back_json(const Applied& applied, const std::vector<std::string>& brings) {
  Json out = with_status("taken-back", applied);
  out["brings"] = brings;
  return out;
}

std::string taken_back_text(const Applied& applied, const std::vector<std::string>& brings,
                            const Paint& paint) {
  std::string out = paint.good("TAKEN BACK") + ": patch " + applied.id + "\n";
  for (const auto& file : applied.files)
    out += "  " + base::printable(file.path) +
           (file.before_sha256.empty() ? "  removed: see that nothing else needs it by now"
                                       : "  as it was") +
           "\n";
  return out + "\n" + paragraph("Strikes again  ", listed_or_nothing(brings));
}

Json to_json(const Recovered& recovered) {
  Json outcomes = Json::array();
  for (const Outcome& one : recovered.outcomes)
    outcomes.push_back({{"id", one.id},
                        {"found", one.found},
                        {"now", one.now == Now::old_files ? "old" : "new"},
                        {"changed_by_others", one.changed_by_others}});
  return {{"recovered", std::move(outcomes)}};
}

std::string to_text(const Recovered& recovered) {
  std::string out;
  for (const Outcome& one : recovered.outcomes) {
    out +=
        "RECOVERED: patch " + base::printable(one.id) + " had come to " + one.found + "; " +
        (one.now == Now::old_files ? "the old files are in place" : "the new files are in place") +
        ".\n";
    for (const std::string& path : one.changed_by_others)
      out += "  " + base::printable(path) + " was changed by somebody else, and stays\n";
  }
  return out.empty() ? "There was nothing to recover.\n" : out;
}

}  // namespace checker::report
