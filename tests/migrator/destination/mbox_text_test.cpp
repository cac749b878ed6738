#include "migrator/destination/mbox_text.hpp"

#include <doctest/doctest.h>

namespace migrator::destination {
namespace {

class Text : public base::ByteSink {
 public:
  base::Result<void> write(base::Bytes bytes) override {
    text += base::text_of(bytes);
    return {};
  }
  std::string text;
};

void write(base::ByteSink& out, std::string_view text, std::size_t portion) {
  for (std::size_t at = 0; at < text.size(); at += portion)
    REQUIRE(bool(out.write(base::bytes_of(text.substr(at, portion)))));
}

}  // namespace

TEST_CASE("every line that is From behind any quotes gets one more, and gives it back") {
  struct Row {
    std::string message, record;
  };
  const Row rows[] = {
      {"", "\n"},
      {"a\n", "a\n\n"},
      {"a", "a\n\n"},
      {"From a\n", ">From a\n\n"},
      {"From", "From\n\n"},
      {"From ", ">From \n\n"},
      {"x\nFrom \n>From b\n>>>From c\n", "x\n>From \n>>From b\n>>>>From c\n\n"},
      {"From: x\nFroM y\n From z\n> From\n>Fro", "From: x\nFroM y\n From z\n> From\n>Fro\n\n"},
      {"a\n\n\nF\n\n", "a\n\n\nF\n\n\n"},
      {">\n>>\n>From\n", ">\n>>\n>From\n\n"},
      {">>>", ">>>\n\n"},
  };
  for (const Row& row : rows)
    for (const std::size_t portion : {1u, 2u, 3u, 5u, 4096u}) {
      CAPTURE(row.message);
      CAPTURE(portion);
      Text record, message;
      MboxQuote quote(record);
      write(quote, row.message, portion);
      REQUIRE(bool(quote.finish()));
      CHECK(record.text == row.record);
      MboxUnquote unquote(message);
      write(unquote, "From somebody at some time\n" + record.text, portion);
      const bool ended = row.message.empty() || row.message.ends_with('\n');
      CHECK(message.text == row.message + (ended ? "" : "\n"));
    }
}

TEST_CASE("the separator has the time as UTC, in the form of asctime") {
  CHECK(mbox_separator("quill.nora@harbor.invalid", 896776741) ==
        "From quill.nora@harbor.invalid Tue Jun  2 08:39:01 1998\n");
  CHECK(mbox_separator("", 0) == "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n");
  CHECK(mbox_separator("a@b", -86400) == "From a@b Wed Dec 31 00:00:00 1969\n");
}

}  // namespace migrator::destination
