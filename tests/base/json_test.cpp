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
}  // namespace

TEST_CASE("repeated keys, broken text and too much of it are refused by place") {
  CHECK(error_of(R"({"a": {"k": 1}, "b": {"k": 1, "k": 2}})") == "t.json: key \"k\" appears twice");
  CHECK(error_of("{\"a\": \n oops}").find("line 2") != std::string::npos);
  CHECK(error_of("[1,2,3]", {4, 64}) == "t.json: 7 bytes, more than the limit of 4");
  CHECK(error_of(std::string(100, '[') + std::string(100, ']'), {1000, 20}) ==
        "t.json: nested deeper than 20 levels");
  CHECK(error_of(std::string(100'000, '[')) == "t.json: nested deeper than 64 levels");
  CHECK(error_of("{\"a\": \"\xff\"}") != "fine");
  CHECK(error_of("") != "fine");
  CHECK(error_of("{} {}") != "fine");
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
  auto fields = Fields::of(*json, "demo.json:rules[0]");
  REQUIRE(fields);
  CHECK(fields->text("id"));
  const auto done = fields->finish();
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "demo.json:rules[0].minVersoin is not a key this version knows");
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
}
