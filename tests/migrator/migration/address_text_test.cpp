#include "migrator/migration/address_text.hpp"

#include <doctest/doctest.h>

#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using test::show;

TEST_CASE("display forms keep an address that the name alone would lose") {
  struct Row {
    Address address;
    std::string text, back;
  };
  const Row rows[] = {
      {{"Reed, Tom", "", ""}, "Reed, Tom", "<Reed, Tom||>"},
      {{"Reed, Tom", "harbor", ""}, "Reed, Tom", "<Reed, Tom||>"},
      {{"Reed, Tom", "DOCK", ""}, "Reed, Tom[CCMAIL:Reed, Tom at DOCK]", "<Reed, Tom|DOCK|>"},
      {{"Ines Vaz", "", "SMTP:i@rope.example"},
       "Ines Vaz[SMTP:i@rope.example]",
       "<Ines Vaz||SMTP:i@rope.example>"},
      {{"Rowers [team]", "", ""}, "Rowers [team]", "<Rowers [team]||>"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(to_display(row.address, "HARBOR") == row.text);
    CHECK(show(parse_display(row.text)) == row.back);
  }
  CHECK(show(parse_display("Rowers [SMTP:r@x.example]")) == "<Rowers||SMTP:r@x.example>");
}

TEST_CASE("list members are cc:Mail addresses, other addresses, or names") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"CCMAIL:Reed, Tom at HARBOR", "<Reed, Tom|HARBOR|>"},
      {"ccmail:Reed, Tom AT HARBOR", "<Reed, Tom|HARBOR|>"},
      {"SMTP:ivaz@rope.example", "<||SMTP:ivaz@rope.example>"},
      {"X400:/C=US/A= /P=H", "<||X400:/C=US/A= /P=H>"},
      {"USER:Unknown One", "<Unknown One||>"},
      {"Dad", "<Dad||>"},
      {"Note: call her", "<Note: call her||>"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(show(parse_member(row.text)) == row.expected);
  }
}

TEST_CASE("a board's folder loses the cc:Mail prefix and keeps everything else") {
  struct Row {
    std::string folder, board;
  };
  const Row rows[] = {
      {"Lotus cc:Mail Bulletin Boards (HARBOR)\\Garden", "Garden"},
      {"lotus CC:MAIL bulletin boards (X)\\A\\B", "A\\B"},
      {"Social\\Gamers", "Social\\Gamers"},
      {"Lotus cc:Mail Bulletin Boards (HARBOR)", "Lotus cc:Mail Bulletin Boards (HARBOR)"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder);
    CHECK(parse_board_folder(row.folder) == row.board);
  }
  CHECK(parse_board_folder(to_board_folder("Lost and found", "HARBOR")) == "Lost and found");
}
