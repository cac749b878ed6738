#include "base/json.hpp"

#include <doctest/doctest.h>

using base::Fields;
using base::Json;
using base::parse_json;

namespace {
std::string error_of(const std::string& text, base::JsonLimits limits = {}) {
  auto json = parse_json(text, "t.json", limits);
  return json ? "fine" : json.error().message;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}
}  // namespace

TEST_CASE("repeated keys, broken text and too much of it are refused by place") {
  CHECK(error_of(R"({"a": {"k": 1}, "b": {"k": 1, "k": 2}})") ==
        "t.json#/b: key \"k\" appears twice");
  CHECK(error_of("{\"a\": \n oops}").find("line 2") != std::string::npos);
  CHECK(error_of("[1,2,3]", {4, 64}) == "t.json: 7 bytes, more than the limit of 4");
  CHECK(error_of(std::string(100, '[') + std::string(100, ']'), {1000, 20}) ==
        "t.json#" + repeated("/0", 20) + ": nested deeper than 20 levels");
  CHECK(error_of(std::string(100'000, '[')) ==
        "t.json#" + repeated("/0", 64) + ": nested deeper than 64 levels");
  CHECK(error_of(std::string(20, '[') + std::string(20, ']'), {1000, 20}) == "fine");
  CHECK(error_of("{\"a\": \"\xff\"}") != "fine");
  CHECK(error_of("") != "fine");
  CHECK(error_of("{} {}") != "fine");
}

TEST_CASE("where parsing stops is said as a JSON pointer") {
  const struct {
    std::string text, place;
  } rows[] = {
      {"oops", "t.json: "},
      {"[oops", "t.json#/0: "},
      {"[1, oops", "t.json#/1: "},
      {"[[1], [2, oops", "t.json#/1/1: "},
      {R"({"a" oops)", "t.json#/a: "},
      {R"({"a": {"b": oops)", "t.json#/a/b: "},
      {R"({"a": {"b": 1} oops)", "t.json: "},
      {R"({"a": 1, oops)", "t.json: "},
      {R"({"a": [], "b": [{}, {"c": oops)", "t.json#/b/1/c: "},
      {R"({"a/b~": oops)", "t.json#/a~1b~0: "},
      {R"({"a": 1e999})", "t.json#/a: "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(error_of(row.text).starts_with(row.place));
  }
}

TEST_CASE("a repeated key is found among few and among many") {
  for (const int others : {0, 1, 15, 16, 17, 40}) {
    CAPTURE(others);
    std::string text = "{\"k\": 1";
    for (int i = 0; i < others; ++i) text += ", \"k" + std::to_string(i) + "\": {\"k\": 1}";
    CHECK(error_of(text + "}") == "fine");
    CHECK(error_of(text + ", \"k\": 2}") == "t.json: key \"k\" appears twice");
  }
  CHECK(error_of(R"({"a": 1, "b": 2, "c": 3})", {.keys = 2}) ==
        "t.json: an object of more than 2 keys");
}

TEST_CASE("a document is what was written, in its order") {
  const std::string text =
      R"({"z": [null, true, -1, 18446744073709551615, 0.5, "é\u0041"], "a": {"": {}}, "b": []})";
  const auto json = parse_json(text, "t");
  REQUIRE(json);
  CHECK(base::dump(*json, -1) ==
        R"({"z":[null,true,-1,18446744073709551615,0.5,"éA"],"a":{"":{}},"b":[]})");
}

TEST_CASE("numbers are not bent to fit") {
  for (const std::string text : {R"({"n": -1})", R"({"n": 65536})", R"({"n": 4.72})",
                                 R"({"n": "4"})", R"({"n": true})", R"({})"}) {
    CAPTURE(text);
    auto json = parse_json(text, "t");
    REQUIRE(json);
    auto fields = Fields::of(*json, "t");
    REQUIRE(fields);
    CHECK_FALSE(fields->number("n", 65535));
  }
}

TEST_CASE("a key that nobody took is refused by name") {
  auto json = parse_json(R"({"id": "x", "minVersoin": "4"})", "demo.json");
  REQUIRE(json);
  auto fields = Fields::of(*json, "demo.json#/rules/0");
  REQUIRE(fields);
  CHECK(fields->text("id"));
  const auto done = fields->finish();
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "demo.json#/rules/0/minVersoin is not a key this version knows");
}

TEST_CASE("a key that nobody took is named with the one that was meant") {
  const auto json = parse_json(R"({"id": "x", "minVersoin": "4", "at": 1})", "demo.json");
  REQUIRE(json);
  const auto finished = [&](std::initializer_list<const char*> asked) {
    auto fields = Fields::of(*json, "demo.json");
    REQUIRE(fields);
    for (const char* key : asked) (void)fields->text_or(key, "");
    const auto done = fields->finish();
    return done ? "fine" : done.error().message;
  };
  CHECK(finished({"id", "minVersion"}) ==
        "demo.json#/minVersoin is not a key this version knows; did you mean minVersion?");
  CHECK(finished({"id", "maxVersion", "minVersion"}) ==
        "demo.json#/minVersoin is not a key this version knows; did you mean minVersion?");
  CHECK(finished({"id", "minVersoin", "all"}) == "demo.json#/at is not a key this version knows");
  auto fields = Fields::of(*json, "demo.json");
  REQUIRE(fields);
  CHECK(fields->text("minVersion").error().message ==
        "demo.json#/minVersion is missing; is \"minVersoin\" meant for it?");
  CHECK(fields->text("name").error().message == "demo.json#/name is missing");
}

TEST_CASE("an item of a list is refused by its place") {
  const auto json = parse_json(R"({"n": [1, -1], "t": ["a", 4]})", "t");
  REQUIRE(json);
  auto fields = Fields::of(*json, "t");
  REQUIRE(fields);
  CHECK(fields->numbers("n", 9).error().message ==
        "t#/n/1 should be a whole number up to 9, is -1");
  CHECK(fields->texts("t").error().message == "t#/t/1 should be a string, is number");
}

TEST_CASE("canonical text does not depend on the order of keys or on white space") {
  auto a = parse_json(R"({"b": [1, {"y": 1, "x": "é"}], "a": null})", "a");
  auto b = parse_json(R"({ "a":null,"b":[1,{"x":"é","y":1}] })", "b");
  REQUIRE(a);
  REQUIRE(b);
  CHECK(base::canonical(*a) == base::canonical(*b));
  CHECK(base::canonical(*a) == R"({"a":null,"b":[1,{"x":"\u00e9","y":1}]})");
}

TEST_CASE("writing a subject that is not UTF-8 does not throw") {
  CHECK(base::dump(Json("a\xff"), -1) == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("did you mean") {
  const std::vector<std::string> known = {"migration.steps", "migration.source"};
  CHECK(base::nearest("migration.step", known) == "migration.steps");
  CHECK(base::nearest("colour", known) == std::nullopt);
  CHECK(base::nearest("MIGRATION.STEPS", known) == "migration.steps");  // whatever the case
}
