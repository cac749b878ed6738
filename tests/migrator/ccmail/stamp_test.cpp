#include "migrator/ccmail/stamp.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using migrator::to_time14;
using namespace migrator::ccmail;

namespace {

std::string show(std::string_view text, DateOrder order = DateOrder::mdy) {
  const auto time = parse_stamp(text, order);
  return time ? to_time14(*time) : "no date";
}

}  // namespace

TEST_CASE("dates are read in every form that is known of EXPORT") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"6/2/98 8:39", "19980602083900"},    // Q184052
      {"2/10/98 11:28", "19980210112800"},  // Q181186
      {"5/6/97 3:10PM", "19970506151000"},  // Q166610
      {"5/6/97 3:10 pm", "19970506151000"},
      {"5/6/97 3:10A", "19970506031000"},
      {"9-11-1998", "19980911000000"},  // Q192700
      {"1/1/98", "19980101000000"},     // Q186216
      {"12/31/99 12:00AM", "19991231000000"},
      {"12/31/99 12:00PM", "19991231120000"},
      {"12.31.99 23:59:58", "19991231235958"},
      {"2/29/00 0:00", "20000229000000"},
      {"2/29/100 0:00", "20000229000000"},  // programs of 1999 made 100 of 2000
      {"2/29/19100", "20000229000000"},
      {"1/1/69", "20690101000000"},  // Transend's window
      {"1/1/70", "19700101000000"},
      {"1998-06-02 08:39", "19980602083900"},  // four digits first: no other order fits
      {"2/31/99 10:00", "no date"},            // Q233325
      {"13/1/98", "no date"},
      {"258/1/98", "no date"},  // a byte would make February of it
      {"1/257/98", "no date"},
      {"6/2/98 24:00", "no date"},
      {"6/2/98 8:39 soon", "no date"},
      {"6/2-98", "no date"},
      {"6/2", "no date"},
      {"8:39", "no date"},
      {"", "no date"},
      {"999999999999999999/1/1", "no date"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(show(row.text) == row.expected);
  }
}

TEST_CASE("the order of the set decides which number is the month") {
  CHECK(show("3/4/98", DateOrder::mdy) == "19980304000000");
  CHECK(show("3/4/98", DateOrder::dmy) == "19980403000000");
  CHECK(show("98/3/4", DateOrder::ymd) == "19980304000000");
  CHECK(show("31/12/98", DateOrder::dmy) == "19981231000000");
}

TEST_CASE("date and time at the end of a file item's line are not part of its name") {
  struct Row {
    std::string line, name;
  };
  const Row rows[] = {
      {"Abc.wk4 5/6/97 3:10PM", "Abc.wk4"},  // Q166610
      {"Abc.wk4 5/6/97 3:10 PM", "Abc.wk4"},
      {"Att.txt 9-11-1998", "Att.txt"},  // Q192700
      {"Att.txt 1/1/98", "Att.txt"},     // Q186216
      {"Att.txt 1/1/98 8:39", "Att.txt"},
      {"Att.123 12/31/99 11:59PM", "Att.123"},          // digits in the extension
      {"Two words.doc 2/31/99 1:00", "Two words.doc"},  // no such day, and still a stamp
      {"Long Name 1 2 3.txt", "Long Name 1 2 3.txt"},
      {"Setup 1.2.3", "Setup 1.2.3"},
      {"Abc.wk4", "Abc.wk4"},
      {"9-11-1998", "9-11-1998"},  // all there is: a name
      {"5/6/97 3:10PM", ""},       // no file can be called so
      {"a 5/6/97 b", "a 5/6/97 b"},
      {"", ""},
      {"   ", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(without_stamp(row.line) == row.name);
  }
}
