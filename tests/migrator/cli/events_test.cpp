#include "migrator/cli/events.hpp"

#include <doctest/doctest.h>

#include <set>

namespace migrator::cli {
namespace {

int id_of(const base::Json& event) { return numbered(event).value("id", 0); }

TEST_CASE("an event has the wizard's number where the wizard logs the same thing") {
  struct Row {
    std::string event, file, reason, message;
    int id;
  };
  const Row rows[] = {
      {"begin", "", "", "", 10002},
      {"extracted", "", "", "", 10003},
      {"imported", "", "", "", 8001},
      {"errors", "", "", "", 8002},
      {"end", "", "", "", 10068},
      {"step", "", "", "", 0},
      {"progress", "", "", "", 0},
      {"rejected", "mail/quill.exp", "bad-date", "", 1011},
      {"rejected", "mail/quill.exp", "bad-size", "", 1027},
      {"rejected", "mail/quill.exp", "not-a-message", "", 1029},
      {"rejected", "mail/quill.exp", "truncated", "", 1032},
      {"rejected", "mail/quill.exp", "too-large", "", 0},
      {"rejected", "00000001.PRI", "bad-pointer", "", 8005},
      {"rejected", "00000001.PRI", "missing-file", "", 8054},
      {"rejected", "00000001.pri", "bad-section", "", 8124},
      {"rejected", "00000001.pri", "bad-row", "", 8095},
      {"rejected", "00000001.pri", "undeliverable", "", 0},
      {"warning", "", "", "list \"A\": \"B at C\" is not in the directory; delivered by name",
       1052},
      {"warning", "", "", "something else", 0},
      {"control", "job.txt", "", "PAB has no meaning in mode CCMAIL (the wizard logs event 10008)",
       10008},
      {"control", "job.txt", "", "Home-Server: of an Exchange server, and ignored", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.event);
    CAPTURE(row.reason);
    const base::Json event = {
        {"event", row.event}, {"file", row.file}, {"reason", row.reason}, {"message", row.message}};
    CHECK(id_of(event) == row.id);
    CHECK(numbered(event).contains("source") == (row.id > 0));
  }
}

TEST_CASE("a run ends with its totals, and with where the recovery set is") {
  run::Report report;
  report.complete = true;
  report.total = {ledger::Owner::mailbox, "total", 5, 3, 1, 1, 0};
  report.tallies = {report.total};
  report.recovery = "state/recovery";
  std::vector<std::string> names;
  base::Json errors, end;
  tell_end(report, [&](const base::Json& event) {
    names.push_back(event.at("event"));
    if (names.back() == "errors") errors = event;
    if (names.back() == "end") end = event;
  });
  CHECK(names == std::vector<std::string>{"result", "imported", "errors", "end"});
  CHECK(errors.value("recovery", "") == "state/recovery");
  CHECK(end.value("read", 0) == 5);
  CHECK(end.value("exit", 0) == 2);
}

TEST_CASE("what was not carried out is not said to be imported") {
  for (const bool dry : {true, false}) {
    run::Report report;
    report.complete = report.dry_run = dry;
    bool imported = false;
    tell_end(report, [&](const base::Json& event) {
      imported = imported || event.at("event") == "imported";
    });
    CHECK_FALSE(imported);
  }
}

}  // namespace
}  // namespace migrator::cli
