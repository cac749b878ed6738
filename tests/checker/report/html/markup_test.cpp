#include "checker/report/html/markup.hpp"

#include <doctest/doctest.h>

#include "tests/checker/report/html/samples.hpp"

using namespace checker::report::html;

TEST_CASE("text cannot become markup, and nothing in it is hidden") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"a<b>&amp;", "a&lt;b&gt;&amp;amp;"},
      {"\"'", "&quot;&#39;"},
      {"\x1b[2J\n\t", "\\x1b[2J\\x0a\\x09"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"Größe 東京", "Größe 東京"},
      {"\xff|\xc3", "\xEF\xBF\xBD|\xEF\xBF\xBD"},  // not UTF-8
      {"\u202Egpj.exe", "[U+202E]gpj.exe"},        // would be drawn as exe.jpg
      {"\u2066\u2069\u200F\u061C", "[U+2066][U+2069][U+200F][U+061C]"},
      {"a\u200Bb\u00ADc\uFEFF", "a[U+200B]b[U+00AD]c[U+FEFF]"},
      {"\u2028\u2029", "[U+2028][U+2029]"},
      {"\u0085\u009B", "[U+0085][U+009B]"},
      {"\uFFFE\U0001FFFF", "[U+FFFE][U+1FFFF]"},
      {"\U000E0041", "[U+E0041]"},
      {"\U0001F600", "\U0001F600"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(Markup(row.text).str() == row.expected);
  }
}

TEST_CASE("attributes cannot be broken out of") {
  CHECK(element("a", {{"href", "#\"><script>"}}, "<").str() ==
        "<a href=\"#&quot;&gt;&lt;script&gt;\">&lt;</a>");
  CHECK(void_element("meta", {{"content", "'\""}}).str() == "<meta content=\"&#39;&quot;\">\n");
}

TEST_CASE("what is markup already is not escaped twice") {
  CHECK((element("b", "<") + " & " + code(">")).str() == "<b>&lt;</b> &amp; <code>&gt;</code>");
  CHECK(list("ul", {"a", code("b")}).str() == "<ul><li>a</li>\n<li><code>b</code></li>\n</ul>\n");
  CHECK(list("ul", {}).empty());
  CHECK(section("x", "X", {}).empty());
}

TEST_CASE("every heading of a table has its scope") {
  CHECK(row({"a", "b"}).str() == "<tr><th scope=\"row\">a</th>\n<td>b</td>\n</tr>\n");
  CHECK(head_row({"A"}).str() == "<thead><tr><th scope=\"col\">A</th>\n</tr>\n</thead>\n");
}

TEST_CASE("a page of hostile texts has the tags of any other page") {
  const std::string page = samples::hostile_page();
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("&lt;script&gt;alert(1)") != std::string::npos);
  CHECK(page.find("onerror=\"") == std::string::npos);
  for (const char* hidden : {"\u202E", "\u2028", "\u200B", "\uFEFF", "\x1b", "\x07", "\xff"})
    CHECK(page.find(hidden) == std::string::npos);
  CHECK(page.find('\0') == std::string::npos);
  // Once for the page, once for its drawings: what a text closes stays closed.
  CHECK(page.find("</style>") == page.rfind("</style>"));
}
