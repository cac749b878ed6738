#include "migrator/wizard/wizard.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/digest.hpp"
#include "contract/control_file.hpp"
#include "tests/support/files.hpp"

using namespace migrator::wizard;
using contract::FactSet;
using contract::Plan;
namespace fs = std::filesystem;

namespace {

const fs::path kFixtures = FIXTURES_DIR;
const std::string kSecret = "Ahoy-4711";

contract::Plan plan_for(const std::string& steps, const fs::path& bin) {
  Plan plan;
  plan.status = contract::PlanStatus::safe;
  plan.operation = contract::read_control_file(kFixtures / "harbor-one-step.txt")->facts;
  plan.operation.set("migration.executor", {std::string("wizard"), "default"});
  FactSet content = plan.operation.members("migration.content");
  content.unknown.erase("personal-mailing-lists");
  content.members.insert("personal-mailing-lists");
  plan.operation.set("migration.content", {content, "personal-mailing-lists: this extractor"});
  if (steps == "two") {
    plan.changes = {
        {"Q214836", "migration.steps", {std::string("one"), ""}, {std::string("two"), ""}}};
    plan.operation.set("migration.steps", {std::string("two"), "plan"});
  }
  plan.passes = {{steps, content.members}};
  for (const char* name : {"Mailmig.exe", "Mlmig32.dll"})
    plan.evidence.push_back(
        {name, (bin / name).string(), "5.5.2521.0", base::sha256(support::read(bin / name))});
  return plan;
}

// The folder that a control file names, on this machine.
fs::path file_of(const std::string& control) {
  const auto read = contract::parse_control_file(control, "it");
  std::string path = read.find("File")->value.substr(2);
  for (char& c : path)
    if (c == '\\') c = '/';
  return path;
}

void copy_set(const std::string& fixture, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy(kFixtures / "migration" / fixture, to);
}

// A wizard as a function: what it does in each start, and what it was told.
struct FakeWizard {
  std::vector<std::vector<std::string>> starts;
  std::vector<std::string> controls;
  std::function<int(const std::string& control)> act;

  base::Result<base::Printed> operator()(const std::vector<std::string>& words) {
    starts.push_back(words);
    const std::string control = words.at(2).substr(std::string("/C:Z:").size());
    std::string path = control;
    for (char& c : path)
      if (c == '\\') c = '/';
    controls.push_back(support::read(path));
    std::string said;
    for (const std::string& word : words) said += word + "\n";
    const int code = act(controls.back());
    return base::Printed{code, code > 128, said, true};
  }
};

bool imports(const std::string& control) { return control.find("\nMode,FILE") != control.npos; }

// Writes a set where an extraction is told to, and imports with 0.
std::function<int(const std::string&)> writes(const std::string& fixture, int code = 0) {
  return [=](const std::string& control) {
    if (imports(control)) return 0;
    copy_set(fixture, file_of(control) / "HARBOR.001");
    return code;
  };
}

struct Bench {
  support::TempFolder folder;
  fs::path bin, state = folder / "state";
  base::PosixFiles files;
  FakeWizard fake;
  std::string events;
  Request request;

  explicit Bench(const std::string& steps = "two") : bin(folder / "Bin") {
    fs::copy(kFixtures / "components/web3", bin);
    request.plan = plan_for(steps, bin);
    request.control_text = support::read(kFixtures / "harbor-one-step.txt");
    request.bin = bin;
    request.state = state;
    request.wine = "/usr/bin/wine";
  }
  base::Result<Report> drive() {
    return migrator::wizard::drive(
        request, {files, [this](const auto& words) { return fake(words); },
                  [this](const base::Json& event) { events += base::dump(event) + "\n"; }});
  }
  std::size_t starts() const { return fake.starts.size(); }
};

}  // namespace

TEST_CASE("two steps: the set is verified, and the second step imports that one") {
  Bench bench;
  bench.fake.act = writes("good");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
  CHECK(report->complete);
  REQUIRE(bench.starts() == 2);
  const auto& words = bench.fake.starts[0];
  CHECK(words[0] == "/usr/bin/wine");
  CHECK(words[1] == (bench.bin / "Mailmig.exe").string());
  CHECK(words.back() == "/S");
  CHECK(bench.fake.controls[0].find("Function,EXTRACT") != std::string::npos);
  CHECK(file_of(bench.fake.controls[0]).parent_path() == bench.state / "set-1");
  CHECK(file_of(bench.fake.controls[1]) == bench.state / "set-1/HARBOR.001/HARBOR.PKL");
  CHECK(report->steps[0].verification->good());
  CHECK(bench.events.find("Ccmail.password") != std::string::npos);  // if it is a DB8
}

TEST_CASE("one step is one start, with the file's own function") {
  Bench bench("one");
  bench.fake.act = writes("good");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
  REQUIRE(bench.starts() == 1);
  CHECK(bench.fake.controls[0].find("\nFunction,FULL") != std::string::npos);
  CHECK(bench.fake.controls[0].find("\nHome-Server,ATLAS") != std::string::npos);
}

TEST_CASE("with only_extract a one-step plan is extracted, and nothing is imported") {
  for (const char* steps : {"one", "two"}) {
    CAPTURE(steps);
    Bench bench(steps);
    bench.request.only_extract = true;
    bench.fake.act = writes("good");
    const auto report = bench.drive();
    REQUIRE(report);
    CHECK(report->exit_code() == 0);
    REQUIRE(bench.starts() == 1);
    CHECK(bench.fake.controls[0].find("\nFunction,EXTRACT") != std::string::npos);
    CHECK(report->sets() == std::vector{bench.state / "set-1/HARBOR.001/HARBOR.PKL"});
  }
}

TEST_CASE("files that were not judged are refused, with both hashes, and nothing is written") {
  for (const char* name : {"Mailmig.exe", "Mlmig32.dll"}) {
    CAPTURE(name);
    Bench bench;
    support::write(bench.bin / name, "another");
    const auto report = bench.drive();
    REQUIRE(!report);
    CHECK(report.error().code == base::Errc::conflict);
    CHECK(report.error().message.find(name) != std::string::npos);
    CHECK(report.error().message.find(base::sha256(std::string_view("another"))) !=
          std::string::npos);
    CHECK(report.error().message.find(base::sha256(
              support::read(kFixtures / "components/web3" / name))) != std::string::npos);
    CHECK(!fs::exists(bench.state));
    fs::remove(bench.bin / name);
    CHECK(bench.drive().error().message.find(name) != std::string::npos);
    std::erase_if(bench.request.plan.evidence, [&](const auto& e) { return e.component == name; });
    CHECK(bench.drive().error().message.find(name) != std::string::npos);
    CHECK(bench.starts() == 0);
  }
}

TEST_CASE("a file that changes between the steps is not started") {
  Bench bench;
  bench.fake.act = [&](const std::string& control) {
    support::write(bench.bin / "Mlmig32.dll", "another");
    return writes("good")(control);
  };
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(bench.starts() == 1);
  CHECK(report->exit_code() == 2);
  CHECK(report->stopped->message.find("Mlmig32.dll") != std::string::npos);
}

TEST_CASE("what may not be run is refused before anything is started") {
  struct Row {
    std::string what;
    std::function<void(Request&)> change;
    std::string says;
  };
  const Row rows[] = {
      {"no wine", [](Request& r) { r.wine.clear(); }, "program for Windows"},
      {"blocked", [](Request& r) { r.plan.status = contract::PlanStatus::blocked; }, "blocked"},
      {"unknown", [](Request& r) { r.plan.status = contract::PlanStatus::unknown; }, "unknown"},
      {"left out", [](Request& r) { r.plan.left_out = {"messages"}; }, "leaves out messages"},
      {"manual", [](Request& r) { r.plan.manual = {"install it"}; }, "install it"},
      {"an import", [](Request& r) { r.control_text = "Mode,FILE\nFile,C:\\a.PKL\n"; }, "imports"},
      {"no control file", [](Request& r) { r.control_text = "Public,TRUE\n"; }, "Mode"},
      {"a state that no control file can name", [](Request& r) { r.state += "/50%"; }, "ASCII"},
      {"lists that no keyword leaves out",
       [](Request& r) { r.plan.passes[0].content.erase("personal-mailing-lists"); }, "keyword"},
      {"lists that the operator said away, though the extractor may carry them",
       [](Request& r) {
         r.plan.passes[0].content.erase("personal-mailing-lists");
         r.plan.operation.set("migration.content",
                              {FactSet{r.plan.passes[0].content, {}}, "--set migration.content"});
       },
       "may carry"}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Bench bench;
    row.change(bench.request);
    const auto report = bench.drive();
    REQUIRE(!report);
    CHECK(report.error().message.find(row.says) != std::string::npos);
    CHECK(bench.starts() == 0);
    CHECK(!fs::exists(bench.state));
  }
}

TEST_CASE("an extractor that is known to carry no lists is no reason to refuse") {
  Bench bench;
  auto& plan = bench.request.plan;
  plan.passes[0].content.erase("personal-mailing-lists");
  plan.operation.set("migration.content",
                     {FactSet{plan.passes[0].content, {"personal-address-book"}},
                      "messages: job; personal-mailing-lists: this extractor "
                      "does not carry them: Mlmig32.dll 5.5.2448.4"});
  bench.fake.act = writes("good");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
}

TEST_CASE("a risk that was accepted is no step for a person, and stands in the control file") {
  Bench bench;
  bench.request.plan.manual = {"Q214838: its risk is taken (--accept)"};
  bench.fake.act = writes("good");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
  CHECK(bench.fake.controls[0].find("risk of Q214838 accepted") != std::string::npos);
}

TEST_CASE("each exit code is what it is, and only 0 and 1 go on") {
  struct Row {
    int code;
    std::size_t starts;
    int exit;
    std::string says;
  };
  const Row rows[] = {{0, 2, 0, ""},
                      {1, 2, 1, ""},
                      {2, 1, 2, "ended with 2: errors"},
                      {7, 1, 2, "ended with 7, which is none of its codes"},
                      {255, 1, 2, "ended"},
                      {139, 1, 2, "signal 11"}};
  for (const Row& row : rows) {
    CAPTURE(row.code);
    Bench bench;
    bench.fake.act = writes("good", row.code);
    const auto report = bench.drive();
    REQUIRE(report);
    CHECK(report->exit_code() == row.exit);
    CHECK(bench.starts() == row.starts);
    CHECK(report->steps.size() == row.starts);
    CHECK(report->steps[0].code == row.code);
    CHECK(bool(report->stopped) == !row.says.empty());
    if (report->stopped) CHECK(report->stopped->message.find(row.says) != std::string::npos);
  }
}

TEST_CASE("no set, several sets, and a set behind a link are no set to go on with") {
  struct Row {
    std::string what;
    std::function<void(const fs::path&)> write;
    std::string says;
  };
  const Row rows[] = {
      {"none", [](const fs::path&) {}, "wrote no set"},
      {"no packing list", [](const fs::path& to) { fs::create_directories(to / "HARBOR.001"); },
       "wrote no set"},
      {"no folder of a set", [](const fs::path& to) { copy_set("good", to / "HARBOR"); },
       "wrote no set"},
      {"a link",
       [](const fs::path& to) {
         fs::create_directory_symlink(kFixtures / "migration/good", to / "HARBOR.001");
       },
       "wrote no set"},
      {"two",
       [](const fs::path& to) {
         copy_set("good", to / "HARBOR.001");
         copy_set("good", to / "HARBOR.002");
       },
       "HARBOR.001, HARBOR.002"},
      {"two packing lists",
       [](const fs::path& to) {
         copy_set("good", to / "HARBOR.001");
         support::write(to / "HARBOR.001/other.pkl", "");
       },
       "several packing lists"}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Bench bench;
    bench.fake.act = [&](const std::string& control) {
      row.write(file_of(control));
      return 0;
    };
    const auto report = bench.drive();
    REQUIRE(report);
    CHECK(report->exit_code() == 2);
    CHECK(bench.starts() == 1);
    REQUIRE(report->stopped);
    CHECK(report->stopped->message.find(row.says) != std::string::npos);
  }
}

TEST_CASE("a bad set stops the run before step two; mended, it goes on with the copy") {
  Bench bench;
  bench.fake.act = writes("pab_title_three_fields");
  auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 2);
  CHECK(bench.starts() == 1);
  REQUIRE(report->stopped);
  CHECK(report->stopped->message.find("faults: 1") != std::string::npos);

  bench.request.repair = true;  // the extraction is done, and not done again
  report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 1);
  CHECK(report->complete);
  REQUIRE(bench.starts() == 2);
  CHECK(file_of(bench.fake.controls[1]) == bench.state / "mended-1/HARBOR.PKL");
  CHECK(support::tree(bench.state / "set-1/HARBOR.001") ==
        support::tree(kFixtures / "migration/pab_title_three_fields"));
}

TEST_CASE("a set that cannot be mended is not imported") {
  Bench bench;
  bench.request.repair = true;
  bench.fake.act = writes("length_too_long");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 2);
  CHECK(bench.starts() == 1);
}

TEST_CASE("what is done is not done again") {
  Bench bench;
  bench.fake.act = writes("good");
  REQUIRE(bench.drive());
  const auto again = bench.drive();
  REQUIRE(again);
  CHECK(again->exit_code() == 0);
  CHECK(again->steps[0].before);
  CHECK(again->steps[1].before);
  CHECK(bench.starts() == 2);
  bench.request.plan.left_out = {"messages"};  // another plan
  bench.request.accept_loss = true;
  CHECK(bench.drive().error().code == base::Errc::conflict);
}

TEST_CASE("an extraction that was broken off begins anew in a folder of its own") {
  Bench bench;
  bench.fake.act = [&](const std::string& control) -> int {
    copy_set("length_too_long", file_of(control) / "HARBOR.001");
    throw 1;  // we are killed while it runs
  };
  CHECK_THROWS(bench.drive());
  bench.fake.act = writes("good");
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
  CHECK(report->steps[0].set == bench.state / "set-2/HARBOR.001/HARBOR.PKL");
  CHECK(fs::exists(bench.state / "set-1/HARBOR.001/HARBOR.PKL"));  // perhaps with Ccmail.password
}

TEST_CASE("an import that was broken off is started again only when that is said") {
  Bench bench;
  bool dies = true;
  bench.fake.act = [&](const std::string& control) -> int {
    if (imports(control) && dies) throw 1;
    return writes("good")(control);
  };
  CHECK_THROWS(bench.drive());
  dies = false;
  const auto refused = bench.drive();
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Errc::conflict);
  CHECK(refused.error().hint.find("--import-again") != std::string::npos);
  bench.request.import_again = true;
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
  CHECK(bench.starts() == 3);
}

TEST_CASE("an import that never ran may be tried again") {
  Bench bench;
  bench.fake.act = writes("good");
  bool there = false;
  const auto drive = [&] {
    return migrator::wizard::drive(
        bench.request, {bench.files,
                        [&](const auto& words) -> base::Result<base::Printed> {
                          if (bench.starts() == 1 && !there)
                            return base::Error{base::Errc::io, "start wine: No such file"};
                          return bench.fake(words);
                        },
                        [](const base::Json&) {}});
  };
  auto report = drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 2);
  there = true;
  report = drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 0);
}

TEST_CASE("the users' new passwords are pointed at, wherever the extraction has left them") {
  Bench bench;
  bench.request.plan.operation.set("source.database", {std::string("DB8"), "--set"});
  bench.fake.act = [&](const std::string& control) {
    if (!imports(control)) support::write(file_of(control) / "CCMAIL.PASSWORD", "quill x7");
    return writes("good")(control);
  };
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->steps[0].passwords == bench.state / "set-1/CCMAIL.PASSWORD");
  CHECK(bench.events.find("the post office is a DB8") != std::string::npos);
  CHECK(bench.events.find("x7") == std::string::npos);
}

TEST_CASE("a set of another post office is a warning") {
  Bench bench;
  bench.fake.act = [&](const std::string& control) {
    if (!imports(control)) copy_set("good", file_of(control) / "BAY.001");
    return 0;
  };
  const auto report = bench.drive();
  REQUIRE(report);
  CHECK(report->exit_code() == 1);
  CHECK(report->warnings.size() == 1);
}

TEST_CASE("the password reaches the extraction, and nothing else ever shows it") {
  Bench bench;
  support::write(bench.folder / "secret", kSecret + "\r\nsecond line\n");
  bench.request.password = *Password::from_file(bench.folder / "secret");
  fs::remove(bench.folder / "secret");
  // A program that prints its words, its whole environment, and fails.
  const fs::path script = bench.folder / "wine";
  support::write(script,
                 "#!/bin/sh\necho \"$@\"\necho \"$@\" >&2\nenv\nprintf %s \"$*\" >\"$PROOF\"\n"
                 "[ \"$FAKE_CODE\" = kill ] && kill -9 $$\nexit $FAKE_CODE\n");
  ::chmod(script.c_str(), 0755);
  bench.request.wine = script;
  for (const char* code : {"0", "7", "kill"}) {
    CAPTURE(code);
    ::setenv("FAKE_CODE", code, 1);
    ::setenv("PROOF", (bench.folder / "proof").c_str(), 1);
    bench.fake = {};
    std::string events;
    const auto report = migrator::wizard::drive(
        bench.request, {bench.files, [](const auto& words) { return base::run_apart(words); },
                        [&](const base::Json& event) { events += base::dump(event) + "\n"; }});
    REQUIRE(report);
    CHECK(report->exit_code() == 2);
    if (std::string(code) == "kill")
      CHECK(report->stopped->message.find("signal 9") != std::string::npos);
    CHECK(support::read(bench.folder / "proof").find("/P:" + kSecret) != std::string::npos);
    fs::remove(bench.folder / "proof");
    std::string all =
        events + base::dump(to_json(*report)) + report->stopped->message + report->stopped->hint;
    for (const auto& [name, text] : support::tree(bench.state)) all += name + text;
    CHECK(all.find(kSecret) == std::string::npos);
    CHECK(all.find("/P:********") != std::string::npos);
    CHECK(all.find("command line (/P:)") != std::string::npos);  // the exposure is said
  }
}

TEST_CASE("a file is imported without the password") {
  Bench bench;
  support::write(bench.folder / "secret", kSecret);
  bench.request.password = *Password::from_file(bench.folder / "secret");
  bench.fake.act = writes("good");
  REQUIRE(bench.drive());
  REQUIRE(bench.starts() == 2);
  CHECK(bench.fake.starts[0][3] == "/P:" + kSecret);
  for (const std::string& word : bench.fake.starts[1]) CHECK(!word.starts_with("/P:"));
}

TEST_CASE("passwords that no command line could carry are refused without being shown") {
  support::TempFolder folder;
  const std::string rows[] = {"",
                              "\n",
                              "two \"words\"",
                              std::string("a\x01") + "b",
                              std::string(300, 'x'),
                              std::string(5000, 'x')};
  for (const std::string& text : rows) {
    support::write(folder / "secret", text);
    const auto password = Password::from_file(folder / "secret");
    REQUIRE(!password);
    if (text.size() > 3) CHECK(password.error().message.find(text) == std::string::npos);
  }
  CHECK(!Password::from_file(folder / "absent"));
  ::setenv("HARBOR_PASSWORD", kSecret.c_str(), 1);
  const auto password = Password::from_environment("HARBOR_PASSWORD");
  REQUIRE(password);
  CHECK(std::getenv("HARBOR_PASSWORD") == nullptr);
  CHECK(password->masked("x" + kSecret + kSecret) == "x****************");
  CHECK(!Password::from_environment("HARBOR_PASSWORD"));
}
