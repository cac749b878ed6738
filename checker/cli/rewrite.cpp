#include "checker/cli/rewrite.hpp"

#include "base/text.hpp"
#include "checker/cli/filling.hpp"
#include "checker/cli/output.hpp"
#include "checker/judge/derive.hpp"
#include "checker/report/rewriting.hpp"
#include "contract/control_document.hpp"
#include "contract/control_file.hpp"

namespace checker::cli {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using contract::PlanStatus;
using report::Filling;
using report::RewriteReport;

int refuse(const Refused& refused, bool json) {
  fail(refused.error, json);
  return refused.code;
}

template <class T>
int tell(const T& what, bool json, int code) {
  const std::string text = json ? base::dump(to_json(what)) + "\n" : report::to_text(what);
  if (auto done = print(text, ""); !done) return fail(done.error(), json);
  return code;
}

// The mark filled in, of files that were written before.
int fill_in(const RewriteOptions& options, const fs::path& folder, const std::string& asked) {
  const bool json = options.format == "json";
  auto lock = lock_folder(folder);
  if (!lock) return fail(lock.error(), json);
  auto texts = read_marked(folder);
  if (!texts) return fail(texts.error(), json);
  const Texts before = *texts;
  Filling filling;
  if (auto refused = fill(*texts, folder, asked, options.after, filling))
    return refuse(*refused, json);
  for (const auto& [name, text] : *texts)
    if (text != before.at(name))
      if (auto done = print(text, folder / name); !done) return fail(done.error(), json);
  return tell(filling, json, 0);
}

// What the folder is to hold.
Texts texts_of(const contract::rewrite::Rewriting& rewriting, std::string_view original) {
  Texts out;
  for (const auto* file : rewriting.files()) out[file->name] = file->text;
  const auto line_end = contract::ControlDocument::parse(original).line_end();
  const std::string manual = report::manual_steps(rewriting, line_end);
  if (!manual.empty()) out[std::string(report::kManualSteps)] = manual;
  return out;
}

void tell_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings)
    std::fprintf(stderr, "warning: %s\n", base::printable(warning).c_str());
}

// What `check` would say of each file alone, where that is not safe.
std::vector<std::string> not_safe(const contract::rewrite::Rewriting& rewriting, const Answer& a,
                                  const Request& request) {
  std::vector<std::string> out;
  for (const auto* file : rewriting.files()) {
    operation::Operation alone;
    alone.facts = contract::parse_control_file(file->text, file->name).facts;
    for (const std::string& set : request.sets)
      if (!set.starts_with("migration."))
        (void)operation::set(alone, set, a.knowledge);  // it was accepted before
    operation::complete(alone, a.knowledge);
    const auto meant = judge::derive({a.measured, alone.facts}, alone.told);
    plan::Request judging;
    judging.accepted.insert(request.accepted.begin(), request.accepted.end());
    const auto planned = plan::plan({a.measured, meant}, judging);
    if (auto why = report::why_not_safe(planned ? &*planned : nullptr); !why.empty())
      out.push_back(file->name + ": " + why);
  }
  return out;
}

// Fills in what is asked for, then writes; nothing is written where either cannot be done.
std::optional<Refused> store(const RewriteOptions& options, Texts texts,
                             std::optional<Filling>& filling) {
  if (options.output.empty()) return std::nullopt;
  const fs::path folder = options.output;
  if (auto settled = settle(folder, texts); !settled) return Refused{settled.error()};
  if (options.after.empty()) {
    filling = done_already(texts, folder, "");
  } else {
    filling.emplace();
    if (auto refused = fill(texts, folder, "", options.after, *filling)) return refused;
  }
  base::PosixFiles files;
  if (auto made = files.make_directories(folder); !made) return Refused{made.error()};
  auto lock = lock_folder(folder);
  if (!lock) return Refused{lock.error()};
  // Another run may have been here meanwhile.
  if (auto settled = settle(folder, texts); !settled) return Refused{settled.error()};
  if (auto done = write_texts(files, folder, texts); !done) return Refused{done.error()};
  return std::nullopt;
}

// The plan, and its runs as control files.
int write_plan(const RewriteOptions& options, const std::string& text) {
  const bool json = options.format == "json";
  auto control = contract::usable_control_file(text, options.file);
  if (!control) return fail(control.error(), json);
  auto answered = answer(options.request, {});
  if (!answered) return fail(answered.error(), json);
  const Answer& a = **answered;
  const report::CheckReport check = a.report();
  if (!json) tell_warnings(check.warnings);
  const contract::Plan& plan = a.planned.plan;
  if (plan.status == PlanStatus::blocked || plan.status == PlanStatus::unknown)
    return tell(RewriteReport{check, nullptr, "", {}, control->mode}, json,
                static_cast<int>(plan.status));
  const auto by_itself = judge::derive({a.measured, control->facts}, {});
  auto rewriting = contract::rewrite::rewrite(
      {text, plan, by_itself, {options.request.accepted.begin(), options.request.accepted.end()}});
  if (!rewriting) return fail(rewriting.error(), json);
  std::optional<Filling> filling;
  if (auto refused = store(options, texts_of(*rewriting, text), filling))
    return refuse(*refused, json);
  return tell(RewriteReport{check, &*rewriting, options.output, std::move(filling), control->mode,
                            not_safe(*rewriting, a, options.request)},
              json, rewriting->is_whole() ? 0 : 1);
}

}  // namespace

int rewrite_control_file(RewriteOptions options) {
  const bool json = options.format == "json";
  const auto usage = [&](const char* message, const char* hint) {
    return fail({Errc::usage, message, hint}, json);
  };
  if (options.file.empty()) {
    if (options.after.empty())
      return usage("operation rewrite: FILE is missing", "see sidestep operation rewrite --help");
    return fill_in(options, options.output.empty() ? options.after : options.output, "");
  }
  auto text = contract::read_control_text(options.file);
  if (!text) return fail(text.error(), json);
  const fs::path file = options.file;
  const bool made_here =
      contract::rewrite::marked_folder(*text) || contract::rewrite::filled_file(*text);
  if (options.after.empty() || !made_here) {
    if (!options.after.empty() && options.output.empty())
      return usage("--after: there is no marked line in this control file",
                   "give -o DIR, the folder that the files are written to");
    options.request.control = options.file;
    return write_plan(options, *text);
  }
  if (!options.output.empty())
    return usage("--after: give the marked file or -o DIR, not both",
                 "the file is filled in where it stands");
  return fill_in(options, file.has_parent_path() ? file.parent_path() : fs::path("."),
                 file.filename().string());
}

}  // namespace checker::cli
