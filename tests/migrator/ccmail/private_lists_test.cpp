#include "migrator/ccmail/private_lists.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::PersonalList;
using migrator::ccmail::PrivateLists;

namespace {

migrator::ccmail::SetFile set_file() {
  migrator::ccmail::SetFile set{"", "HARBOR", "", "", rules(), "UTC", {}, {}, {}};
  for (const char* name : {"Quill, Nora", "Reed, Tom"})
    set.add({{migrator::AccountKind::mailbox, name}, {}, {}, {}});
  set.private_lists = *base::RelPath::parse("lists.csv");
  return set;
}

// "list: member; member" per list of the mailbox, or the error and its hint.
std::string read(const std::string& csv, const std::string& mailbox) {
  auto lists = PrivateLists::open(file_of(csv), set_file());
  if (!lists) return lists.error().message + " | " + lists.error().hint;
  auto found = lists->of(mailbox);
  if (!found) return found.error().message;
  std::string out;
  for (const PersonalList& list : *found) {
    out += "[" + list.name + ":";
    for (const auto& member : list.members) out += " " + to_string(member) + ";";
    out += "]";
    CHECK(list.place.file == "lists.csv");
  }
  return out;
}

constexpr const char* kHeader = "mailbox,list,member\r\n";

}  // namespace

TEST_CASE("private lists keep their order, their empty ones, and names with commas (Q214838)") {
  const std::string csv = std::string(kHeader) +
                          "\"Quill, Nora\",Dock,\"Reed, Tom\"\r\n"
                          "\"Reed, Tom\",Picnic,\r\n"
                          "\"QUILL, NORA\",Crew,Ines at CORK\r\n"
                          "\"Quill, Nora\",Dock,\"Look at me at CORK\"\r\n";
  CHECK(read(csv, "Quill, Nora") == "[Dock: Reed, Tom; Look at me at CORK;][Crew: Ines at CORK;]");
  CHECK(read(csv, "Reed, Tom") == "[Picnic:]");
  CHECK(read(csv, "Nobody") == "");
  CHECK(read(kHeader, "Reed, Tom") == "");
}

TEST_CASE(
    "Q214838: lists that name each other or themselves are lists with a member of that name") {
  const std::string csv = std::string(kHeader) +
                          "\"Quill, Nora\",Dock,Crew\r\n"
                          "\"Quill, Nora\",Crew,Dock\r\n"
                          "\"Quill, Nora\",Crew,Crew\r\n"
                          "\"Quill, Nora\",Empty,\r\n"
                          "\"Quill, Nora\",Crew,\"Last, First at CORK\"\r\n";
  CHECK(read(csv, "Quill, Nora") ==
        "[Dock: Crew;][Crew: Dock; Crew; Last, First at CORK;][Empty:]");
}

TEST_CASE("the file is UTF-8 when all of it is, and in the set's code page otherwise") {
  const std::string row = "\"Reed, Tom\",Crew,M";
  CHECK(read(kHeader + row + "\x81ller\r\n", "Reed, Tom") == "[Crew: Müller;]");
  CHECK(read(kHeader + row + "\xC3\xBCller\r\n", "Reed, Tom") == "[Crew: Müller;]");
  CHECK(read(std::string("\xEF\xBB\xBF") + kHeader + row + "x\r\n", "Reed, Tom") == "[Crew: Mx;]");
}

TEST_CASE("what is wrong with private lists is said with its line") {
  struct Row {
    std::string csv, expected;
  };
  const Row rows[] = {
      {"", "lists.csv:1: expected the columns mailbox,list,member | "},
      {"list,member\r\n", "lists.csv:1: expected the columns mailbox,list,member | "},
      {std::string(kHeader) + "\r\na,b\r\n", "lists.csv:3: expected 3 fields, found 2 | "},
      {std::string(kHeader) + "\"Read, Tom\",b,c\r\n",
       "lists.csv:2: mailbox \"Read, Tom\" is not in set.json | did you mean \"Reed, Tom\"?"},
      {std::string(kHeader) + "\"Reed, Tom\",,c\r\n",
       "lists.csv:2: expected the name of a list | "},
      {std::string(kHeader) + "\"Reed, Tom\",\"b",
       "lists.csv:2: a quote is opened and never closed | "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.csv);
    CHECK(read(row.csv, "Reed, Tom") == row.expected);
  }
}

TEST_CASE("every prefix of the harbor lists is read or refused") {
  const std::string whole = fixture("harbor/private-lists.csv");
  auto set = set_file();
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    auto lists = PrivateLists::open(file_of(whole.substr(0, n)), set);
    if (!lists) CHECK(lists.error().message.find("lists.csv:") == 0);
  }
}
