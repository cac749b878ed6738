#include "migrator/migration/csv_line.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace migrator::migration;

namespace {
std::string show(const base::Result<std::vector<Field>>& fields) {
  if (!fields) return fields.error().message;
  std::string out;
  for (const Field& field : *fields)
    out += (field.rule_a ? "A" : field.quoted ? "Q" : "") + std::string("<") + field.text + ">";
  return out;
}
std::string show(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += "<" + value + ">";
  return out;
}
}  // namespace

TEST_CASE("a line splits into fields, by both published rules for lists") {
  struct Row {
    std::string line, expected;
  };
  const Row rows[] = {
      {"", "<>"},
      {"a,b", "<a><b>"},
      {",,", "<><><>"},
      {R"("a,b",c)", "Q<a,b><c>"},
      {R"("say ""hi""",c)", R"(Q<say "hi"><c>)"},
      {R"("","")", "Q<>Q<>"},
      {R"(a b ,c)", "<a b ><c>"},
      {R"("ann_lee@po1";"bo day@po1",x)", "A<ann_lee@po1;bo day@po1><x>"},
      {R"(Ann;"Lee, Bo";Cy,x)", "A<Ann;Lee, Bo;Cy><x>"},
      {R"("a";"b;c")", R"(A<a;"b;c">)"},
      {R"(x,"SMTP:a@b;""X400:C=US;A= """)", R"(<x>Q<SMTP:a@b;"X400:C=US;A= ">)"},
      {R"(it"s,fine)", R"(<it"s><fine>)"},
      {R"("open,x)", "column 1: this quote is never closed"},
      {R"(a,"Prices, "spring,)",
       "column 13: text after a closing quote, where a comma or the end was expected"},
      {R"("a";"b)", "column 5: this quote is never closed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(show(parse_fields(row.line)) == row.expected);
  }
}

TEST_CASE("a field is quoted when it holds what the format names, or blanks at its ends") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"", ""},           {"plain", "plain"}, {"a;b", "a;b"},       {"#1", "\"#1\""},
      {"!x", "\"!x\""},   {"a,b", "\"a,b\""}, {"a\\b", "\"a\\b\""}, {"50%", "\"50%\""},
      {"a.b", "\"a.b\""}, {"\"", "\"\"\"\""}, {" x", "\" x\""},     {"x ", "\"x \""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(quoted_if_needed(row.text) == row.expected);
  }
}

TEST_CASE("any fields written are the fields read back") {
  std::mt19937 random(20240611);
  const std::string letters = "a \",;#!%.\\'[]\t(\x84)";
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> fields(1 + random() % 5);
    std::string line;
    for (std::string& field : fields) {
      for (auto n = random() % 6; n > 0; --n) field += letters[random() % letters.size()];
      line += (&field == &fields[0] ? "" : ",") + quoted_if_needed(field);
    }
    CAPTURE(line);
    const auto back = parse_fields(line);
    REQUIRE(back);
    REQUIRE(back->size() == fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) CHECK((*back)[i].text == fields[i]);
  }
}

TEST_CASE("any list joined is the list split again, inside a row and alone") {
  std::mt19937 random(7);
  const std::string letters = "ab \",;";
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> values(random() % 4);
    for (std::string& value : values)
      for (auto n = 1 + random() % 5; n > 0; --n) value += letters[random() % letters.size()];
    for (const bool alone : {false, true}) {
      const std::string text = join_list(values, alone);
      CAPTURE(text);
      CHECK(show(split_list(text)) == show(values));
    }
  }
  CHECK(join_list({"Quill, Nora", "Tom"}, false) == "Quill, Nora;Tom");
  CHECK(join_list({"Quill, Nora", "Tom"}, true) == "\"Quill, Nora\";Tom");
}

TEST_CASE("a pointer is an unquoted #file(offset) with a bare file name, and nothing else is") {
  struct Row {
    std::string text;
    bool quoted;
    std::string expected;
  };
  const Row rows[] = {
      {"#00000001.sec(50)", false, "00000001.sec at 50"},
      {"#a b.sec(0)", false, "a b.sec at 0"},
      {"#00000001.sec(50)", true, "none"},
      {"#00000001.sec(18446744073709551615)", false, "00000001.sec at 18446744073709551615"},
      {"#00000001.sec(18446744073709551616)", false, "none"},
      {"#00000001.sec(-1)", false, "none"},
      {"#00000001.sec( 50)", false, "none"},
      {"#00000001.sec()", false, "none"},
      {"#00000001.sec", false, "none"},
      {"#00000001.sec(50) ", false, "none"},
      {"#../etc/passwd(0)", false, "none"},
      {"#..\\x.sec(0)", false, "none"},
      {"#..(0)", false, "none"},
      {"#C:x(0)", false, "none"},
      {"#(0)", false, "none"},
      {"00000001.sec(50)", false, "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto pointer = parse_pointer({row.text, row.quoted});
    CHECK((pointer ? pointer->file + " at " + std::to_string(pointer->offset) : "none") ==
          row.expected);
    if (pointer) CHECK(to_text(*pointer) == row.text);
  }
}
