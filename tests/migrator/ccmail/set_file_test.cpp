#include "migrator/ccmail/set_file.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::ccmail::load_set;

namespace {

// The error about this set.json, or "" when it is taken.
std::string complaint(const Folder& folder, const std::string& json) {
  folder.write("set.json", json);
  auto set = load_set(folder.path());
  if (set) return "";
  CHECK_FALSE(set.error().hint.empty());
  std::string message = set.error().message;
  const std::string prefix = folder.path().string() + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

}  // namespace

TEST_CASE("a set says what it leaves out by its defaults") {
  const Folder folder;
  folder.write("set.json", R"({"system":"cc:mail","post_office":"HARBOR",
                              "boards":[{"name":"Garden"}]})");
  auto set = load_set(folder.path());
  REQUIRE(set);
  CHECK(set->rules.page.number() == 850);
  CHECK(set->rules.order == migrator::ccmail::DateOrder::mdy);
  CHECK(set->time_zone == "UTC");
  CHECK(set->database == "");
  REQUIRE(set->accounts.size() == 1);
  CHECK(set->accounts[0].account == migrator::Account{migrator::AccountKind::board, "Garden"});
}

TEST_CASE("what is wrong with set.json is said with its place") {
  struct Row {
    std::string rest, expected;  // after system and post_office
  };
  const Row rows[] = {
      {"", "set.json#/mailboxes is missing, and so is boards: a set has at least one"},
      {R"("boards":[],"bords":[])", "set.json#/bords is not a key this version knows"},
      {R"("boards":[{"name":"A","message":[]}])",
       "set.json#/boards/0/message is not a key this version knows; did you mean messages?"},
      {R"("boards":[{"messages":[]}])", "set.json#/boards/0/name is missing"},
      {R"("boards":[{"name":" "}])",
       "set.json#/boards/0/name should be a name without control characters"},
      {R"("boards":[{"name":"A\u001b[2J"}])",
       "set.json#/boards/0/name should be a name without control characters"},
      {R"("boards":[{"name":"A","private_directory":"x"}])",
       "set.json#/boards/0/private_directory is not a key this version knows"},
      {R"("mailboxes":[{"name":"Quill, Nora"},{"name":"QUILL, nora"}])",
       "set.json#/mailboxes/1/name \"QUILL, nora\" stands there before (case does not count)"},
      {R"("boards":[{"name":"A","messages":["../x.exp"]}])",
       "set.json#/boards/0/messages is wrong: \"../x.exp\" is not a relative path inside its "
       "folder"},
      {R"("boards":[{"name":"A","messages":["/etc/passwd"]}])",
       "set.json#/boards/0/messages is wrong: \"/etc/passwd\" is not a relative path inside its "
       "folder"},
      {R"("boards":[{"name":"A","messages":["a.exp","a.exp"]}])",
       "set.json#/boards/0/messages names a.exp twice"},
      {R"("boards":[{"name":"A","messages":["a.exp"],"numbers":[3]}])",
       "set.json#/boards/0/numbers should hold rising numbers, one for each file of messages and "
       "one "
       "more"},
      {R"("boards":[{"name":"A","messages":["a.exp"],"numbers":[3,3]}])",
       "set.json#/boards/0/numbers should hold rising numbers, one for each file of messages and "
       "one "
       "more"},
      {R"("boards":[{"name":"A","messages":["a.exp"],"numbers":[0,3]}])",
       "set.json#/boards/0/numbers should hold rising numbers, one for each file of messages and "
       "one "
       "more"},
      {R"("boards":[{"name":"A","messages":["out/x.exp"]}])",
       "set.json#/boards/0/messages leads out of the set's folder: out/x.exp"},
      {R"("boards":[{"name":"A","messages":["out.exp"]}])",
       "set.json#/boards/0/messages leads out of the set's folder: out.exp"},
      {R"("boards":[],"code_page":-1)",
       "set.json#/code_page should be a whole number up to 65535, is -1"},
      {R"("boards":[],"code_page":65001)",
       "set.json#/code_page: code page 65001 is not known here"},
      {R"("boards":[],"date_order":"myd")",
       R"(set.json#/date_order should be one of "mdy", "dmy", "ymd")"},
      {R"("boards":[],"database":"DB9")",
       R"(set.json#/database should be one of "DB6", "DB7", "DB8")"},
      {R"("boards":[],"export_version":"8.x")",
       "set.json#/export_version should be a version such as 8.30"},
      {R"("boards":[],"time_zone":"")",
       "set.json#/time_zone should be a name such as UTC or Europe/Berlin"},
      {R"("boards":[],"directory":"none.exp")",
       "set.json#/directory: none.exp: No such file or directory"},
      {R"("mailboxes":[{"name":"A","private_directory":"none.ini"}])",
       "set.json#/mailboxes/0/private_directory: none.ini: No such file or directory"},
      {R"("boards":{})", "set.json#/boards should be an array, is object"},
      {R"("boards":[],"profile":"none.json")",
       "set.json#/profile: none.json: No such file or directory"},
      {R"("boards":[],"profile":"out/words.json")",
       "set.json#/profile leads out of the set's folder: out/words.json"},
  };
  const Folder folder;
  std::filesystem::create_symlink("/tmp", folder.path() / "out");
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "out.exp");
  for (const Row& row : rows) {
    CAPTURE(row.rest);
    const std::string comma = row.rest.empty() ? "" : ",";
    CHECK(complaint(folder, R"({"system":"cc:mail","post_office":"HARBOR")" + comma + row.rest +
                                "}") == row.expected);
  }
}

TEST_CASE(
    "the profile that a person chose goes before that of the set, and that before the standard") {
  const Folder folder;
  const auto words = [](const std::string& spelling) {
    return R"({"schema":"sidestep-profile/1","id":"x","extends":"standard","message":[{"spelling":")" +
           spelling + R"(","mark":"seen"}]})";
  };
  folder.write("of-the-set.json", words("Brief:"));
  folder.write("chosen.json", words("Lettre:"));
  const std::string set = R"({"system":"cc:mail","post_office":"HARBOR","boards":[])";
  const auto reads = [&](const std::string& json, const std::string& chosen) {
    folder.write("set.json", json);
    migrator::ccmail::SetChoice choice;
    if (!chosen.empty()) choice.profile = folder.path() / chosen;
    const auto loaded = load_set(folder.path(), choice);
    REQUIRE(loaded);
    std::string out;
    for (const std::string word : {"Message:", "Brief:", "Lettre:"})
      if (loaded->rules.words->starts_message(word)) out += word;
    return out;
  };
  CHECK(reads(set + "}", "") == "Message:");
  CHECK(reads(set + R"(,"profile":"of-the-set.json"})", "") == "Message:Brief:");
  CHECK(reads(set + R"(,"profile":"of-the-set.json"})", "chosen.json") == "Message:Lettre:");
}

TEST_CASE("a set of another system is refused, and so is a folder without set.json") {
  const Folder folder;
  CHECK(complaint(folder, R"({"system":"notes","post_office":"A","boards":[]})") ==
        R"(set.json#/system should be one of "cc:mail")");
  CHECK(complaint(folder, R"({"post_office":"A","boards":[]})") == "set.json#/system is missing");
  CHECK(complaint(folder, R"({"system":"cc:mail","boards":[]})") ==
        "set.json#/post_office is missing");
  CHECK(complaint(folder, "[]") == "set.json should be an object, is array");
  const Folder empty;
  auto set = load_set(empty.path());
  REQUIRE_FALSE(set);
  CHECK(set.error().message.find("set.json: No such file or directory") != std::string::npos);
}

TEST_CASE("a link inside the folder is as good as a file") {
  const Folder folder;
  folder.write("mail/a.exp", "x");
  std::filesystem::create_symlink("mail/a.exp", folder.path() / "b.exp");
  CHECK(complaint(folder, R"({"system":"cc:mail","post_office":"HARBOR",
                              "boards":[{"name":"A","messages":["b.exp"]}]})") == "");
}

TEST_CASE("every prefix of the harbor set.json is refused") {
  const std::string whole = fixture("harbor/set.json");
  const Folder folder;
  for (std::size_t n = 0; n + 2 < whole.size(); n += 3)
    CHECK(complaint(folder, whole.substr(0, n)) != "");
}
