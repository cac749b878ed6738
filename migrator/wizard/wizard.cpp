#include "migrator/wizard/wizard.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "migrator/wizard/components.hpp"
#include "migrator/wizard/journal.hpp"
#include "migrator/wizard/judged_set.hpp"
#include "migrator/wizard/orders.hpp"
#include "migrator/wizard/windows_path.hpp"
#include "migrator/wizard/written_set.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Json;
using base::Result;
using contract::rewrite::Step;

constexpr int kMostFolders = 1000;  // of one kind in a state: begun anew so often

constexpr const char* kExposure =
    "the post office's password stands on Mailmig.exe's command line (/P:) while that runs, the "
    "only "
    "way that it takes one: whoever may list this machine's processes can read it";

std::string db8_notice(bool is_known) {
  return std::string(is_known ? "the post office is a DB8: " : "if the post office is a DB8, ") +
         "the extraction gives every selected mailbox a new random cc:Mail password, and writes "
         "the "
         "list of them to Ccmail.password beside the set (Q169536); each extraction does so again";
}

// Does the steps of one run. Nothing of it outlives drive().
class Driver {
 public:
  Driver(const Request& request, const Doors& doors, Orders orders, Journal journal)
      : request_(request), doors_(doors), orders_(std::move(orders)), journal_(std::move(journal)) {
    report_.state = request.state;
  }

  Result<Report> drive() {
    auto found = check_components(request_.plan, request_.bin);
    if (!found) return std::move(found).error();
    report_.components = found->versions;
    if (auto fits = check_imports(); !fits) return fits.error();
    tell({{"event", "wizard-begin"}, {"components", report_.components}});
    notices();
    for (const Order& order : orders_.list) {
      auto done = carry_out(order);
      if (done && *done) continue;
      if (!done && !started_) return std::move(done).error();
      if (!done) report_.stopped = std::move(done).error();
      break;
    }
    report_.complete = !report_.stopped && report_.steps.size() == orders_.list.size();
    tell({{"event", "wizard-end"}, {"complete", report_.complete}, {"exit", report_.exit_code()}});
    return std::move(report_);
  }

 private:
  void tell(const Json& event) { doors_.tell(event); }

  void warn(const std::string& text) {
    report_.warnings.push_back(text);
    tell({{"event", "wizard-warning"}, {"message", text}});
  }

  // Whether the source is still to be read.
  bool extracts() {
    return std::ranges::any_of(orders_.list, [this](const Order& order) {
      return order.control.step != Step::import && !journal_.entry(order.control.name).done;
    });
  }

  void notices() {
    if (!extracts()) return;
    const std::string database = request_.plan.operation.word("source.database");
    const bool cc_mail = request_.plan.operation.word("migration.source") == "cc:mail";
    if (!request_.password.empty()) report_.notices.emplace_back(kExposure);
    if (cc_mail && (database.empty() || database == "DB8"))
      report_.notices.push_back(db8_notice(database == "DB8"));
    for (const std::string& text : report_.notices)
      tell({{"event", "wizard-notice"}, {"message", text}});
  }

  // What has begun to import may have delivered: nobody but the operator can say that it may again.
  Result<void> check_imports() {
    for (const Order& order : orders_.list) {
      const Entry& entry = journal_.entry(order.control.name);
      const bool began = !entry.folder.empty() || !entry.set.empty();
      if (order.control.step == Step::extract || entry.done || !began || request_.import_again)
        continue;
      return Error{Errc::conflict,
                   fmt::format("{} was started before and did not end well: what it has imported "
                               "would be imported once more",
                               order.control.name),
                   "see on the server what arrived, then run again with --import-again"};
    }
    return {};
  }

  fs::path in_state(const std::string& name) const { return request_.state / name; }

  std::string below_state(const fs::path& path) const {
    return path.lexically_relative(request_.state).string();
  }

  Result<void> keep() { return write_journal(doors_.files, request_.state, journal_); }

  // A new folder in the state, "set-1" or the next free number.
  Result<std::string> new_folder(const std::string& kind) {
    for (int number = 1; number <= kMostFolders; ++number) {
      const std::string name = fmt::format("{}-{}", kind, number);
      auto made = doors_.files.make_directory(in_state(name), 0700);
      if (made) return name;
      if (made.error().code != Errc::conflict) return made.error();
    }
    return Error{Errc::limit, request_.state.string() + ": it was begun anew too often",
                 "give another --state"};
  }

  // Whether the run may go on.
  Result<bool> carry_out(const Order& order) {
    StepReport step{order.run, order.control.step, in_state(order.control.name), {}, false, {}, {}};
    const Entry before = journal_.entry(order.control.name);
    step.before = before.done;
    if (before.done) {
      tell({{"event", "wizard-step"}, {"step", order.control.name}, {"before", true}});
    } else {
      auto code = run_step(order);
      if (ran_) step.code = journal_.entry(order.control.name).code;
      if (!code && ran_) report_.steps.push_back(step);
      if (!code) return std::move(code).error();
    }
    const Entry& entry = journal_.entry(order.control.name);
    if (!entry.set.empty() && order.control.step != Step::import) step.set = in_state(entry.set);
    look_for_passwords(entry, step);
    report_.steps.push_back(step);
    if (order.control.step != Step::extract) return true;
    return verify(order, report_.steps.back());
  }

  void look_for_passwords(const Entry& entry, StepReport& step) {
    if (entry.folder.empty() || step.step == Step::import) return;
    std::error_code error;
    const fs::path folders[] = {in_state(entry.folder), step.set.parent_path()};
    for (const fs::path& folder : folders)
      for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (base::equals_fold(it->path().filename().string(), "Ccmail.password"))
          step.passwords = it->path();
    if (!step.passwords.empty())
      tell({{"event", "wizard-passwords"}, {"file", step.passwords.string()}});
  }

  // A step that is not done yet. Its exit code is in the journal then.
  Result<void> run_step(const Order& order) {
    ran_ = false;
    const bool imports = order.control.step == Step::import;
    std::string folder;
    if (!imports) {
      auto made = new_folder("set");
      if (!made) return std::move(made).error();
      folder = *made;
    }
    auto text = imports ? import_text(order) : set_text(order, in_state(folder));
    if (!text) return std::move(text).error();
    const fs::path control = in_state(order.control.name);
    if (auto done = base::write_whole(doors_.files, control, *text); !done) return done.error();
    Entry& entry = journal_.entry(order.control.name);
    entry = {order.control.name, false, folder, 0, imports ? below_state(last_set_) : ""};
    if (auto kept = keep(); !kept) return kept.error();
    auto started = start_wizard(order, control);
    if (!started) {
      // It never ran: nothing was imported that could be imported twice.
      if (!ran_) (void)forget(order);
      return std::move(started).error();
    }
    return settle(order, *started);
  }

  Result<void> forget(const Order& order) {
    journal_.entry(order.control.name) = {order.control.name, false, "", 0, ""};
    return keep();
  }

  Result<std::string> set_text(const Order& order, const fs::path& folder) {
    auto name = windows_path(folder);
    if (!name) return std::move(name).error();
    return text_into(order, *name);
  }

  Result<std::string> import_text(const Order& order) {
    auto name = windows_path(last_set_);
    if (!name) return std::move(name).error();
    return text_of_import(order, *name);
  }

  Result<Started> start_wizard(const Order& order, const fs::path& control) {
    auto name = windows_path(control);
    if (!name) return std::move(name).error();
    // The files as they are now, not as they were when we began.
    auto found = check_components(request_.plan, request_.bin);
    if (!found) return std::move(found).error();
    const Program program{found->mailmig, request_.wine};
    // Files are imported without a password (Q198957).
    const bool asks = order.control.step != Step::import && !request_.password.empty();
    tell({{"event", "wizard-step"},
          {"step", order.control.name},
          {"before", false},
          {"command", shown_command(program, *name, asks)}});
    auto started = start(program, *name, asks ? &request_.password : nullptr, doors_.start);
    if (!started) return started;
    started_ = ran_ = true;
    // What it printed may also hold it where it was not asked for.
    started->printed = request_.password.masked(std::move(started->printed));
    const fs::path log =
        in_state(order.control.name.substr(0, order.control.name.rfind('.')) + ".log");
    if (auto kept = base::write_whole(doors_.files, log, started->printed); !kept)
      return kept.error();
    tell({{"event", "wizard-ended"},
          {"step", order.control.name},
          {"code", started->code},
          {"message", meaning_of(*started)}});
    return started;
  }

  // What a start has come to, into the journal.
  Result<void> settle(const Order& order, const Started& started) {
    Entry& entry = journal_.entry(order.control.name);
    entry.code = started.code;
    if (started.signalled || started.code < 0 || started.code > 1) {
      if (auto kept = keep(); !kept) return kept.error();
      return Error{
          Errc::io, fmt::format("{}: Mailmig.exe {}", order.control.name, meaning_of(started)),
          "its events say why (`sidestep diagnose --log FILE`); what it printed is kept in "
          "the state folder"};
    }
    if (order.control.step != Step::import) {
      auto set = find_written_set(in_state(entry.folder));
      if (!set && order.control.step == Step::extract) {
        if (auto kept = keep(); !kept) return kept.error();
        return std::move(set).error().during(order.control.name);
      }
      if (set) entry.set = below_state(*set);
      if (set) check_name(*set);
    }
    entry.done = true;
    return keep();
  }

  void check_name(const fs::path& set) {
    const std::string name = set.parent_path().filename().string();
    const std::string is = name.substr(0, name.size() - 4);  // ".001"
    if (!orders_.post_office.empty() && !base::equals_fold(is, orders_.post_office))
      warn(base::printable(fmt::format("the set is of the post office {}, but POName is {}", is,
                                       orders_.post_office)));
  }

  // Whether the set can be gone on with; a mended one takes its place.
  Result<bool> verify(const Order& order, StepReport& step) {
    const auto make_folder = [this]() -> Result<fs::path> {
      auto name = new_folder("mended");
      if (!name) return std::move(name).error();
      return in_state(*name);
    };
    auto judged =
        judge_set(doors_.files, step.set,
                  request_.repair ? make_folder : std::function<Result<fs::path>()>(), doors_.tell);
    if (!judged) return std::move(judged).error();
    step.verification = std::move(judged->verification);
    if (!step.verification->good()) return bad_set(step);
    if (judged->packing_list != step.set) {
      step.set = judged->packing_list;
      journal_.entry(order.control.name).set = below_state(step.set);
      if (auto kept = keep(); !kept) return kept.error();
    }
    const fs::path folder = step.set.parent_path();
    if (folder.filename().string().starts_with("mended-")) step.mended = step.set;
    last_set_ = step.set;
    return true;
  }

  Result<bool> bad_set(const StepReport& step) {
    started_ = true;  // an earlier run has
    return Error{Errc::malformed,
                 fmt::format("{}: the set has faults: {}; nothing of it was imported",
                             step.set.string(), step.verification->faults),
                 request_.repair
                     ? "what could not be mended is listed by `sidestep-migrator verify "
                       "--files SET.PKL`"
                     : "`sidestep-migrator verify --files SET.PKL` lists them; --repair "
                       "mends a copy and goes on with it"};
  }

  const Request& request_;
  const Doors& doors_;
  Orders orders_;
  Journal journal_;
  Report report_;
  fs::path last_set_;     // that the next import takes
  bool ran_ = false;      // the start that was tried last
  bool started_ = false;  // the wizard, now or before: what comes after is part of the report
};

}  // namespace

Result<Report> drive(const Request& request, const Doors& doors) {
  if (request.wine.empty() && !runs_windows_programs())
    return Error{Errc::usage,
                 "Mailmig.exe is a program for Windows, which this system does not run",
                 "give --wine PROGRAM; or start it there yourself, with the control files of "
                 "`sidestep operation rewrite`; or let `sidestep migrate` do without it"};
  auto orders =
      orders_of(request.plan, request.control_text, request.only_extract, request.accept_loss);
  if (!orders) return std::move(orders).error();
  if (auto fits = windows_path(request.state); !fits) return std::move(fits).error();
  auto components = check_components(request.plan, request.bin);
  if (!components) return std::move(components).error();
  if (auto made = doors.files.make_directories(request.state); !made) return made.error();
  auto lock = base::Lock::take(request.state / "lock", 0600);
  if (!lock) return std::move(lock).error();
  auto journal =
      read_journal(request.state, contract::to_json(request.plan)["digest"].get<std::string>(),
                   base::sha256(request.control_text));
  if (!journal) return std::move(journal).error();
  return Driver(request, doors, std::move(*orders), std::move(*journal)).drive();
}

}  // namespace migrator::wizard
