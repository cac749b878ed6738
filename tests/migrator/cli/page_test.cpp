#include "migrator/cli/page.hpp"

#include <doctest/doctest.h>

#include "migrator/cli/verdict.hpp"
#include "migrator/run/advice.hpp"

namespace migrator::cli {
namespace {

using ledger::ItemKind;
using ledger::Reason;
using ledger::State;

run::Report report_of(std::vector<ledger::Count> counts) {
  run::Report report;
  report.complete = true;
  report.destination = "mbox:/srv/mail";
  report.state = "/srv/mail/.sidestep";
  report.source = "/srv/export";
  report.total.name = "total";
  for (const auto& one : counts) {
    report.total.read += one.items;
    if (one.state == State::delivered) report.total.delivered += one.items;
    if (one.state == State::filtered) report.total.filtered += one.items;
    if (one.state == State::rejected) report.total.rejected += one.items;
    if (one.state == State::extracted) report.total.pending += one.items;
  }
  report.tallies = {report.total};
  report.counts = std::move(counts);
  return report;
}

TEST_CASE("every reason has its meaning and what to do, in whole sentences") {
  for (int i = 1; i <= static_cast<int>(Reason::undeliverable); ++i) {
    const auto reason = static_cast<Reason>(i);
    CAPTURE(ledger::to_string(reason));
    const auto advice = run::advice_for(reason);
    CHECK(advice.meaning.size() > 10);
    CHECK_FALSE(advice.meaning.ends_with('.'));
    CHECK(advice.what_to_do.size() > 10);
    CHECK(advice.what_to_do.ends_with('.'));
  }
}

TEST_CASE("a dry run of an extraction claims no set") {
  auto report = report_of({{ItemKind::message, State::delivered, Reason::none, 3}});
  report.extracted_only = report.dry_run = true;
  CHECK(verdict(report) == "3 messages would be in the set; nothing would be imported.");
}

TEST_CASE("the verdict says in words what became of everything") {
  const ledger::Count messages{ItemKind::message, State::delivered, Reason::none, 1240};
  const ledger::Count lists{ItemKind::list, State::delivered, Reason::none, 12};
  const ledger::Count entries{ItemKind::directory_entry, State::delivered, Reason::none, 1};
  const ledger::Count bad{ItemKind::message, State::rejected, Reason::bad_date, 3};
  const ledger::Count old{ItemKind::message, State::filtered, Reason::outside_dates, 7};
  struct Row {
    std::vector<ledger::Count> counts;
    bool dry_run;
    std::string verdict;
  };
  const Row rows[] = {
      {{messages, lists, entries},
       false,
       "All 1,240 messages, 12 lists and 1 directory entry arrived."},
      {{messages, lists}, true, "All 1,240 messages and 12 lists would arrive."},
      {{messages, bad},
       false,
       "3 of 1,243 items could not be delivered; their bytes are kept in /r. 1,240 messages "
       "arrived."},
      {{messages, bad}, true, "3 of 1,243 items would be rejected. 1,240 messages would arrive."},
      {{messages, old}, false, "1,240 messages arrived. 7 items were left out, as you asked."},
      {{{ItemKind::message, State::rejected, Reason::bad_date, 1}},
       false,
       "The only item could not be delivered; its bytes are kept in /r. Nothing arrived."},
      {{old}, false, "Nothing arrived. 7 items were left out, as you asked."},
      {{old}, true, "Nothing would arrive. 7 items would be left out, as you asked."},
      {{}, false, "The source holds nothing: no message, no list, no directory entry."},
  };
  for (const Row& row : rows) {
    CAPTURE(row.verdict);
    auto report = report_of(row.counts);
    report.dry_run = row.dry_run;
    if (!row.dry_run && report.total.rejected > 0) report.recovery = "/r";
    CHECK(verdict(report) == row.verdict);
  }
  auto broken = report_of({messages});
  broken.complete = false;
  CHECK(verdict(broken) == "The run has not come to its end. So far 1,240 messages arrived.");
  broken.dry_run = broken.interrupted = true;
  CHECK(verdict(broken) ==
        "The dry run was ended before its end. Of what it read 1,240 messages would arrive.");
  CHECK(page(broken).find("goes on where it stopped") == std::string::npos);
}

TEST_CASE("a run that had nothing to do says so, in words and for programs") {
  const ledger::Count messages{ItemKind::message, State::delivered, Reason::none, 1240};
  auto again = report_of({messages});
  CHECK(run::to_json(again).at("nothing_new") == false);
  again.nothing_new = true;
  CHECK(verdict(again) == "Nothing new: everything had arrived before.");
  CHECK(run::to_json(again).at("nothing_new") == true);
  again = report_of({messages, {ItemKind::message, State::rejected, Reason::bad_date, 3}});
  again.nothing_new = true;
  again.recovery = "/r";
  CHECK(verdict(again) ==
        "Nothing new. 3 of 1,243 items could not be delivered; their bytes are kept in /r. 1,240 "
        "messages arrived.");
}

TEST_CASE("bytes are said to be kept only of items that have some") {
  auto report = report_of({{ItemKind::message, State::rejected, Reason::unreadable, 2}});
  report.recovery = "/r";
  report.recovery_set = "/r";
  report.rejected.resize(2);
  for (auto& one : report.rejected) one.row.place = {"mail/quill.exp", 0, 0};
  CHECK(verdict(report) ==
        "2 of 2 items could not be delivered; no bytes of them could be read: see /r/README.txt. "
        "Nothing arrived.");
  CHECK(page(report).find("their bytes") == std::string::npos);
  report.rejected[0].row.place.length = 10;
  CHECK(verdict(report).find("what could be read of them is kept in /r.") != std::string::npos);
}

TEST_CASE("the page names what was rejected, why, and what to do next, with real paths") {
  auto report = report_of({{ItemKind::message, State::delivered, Reason::none, 2},
                           {ItemKind::message, State::rejected, Reason::bad_date, 25},
                           {ItemKind::message, State::filtered, Reason::not_chosen, 4}});
  report.recovery = "/srv/mail/.sidestep/recovery";
  report.recovery_set = "/srv/mail/.sidestep/recovery";
  for (std::uint64_t i = 1; i <= 25; ++i) {
    ledger::Rejected one;
    one.name = "Quill, Nora";
    one.row.sequence = i;
    one.row.reason = Reason::bad_date;
    one.row.message = "31 February";
    report.rejected.push_back(one);
  }
  report.extras = {12, 3, 7};
  report.control_name = "job.txt";
  report.control = {
      {contract::ControlProblem::Kind::warning, 4, "PAB has no meaning here", {}, {}}};
  const std::string text = page(report);
  for (const char* expected :
       {"could not be delivered", "message 20: bad-date: 31 February",
        "… and 5 more: sidestep-migrator items --state '/srv/mail/.sidestep' --format csv",
        "bad-date (25): a date that no calendar has. Write", "not-chosen (4): ",
        "12 attachments are programs, 3 hold macros: delivered as they are; open them with care.",
        "7 messages stand on more than one board", "job.txt line 4: warning: PAB has no meaning",
        "import --files '/srv/mail/.sidestep/recovery' --to 'mbox:/srv/mail'",
        "audit --source '/srv/export' --to 'mbox:/srv/mail' --state '/srv/mail/.sidestep'"}) {
    CAPTURE(std::string(expected));
    CHECK(text.find(expected) != std::string::npos);
  }
  CHECK(text.find("message 21:") == std::string::npos);
  CHECK(report.exit_code() == 2);
}

TEST_CASE("a warning of the control file makes a run end with warnings") {
  auto report = report_of({{ItemKind::message, State::delivered, Reason::none, 2}});
  CHECK(report.exit_code() == 0);
  report.control = {{contract::ControlProblem::Kind::note, 4, "ignored", {}, {}}};
  CHECK(report.exit_code() == 0);
  report.control.front().kind = contract::ControlProblem::Kind::warning;
  CHECK(report.exit_code() == 1);
}

}  // namespace
}  // namespace migrator::cli
