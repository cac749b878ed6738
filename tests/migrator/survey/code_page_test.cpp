#include "migrator/survey/code_page.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "migrator/survey/mail.hpp"

namespace migrator::survey {
namespace {

CodePageGuess guess(unsigned page, const std::string& utf8) {
  const auto found = base::CodePage::find(page);
  REQUIRE(found);
  const auto bytes = found->encode(utf8);
  REQUIRE(bytes);
  Sample sample;
  sample.add(*bytes);
  return guess_code_page(sample);
}

TEST_CASE("the code page is 850 unless the text says otherwise") {
  struct Row {
    unsigned written;
    std::string text;
    unsigned expected;
  };
  const Row rows[] = {
      {850, "nothing but ASCII", 850},
      {850, "Schöne Grüße aus Köln, Müller; déjà vu, Álvaro Núñez", 850},
      {437, "Schöne Grüße aus Köln, Müller", 850},  // the same bytes
      {1252, "Schöne Grüße aus Köln, Müller, für Jörg", 1252},
      {932, "これはテストです。会議は明日の午後です。", 932},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(guess(row.written, row.text).page == row.expected);
  }
}

TEST_CASE("bytes that mean nothing in a page are counted") {
  Sample sample;
  sample.add("a\x81 b\x8D c\x8F d\x90 e\x9D");
  const auto guess = guess_code_page(sample);
  REQUIRE(guess.trials.size() == 5);
  for (const Trial& trial : guess.trials) {
    CAPTURE(trial.page);
    if (trial.page == 1252) CHECK(trial.meaningless == 5);
    if (trial.page == 850) CHECK(trial.meaningless == 0);
  }
  CHECK(guess.why.find("5 bytes beyond ASCII") != std::string::npos);
}

TEST_CASE("text that somebody made UTF-8 since is said to be that") {
  Sample sample;
  sample.add("Schöne Grüße aus Köln");
  CHECK(guess_code_page(sample).utf8);
}

TEST_CASE("a sample keeps only lines that are not ASCII, and not without end") {
  Sample sample;
  sample.add("plain\nw\x94rd\nplain\n");
  CHECK(sample.text() == "w\x94rd\n");
  sample.add(std::string(2 * Sample::kMost, '\x94'));
  CHECK(sample.text().size() <= Sample::kMost + 1);
}

TEST_CASE("a number above 12 tells the order of dates") {
  struct Row {
    std::string date, votes;  // mdy dmy ymd either
  };
  const Row rows[] = {
      {"6/2/98 8:39", "0 0 0 1"}, {"6/13/98", "1 0 0 0"},    {"13/6/98", "0 1 0 0"},
      {"2/31/99", "1 0 0 0"},     {"98/6/2", "0 0 1 0"},     {"1998-06-02", "0 0 1 0"},
      {"00/6/2", "0 0 1 0"},      {"31.12.1999", "0 1 0 0"}, {"13/13/98", "0 0 0 1"},
      {"yesterday", "0 0 0 0"},   {"", "0 0 0 0"},           {"999999999999/1/1", "0 0 0 0"},
  };
  for (const Row& row : rows) {
    DateVotes votes;
    votes.add(row.date);
    CAPTURE(row.date);
    CHECK(std::to_string(votes.mdy) + " " + std::to_string(votes.dmy) + " " +
              std::to_string(votes.ymd) + " " + std::to_string(votes.either) ==
          row.votes);
  }
}

}  // namespace
}  // namespace migrator::survey
