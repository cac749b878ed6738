#include <csignal>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

const std::string kHarbor = FIXTURES_DIR "/harbor";
// One of its recipients has no name, only " at CORK" (Q249133): every run says so.
constexpr int kWarned = 1;

struct Scene {
  Folder folder;
  fs::path plan = folder / "plan.json";
  fs::path out = folder / "out";
  std::vector<std::string> arguments(const std::string& source = kHarbor) const {
    return {"run", "--plan", plan.string(), "--source", source, "--to", "maildir:" + out.string()};
  }
};

base::Json json_of(const Ran& ran) {
  auto json = base::parse_json(ran.out, "standard output");
  REQUIRE_MESSAGE(json, (json ? "" : json.error().message) << ran.err);
  return *json;
}

base::Json ledger_of(const fs::path& out) {
  return json_of(migrator({"status", "--state", (out / ".sidestep").string(), "--format", "json"}));
}

// A copy of the harbor in which some mail is broken.
void write_damaged(const fs::path& source) {
  fs::copy(kHarbor, source, fs::copy_options::recursive);
  const auto spoil = [&](const char* name, const std::string& word, const std::string& other) {
    std::string text = read(source / name);
    const auto at = text.find(word, 20);
    REQUIRE(at != std::string::npos);
    write(source / name, text.replace(at, word.size(), other));
  };
  spoil("mail/quill.exp", "Contents:", "Contains:");  // odd, and readable all the same
  spoil("mail/reed.exp", "Message:", "Massage:");
  std::string board = read(source / "boards/garden.exp");
  write(source / "boards/garden.exp", board.substr(0, board.size() - 40));
  write(source / "directory.exp", "Nome: Nobody\r\n\r\n" + read(source / "directory.exp"));
}

// What was rejected is kept, byte for byte; the number of items.
std::size_t check_kept(const fs::path& source, const fs::path& kept) {
  std::size_t count = 0;
  std::ifstream lines(kept / "rejected.ndjson");
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    const auto item = base::parse_json(line, "rejected.ndjson");
    REQUIRE(item);
    const auto length = item->at("length").get<std::size_t>();
    CHECK(length > 0);
    CHECK(length == item->at("bytes_length"));
    CHECK(read(kept / item->at("bytes").get<std::string>())
              .substr(item->at("bytes_offset").get<std::size_t>(), length) ==
          read(source / item->at("file").get<std::string>())
              .substr(item->at("offset").get<std::size_t>(), length));
  }
  return count;
}

TEST_CASE("one-step and two-step deliver the same bytes and the same counts") {
  for (const bool damaged : {false, true}) {
    const Folder folder;
    fs::path source = kHarbor;
    if (damaged) {
      source = folder / "source";
      write_damaged(source);
    }
    std::vector<Scene> scenes(2);
    std::vector<base::Json> reports;
    for (int i = 0; i < 2; ++i) {
      auto& scene = scenes[static_cast<std::size_t>(i)];
      write_plan(scene.plan, i == 0 ? "one" : "two");
      auto arguments = scene.arguments(source.string());
      arguments.insert(arguments.end(), {"--format", "json"});
      const Ran ran = migrator(arguments);
      CHECK_MESSAGE(ran.code == (damaged ? 2 : 1), ran.err);
      reports.push_back(json_of(ran));
    }
    CAPTURE(damaged);
    const auto one = tree(scenes[0].out), two = tree(scenes[1].out);
    CHECK(one.size() > 60);
    CHECK(one == two);
    for (const char* part : {"mailboxes", "boards", "directory", "total", "rejected", "warnings"})
      CHECK_MESSAGE(reports[0][part] == reports[1][part], part);
    CHECK(reports[0]["adds_up"] == true);
    CHECK(reports[0]["total"]["pending"] == 0);
    CHECK((reports[0]["total"]["rejected"] > 0) == damaged);
    CHECK(ledger_of(scenes[0].out)["total"] == reports[1]["total"]);
    if (!damaged) continue;
    CHECK(reports[0]["rejected"].size() >= 2);
    for (const auto& scene : scenes) {
      const auto kept = scene.out / ".sidestep/recovery";
      CHECK(check_kept(source, kept) == reports[0]["rejected"].size());
      fs::remove(kept / "README.txt");  // it names the destination
    }
    CHECK(tree(scenes[0].out / ".sidestep/recovery") == tree(scenes[1].out / ".sidestep/recovery"));
  }
}

TEST_CASE("the mail that arrives is the mail of the source, as another program reads it") {
  for (const char* steps : {"one", "two"}) {
    const Scene place;
    write_plan(place.plan, steps);
    REQUIRE(migrator(place.arguments()).code == 1);
    const Ran ran = run_program(
        {"/usr/bin/python3", CHECK_MAILDIR, place.out.string(), kHarbor + "/expected.json"});
    CHECK_MESSAGE(ran.code == 0, ran.out << ran.err);
    CHECK(ran.out.find("20 messages") != std::string::npos);
    MESSAGE(ran.out);
  }
}

TEST_CASE("extract, verify and import in three commands end as one run does") {
  const Scene place;
  write_plan(place.plan, "one");
  REQUIRE(migrator(place.arguments()).code == 1);
  const std::string set = place.folder / "set";
  Ran ran = migrator({"extract", "--source", kHarbor, "--files", set});
  CHECK_MESSAGE(ran.code == kWarned, ran.err);
  CHECK(ran.out.find("import --files") != std::string::npos);
  ran = migrator({"verify", "--files", set + "/HARBOR.PKL", "--format", "json"});
  CHECK(ran.code == 0);
  CHECK(json_of(ran)["messages"] == 20);
  const fs::path other = place.folder / "other";
  ran = migrator({"import", "--files", set + "/HARBOR.PKL", "--to", "maildir:" + other.string()});
  CHECK_MESSAGE(ran.code == 1, ran.err);
  CHECK(tree(other) == tree(place.out));
  CHECK(ledger_of(other) == ledger_of(place.out));
  ran = migrator({"extract", "--source", kHarbor, "--files", kHarbor});
  CHECK(ran.code == 3);
  CHECK(ran.err.find("is not empty") != std::string::npos);
}

TEST_CASE("a set whose own line is lost is no good set, and an import of it says what that costs") {
  const Scene place;
  const std::string set = place.folder / "set";
  REQUIRE(migrator({"extract", "--source", kHarbor, "--files", set}).code == kWarned);
  const std::string list = read(set + "/HARBOR.PKL");
  const auto line = list.find("! sidestep:");
  REQUIRE(line != std::string::npos);
  write(set + "/HARBOR.PKL", list.substr(0, line));
  CHECK(migrator({"verify", "--files", set + "/HARBOR.PKL"}).code == 2);
  const std::vector<std::string> import = {"import", "--files", set + "/HARBOR.PKL", "--to",
                                           "maildir:" + place.out.string()};
  const Ran refused = migrator(import);
  CHECK(refused.code == 3);
  CHECK(refused.err.find("--accept-faults") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(place.out));
  auto accepting = import;
  accepting.push_back("--accept-faults");
  const Ran ran = migrator(accepting);
  CHECK(ran.code == 1);
  CHECK(ran.out.find("taken for UTC") != std::string::npos);
}

TEST_CASE("only the first step was asked for: the set stays, and the report says how to go on") {
  const Scene place;
  contract::Plan plan = plan_of("two");
  plan.operation.set("migration.phase", {"extract", {}});
  write(place.plan, base::dump(contract::to_json(plan)));
  const Ran ran = migrator(place.arguments());
  CHECK_MESSAGE(ran.code == kWarned, ran.err);
  const fs::path set = place.out / ".sidestep/files/HARBOR.PKL";
  CHECK(fs::exists(set));
  CHECK(tree(place.out).empty());
  CHECK(ran.out.find("import --files '" + set.string()) != std::string::npos);
  const Ran import =
      migrator({"import", "--files", set.string(), "--to", "maildir:" + place.out.string()});
  CHECK_MESSAGE(import.code == 1, import.err);
  CHECK(fs::exists(place.out / "index.json"));
}

TEST_CASE("a set that somebody spoils between the steps is not imported") {
  const Scene place;
  write_plan(place.plan, "two");
  const auto before = migrator(place.arguments(), {.failpoint = 0});
  CHECK(before.killed);
  // Extract whole, then die at the first changes of the import.
  int failpoint = 10;
  const fs::path set = place.out / ".sidestep/files/HARBOR.PKL";
  while (!fs::exists(set) && failpoint < 2000)
    migrator(place.arguments(), {.failpoint = ++failpoint});
  REQUIRE(fs::exists(set));
  const fs::path secondary = set.parent_path() / "00000001.SEC";
  fs::resize_file(secondary, fs::file_size(secondary) / 2);
  const auto mail = tree(place.out);
  const Ran ran = migrator(place.arguments());
  CHECK(ran.code == 2);
  CHECK(ran.err.find("nothing of it was imported") != std::string::npos);
  CHECK(ran.out.find("00000001.") != std::string::npos);
  CHECK(tree(place.out) == mail);
  CHECK(ledger_of(place.out)["total"]["delivered"] == 0);
}

TEST_CASE("a second run changes nothing and says so") {
  for (const char* steps : {"one", "two"}) {
    const Scene place;
    write_plan(place.plan, steps);
    const Ran first = migrator(place.arguments());
    const auto before = tree(place.out);
    const auto index = fs::last_write_time(place.out / "index.json");
    const Ran second = migrator(place.arguments());
    CHECK(second.code == first.code);
    CHECK(second.out.starts_with("Nothing new: everything had arrived before."));
    const auto table = [](const std::string& page) { return page.substr(page.find("\n\n")); };
    CHECK(table(second.out) == table(first.out));
    CHECK(tree(place.out) == before);
    CHECK(fs::last_write_time(place.out / "index.json") == index);
  }
}

TEST_CASE("mail that was lost behind the ledger's back is noticed, in every format") {
  for (const std::string format : {"maildir", "eml", "mbox"}) {
    CAPTURE(format);
    const Scene place;
    write_plan(place.plan, "two");
    auto arguments = place.arguments();
    arguments.back() = format + ":" + place.out.string();
    REQUIRE(migrator(arguments).code == kWarned);
    for (const auto& entry : fs::recursive_directory_iterator(place.out / "mailboxes")) {
      const fs::path& file = entry.path();
      if (!entry.is_regular_file() || entry.file_size() == 0) continue;
      if (file.extension() == ".mbox") {
        fs::resize_file(file, entry.file_size() - 1);
        break;
      }
      if (file.parent_path().filename() != "cur" && file.extension() != ".eml") continue;
      fs::remove(file);
      break;
    }
    for (const bool dry_run : {false, true}) {
      if (dry_run) arguments.push_back("--dry-run");
      const Ran ran = migrator(arguments);
      CHECK(ran.code == 3);
      CHECK(ran.err.find(format == "mbox" ? "has lost mail" : "gone") != std::string::npos);
      CHECK(ran.err.find("sidestep-migrator audit") != std::string::npos);
    }
  }
}

TEST_CASE("a dry run refuses a place that cannot be made, and locks nothing") {
  const Scene place;
  write_plan(place.plan, "two");
  write(place.folder / "file", "x");
  auto arguments = place.arguments();
  arguments.back() = "mbox:" + (place.folder / "file/out").string();
  arguments.push_back("--dry-run");
  Ran ran = migrator(arguments);
  CHECK(ran.code == 3);
  CHECK(ran.err.find("is a file") != std::string::npos);

  fs::create_directories(place.out / ".sidestep");
  arguments = place.arguments();
  arguments.push_back("--dry-run");
  ran = migrator(arguments);
  CHECK_MESSAGE(ran.code == kWarned, ran.err);
  CHECK(fs::is_empty(place.out / ".sidestep"));
}

TEST_CASE("a dry run refuses an mbox that came to more mail, as a run does") {
  const Scene place;
  write_plan(place.plan, "two");
  auto arguments = place.arguments();
  arguments.back() = "mbox:" + place.out.string();
  auto first = arguments;
  first.insert(first.end(), {"--max-errors", "0"});
  const fs::path source = place.folder / "source";
  write_damaged(source);
  *std::ranges::find(first, kHarbor) = source.string();
  CHECK(migrator(first).code == 2);
  bool spoilt = false;
  for (const auto& entry : fs::recursive_directory_iterator(place.out))
    if (!spoilt && entry.path().extension() == ".mbox" && entry.file_size() > 0) {
      std::ofstream(entry.path(), std::ios::app) << "From somebody else\n";
      spoilt = true;
    }
  if (!spoilt) return;
  first.back() = "9";
  CHECK(migrator(first).code == 3);
  first.push_back("--dry-run");
  CHECK(migrator(first).code == 3);
}

TEST_CASE("what may not be run is refused before anything is written") {
  struct Row {
    std::string what;  // stands in the message
    std::function<std::string(base::Json)> spoil;
    std::vector<std::string> more = {};
  };
  const auto sealed = [](base::Json json) {
    json.erase("digest");
    json["digest"] = base::sha256(base::canonical(json));
    return base::dump(json);
  };
  const Row rows[] = {
      {"digest",
       [](base::Json json) {
         json["passes"][0]["steps"] = "one";
         return base::dump(json);
       }},
      {"guard",
       [&](base::Json json) {
         json["passes"][0]["steps"] = "one";
         return sealed(json);
       }},
      {"guards is missing",
       [&](base::Json json) {
         json.erase("guards");
         return sealed(json);
       }},
      {"sha256 is missing",
       [&](base::Json json) {
         json["evidence"][0].erase("sha256");
         return sealed(json);
       }},
      {"status is unknown",
       [&](base::Json json) {
         json["status"] = "unknown";
         return sealed(json);
       }},
      {"leaves content out",
       [&](base::Json json) {
         json["left_out"] = {"personal-mailing-lists"};
         return sealed(json);
       }},
      {"has no pass",
       [&](base::Json json) {
         json["passes"] = base::Json::array();
         return sealed(json);
       }},
      {"plan.json", [](base::Json) { return std::string("{\"schema\": \"sidestep-plan/1\""); }},
      {"domain", [&](base::Json json) { return sealed(json); }, {"--domain", "no domain"}},
      {"domain", [&](base::Json json) { return sealed(json); }, {"--domain", ""}},
      {"Zone", [&](base::Json json) { return sealed(json); }, {"--time-zone", "No/Zone"}},
  };
  for (const Row& row : rows) {
    const Scene place;
    write(place.plan, row.spoil(contract::to_json(plan_of("two"))));
    auto arguments = place.arguments();
    arguments.insert(arguments.end(), {"--format", "json"});
    arguments.insert(arguments.end(), row.more.begin(), row.more.end());
    const Ran ran = migrator(arguments);
    CAPTURE(row.what);
    CHECK(ran.code == 3);
    CHECK(ran.err.find(row.what) != std::string::npos);
    CHECK(ran.err.starts_with("error: "));
    CHECK(json_of(ran)["error"]["message"].get<std::string>().find(row.what) != std::string::npos);
    CHECK_FALSE(fs::exists(place.out));
  }
}

TEST_CASE("a control file of the dangerous kind is refused, a two-step one runs") {
  const Scene place;
  const fs::path job = place.folder / "job.txt";
  const auto run = [&](const std::string& text) {
    write(job, text);
    return migrator({"run", "--control", job.string(), "--source", kHarbor, "--to",
                     "maildir:" + place.out.string()});
  };
  const std::string head = "Mode,CCMAIL\r\nFile,C:\\M\\\r\nPostoffice,M:\\C\\\r\n";
  Ran ran = run(head + "POName,HARBOR\r\nPublic,TRUE\r\nHome-Server,ATLAS\r\n");
  CHECK(ran.code == 3);
  CHECK(ran.err.find("sidestep migrate") != std::string::npos);
  CHECK_FALSE(fs::exists(place.out));
  ran = run(head + "POName,HARBOR\r\nFunction,EXTRACT\r\n");
  CHECK_MESSAGE(ran.code == kWarned, ran.err);
  CHECK(fs::exists(place.out / ".sidestep/files/HARBOR.PKL"));
}

TEST_CASE("content that was left out needs consent, is counted, and does not arrive") {
  std::map<std::string, std::string> trees[2];
  for (int i = 0; i < 2; ++i) {
    const Scene place;
    write_plan(place.plan, i == 0 ? "one" : "two", {"personal-mailing-lists", "directory"});
    auto arguments = place.arguments();
    CHECK(migrator(arguments).code == 3);
    CHECK_FALSE(fs::exists(place.out));
    arguments.push_back("--accept-loss");
    const Ran ran = migrator(arguments);
    CHECK_MESSAGE(ran.code == kWarned, ran.err << ran.out);
    const auto total = ledger_of(place.out)["total"];
    CHECK(total["filtered"] == 14);
    CHECK(total["delivered"] == 21);  // the address book is no mailing list
    CHECK_FALSE(fs::exists(place.out / "directory.vcf"));
    trees[i] = tree(place.out);
  }
  CHECK(trees[0] == trees[1]);
}

TEST_CASE("SIGTERM ends a run in good order, and the next one finishes it") {
  const Scene calm, place;
  const fs::path source = place.folder / "big";
  REQUIRE(run_program({"/usr/bin/python3", kHarbor + "/big.py", "1500", "2000", source.string(),
                       "--accounts", "4"})
              .code == 0);
  write_plan(calm.plan, "one");
  write_plan(place.plan, "one");
  REQUIRE(migrator(calm.arguments(source.string())).code == 0);
  bool interrupted = false;
  for (std::int64_t delay = 40'000; delay < 400'000 && !interrupted; delay += 20'000) {
    fs::remove_all(place.out);
    const Ran ran =
        migrator(place.arguments(source.string()), {.kill_after_us = delay, .signal = SIGTERM});
    interrupted = ran.code == 2;
    if (interrupted) CHECK(ran.err.find("goes on where it stopped") != std::string::npos);
  }
  CHECK(interrupted);
  CHECK(migrator(place.arguments(source.string())).code == 0);
  CHECK(tree(place.out) == tree(calm.out));
}

}  // namespace
}  // namespace migrator::run
