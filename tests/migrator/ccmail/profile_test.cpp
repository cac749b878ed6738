#include "migrator/ccmail/profile.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::ccmail::parse_profile;
using migrator::ccmail::Profile;
using migrator::ccmail::Slot;
namespace ccmail = migrator::ccmail;

namespace {

const Profile& standard() {
  const auto profile = ccmail::standard_profile();
  REQUIRE(profile);
  return **profile;
}

base::Json standard_json() {
  auto json = base::read_json(std::filesystem::path(MANIFESTS_DIR) / "profiles/ccmail.json");
  REQUIRE(json);
  return *json;
}

base::Result<Profile> parse(const std::string& text) {
  auto json = base::parse_json(text, "p.json");
  REQUIRE(json);
  return parse_profile(*json, "p.json", &standard());
}

std::string extending(const std::string& more) {
  return R"({"schema": "sidestep-profile/1", "id": "mine", "extends": "standard")" +
         (more.empty() ? "" : ", " + more) + "}";
}

std::string word(const std::string& spelling) {
  return R"({"spelling": ")" + spelling + R"(", "mark": "seen"})";
}

ccmail::Rules rules_with(const std::string& profile, unsigned page = 850) {
  auto parsed = parse(profile);
  REQUIRE_MESSAGE(parsed, profile);
  auto made = ccmail::Rules::make(page, ccmail::DateOrder::mdy, *parsed);
  REQUIRE(made);
  return *made;
}

}  // namespace

TEST_CASE("the standard profile has a word for everything but what nobody needs") {
  for (const auto& place : ccmail::slot_places()) {
    CAPTURE(place.name());
    CHECK(!standard().of(place.slot).empty());
    CHECK(&ccmail::slot_places()[static_cast<std::size_t>(place.slot)] == &place);
  }
}

TEST_CASE("a profile is refused with the place of what is wrong") {
  struct Row {
    std::string text, expected;
  };
  const std::string head = R"({"schema": "sidestep-profile/1", "id": "x")";
  const Row rows[] = {
      {R"({"schema": "sidestep-profile/2", "id": "x"})", "p.json#/schema should be sidestep"},
      {R"({"schema": "sidestep-profile/1", "id": " "})", "p.json#/id should be a name"},
      {head + "}", "p.json#/message is missing"},
      {head + R"(, "extends": "another"})", "p.json#/extends should be"},
      {extending(R"("mesage": [])"), "did you mean message"},
      {extending(R"("headers": {"form": []})"), "p.json#/headers/form is not a key"},
      {extending(R"("message": ["Message:"])"), "p.json#/message/0"},
      {extending(R"("message": [{"spelling": "M:"}])"), "p.json#/message/0/mark is missing"},
      {extending(R"("message": [{"spelling": "M:", "mark": "sure"}])"), "/mark should be one of"},
      {extending(R"("message": [)" + word("Brief") + "]"), "should have a colon at its end"},
      {extending(R"("message": [)" + word("A: B:") + "]"), "should have a colon at its end"},
      {extending(R"("message": [)" + word(" ") + "]"), "should not be blank"},
      {extending(R"("no": [)" + word("a\\u0007") + "]"), "no control character"},
      {extending(R"("no": [)" + word(" nein") + "]"), "should not begin or end with a blank"},
      {extending(R"("no": [)" + word(std::string(61, 'x')) + "]"), "at most 60 bytes"},
      {extending(R"("separators": [)" + word("bei") + "]"), "begin and end with a blank"},
      {extending(R"("headers": {"to": [)" + word("An:") + R"(], "cc": [)" + word("AN:") + "]}"),
       "p.json#/headers/cc/0 \"AN:\" stands there before"},
      {extending(R"("headers": {"from": [)" + word("De :") + R"(], "to": [)" + word("DE:") + "]}"),
       "p.json#/headers/to/0 \"DE:\" stands there before: words of one kind must differ by more "
       "than case and blanks before the colon"},
      {extending(R"("message": [)" + word(":") + "]"), "should have a word before its colon"},
      {extending(R"("headers": {"to": [)" + word("  :") + "]}"), "should"},
      {extending(R"("item_suffixes": [)" + word(":") + "]"), "should have a word before its colon"},
      {extending(R"("item_suffixes": [)" + word("m:") + "]"), "should have a blank and a letter"},
      {extending(R"("item_suffixes": [)" + word(" -:") + "]"), "should have a blank and a letter"},
      {extending(R"("item_suffixes": [)" + word(" " + std::string(37, 'x') + ":") + "]"),
       "should have at most 38 bytes"},
      {extending(R"("candidates": [{"spelling": "x"}])"), "p.json#/candidates/0/offset is missing"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto profile = parse(row.text);
    REQUIRE_FALSE(profile);
    CHECK_MESSAGE(profile.error().message.find(row.expected) != std::string::npos,
                  profile.error().message);
    CHECK(profile.error().hint == "docs/formats/profile.md shows what a profile holds");
  }
}

TEST_CASE("a whole profile needs every list, and a word for what nothing can be read without") {
  base::Json json = standard_json();
  REQUIRE(parse_profile(json, "p", nullptr));
  for (const char* key : {"message", "contents", "separators"}) {
    base::Json empty = json;
    empty[key] = base::Json::array();
    const auto profile = parse_profile(empty, "p", nullptr);
    REQUIRE_FALSE(profile);
    CHECK(profile.error().message.find("without it nothing can be read") != std::string::npos);
  }
  base::Json lacking = json;
  lacking["headers"].erase("bcc");
  CHECK_FALSE(parse_profile(lacking, "p", nullptr));
  json["message"] = base::Json::array();
  for (int i = 0; i < 65; ++i)
    json["message"].push_back({{"spelling", std::to_string(i) + ":"}, {"mark", "decided"}});
  CHECK_FALSE(parse_profile(json, "p", nullptr));
}

TEST_CASE("a profile that extends the standard adds to it, and takes words for something else") {
  const auto profile = parse(extending(R"("headers": {"status": [)" + word("RECEIPT:") + "]}"));
  REQUIRE(profile);
  CHECK(profile->of(Slot::from).size() == 1);
  CHECK(profile->of(Slot::status).size() == 2);
  CHECK(profile->of(Slot::receipt).size() == standard().of(Slot::receipt).size() - 1);
}

TEST_CASE("a file in another language is read with its own words, in its own code page") {
  const std::string german = extending(
      R"("message": [)" + word("Nachricht:") + R"(], "contents": [)" + word("Inhalt:") +
      R"(], "headers": {"from": [)" + word("Von:") + R"(], "to": [)" + word("An:") +
      R"(], "subject": [)" + word("Betreff :") + R"(], "priority": [)" + word("Priorität:") +
      R"(]}, "priorities": {"high": [)" + word("eilig") + R"(]}, "items": {"text": [)" +
      word("Textstück:") + R"(], "file": [)" + word("Anlage:") + R"(]}, "item_suffixes": [)" +
      word(" stück:") + R"(], "inboxes": [)" + word("Eingang") + R"(], "separators": [)" +
      word(" bei ") + R"(], "directory": {"name": [)" + word("Benutzer:") + R"(], "location": [)" +
      word("Ort:") + R"(]}, "locations": {"L": [)" + word("O") + "]}");
  for (const unsigned page : {850u, 1252u}) {
    const auto how = rules_with(german, page);
    const auto encoded = [&](const std::string& text) { return how.page.encode(text).value(); };
    const std::string bytes = encoded(
        "Nachricht:\r\nVon: Reed, Tom bei HARBOR\r\nAN: Quill, Nora\r\nBetreff : Grüße\r\nFolder: "
        "eingang\r\nPriorität: Eilig\r\nInhalt:\r\nTextstück: Titel\r\nHallo\r\nFilmstück: "
        "f\r\nAnlage: a.txt\r\nabc");
    CAPTURE(page);
    const auto message = read_one(bytes, how);
    CHECK(message.sender == migrator::Address{"Reed, Tom", "HARBOR", ""});
    CHECK(message.to == std::vector{migrator::Address{"Quill, Nora", "HARBOR", ""}});
    CHECK(message.subject == "Grüße");
    CHECK(message.folder.empty());
    CHECK(message.priority == migrator::Priority::high);
    CHECK(message.extra.empty());
    REQUIRE(message.parts.size() == 2);
    CHECK(message.parts[0].name == "Titel");
    CHECK(text_of(message.parts[0]) == encoded("Hallo\r\nFilmstück: f\r\n"));
    CHECK(message.parts[1].name == "a.txt");
    CHECK(how.words->directory_tag("benutzer: x")->slot == Slot::tag_name);
    CHECK(how.words->location("O") == "L");
    CHECK(how.words->location("o") == "o");
  }
  // A page that has no "ü": the words that need one do not occur, the others do.
  const auto greek = rules_with(german, 737);
  CHECK(greek.words->starts_message("NACHRICHT: "));
  CHECK_FALSE(
      greek.words->known_item("Textst\x81"
                              "ck:"));
}

TEST_CASE("Japanese words are found by their bytes") {
  const auto how = rules_with(extending(R"("message": [)" + word("メッセージ:") +
                                        R"(], "headers": {"subject": [)" + word("ソ:") + "]}"),
                              932);
  const auto items = read_all(
      how.page.encode("メッセージ:\r\nソ: ソ\r\nContents:\r\nText item:\r\nx").value(), how);
  CHECK(show(items) == "ソ|x");
}

// ヂ is 83 61 and ア is 83 41 in page 932: as bytes they differ by the case of a letter that is
// none.
TEST_CASE("the second byte of a Japanese letter has no case, the ASCII letters beside it have") {
  for (const auto& [from, to] : {std::pair{"ヂ", "ア"}, std::pair{"ア", "ヂ"}}) {
    const std::string f = from, t = to;
    CAPTURE(f);
    const auto how = rules_with(
        extending(R"("headers": {"from": [)" + word(f + "n:") + R"(], "to": [)" + word(t + "N:") +
                  R"(]}, "item_suffixes": [)" + word(" " + f + ":") + "]"),
        932);
    const auto bytes = [&](const std::string& text) { return how.page.encode(text).value(); };
    const auto items = read_all(bytes("Message:\r\n" + f + "N: A at X\r\n" + t +
                                      "n: B at Y\r\nContents:\r\nText item:\r\nx"),
                                how);
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].message.has_value());
    CHECK(items[0].message->sender == migrator::Address{"A", "X", ""});
    CHECK(items[0].message->to == std::vector{migrator::Address{"B", "Y", ""}});
    CHECK(how.words->says_item(bytes("x " + f + ": y")));
    CHECK_FALSE(how.words->says_item(bytes("x " + t + ": y")));
  }
}

TEST_CASE("a suffix of 38 bytes is found after a word of one letter") {
  const std::string suffix = " " + std::string(36, 'x') + ":";
  const auto how = rules_with(extending(R"("item_suffixes": [)" + word(suffix) + "]"));
  CHECK(how.words->says_item("A" + suffix));
}
