#include "migrator/mime/address_map.hpp"

#include <fstream>

#include "base/digest.hpp"
#include "migrator/mime/address.hpp"
#include "support.hpp"

namespace migrator::mime {
namespace {

base::Result<std::shared_ptr<const AddressMap>> read(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / "sidestep_address_map.csv";
  std::ofstream(path, std::ios::binary) << text;
  auto map = AddressMap::read(path);
  std::filesystem::remove(path);
  return map;
}

std::string address(const Address& who, const std::string& csv) {
  Options options = test::harbor();
  auto map = read(csv);
  if (!map) return map.error().message;
  options.addresses = *std::move(map);
  const Mailbox mailbox = to_mailbox(who, options, "HARBOR");
  return mailbox.name + " <" + mailbox.address + ">";
}

}  // namespace

TEST_CASE("people who have an address today get it, under the name of the source") {
  struct Row {
    std::string csv;
    Address who;
    std::string expected;
  };
  const std::string plain = "name,address\r\n\"Quill, Nora\",nora@new.example\r\n";
  const std::string places =
      "\xEF\xBB\xBFpost_office,Name,comment,ADDRESS\nPIER,\"Lane, Bo\",x,bo@pier.example\n"
      ",\"Lane, Bo\",,bo@any.example\n";
  const Row rows[] = {
      {plain, {"Quill, Nora", "HARBOR", ""}, "Quill, Nora <nora@new.example>"},
      {plain, {"QUILL, nora", "", ""}, "QUILL, nora <nora@new.example>"},
      {plain, {"Quill, Nora", "PIER", ""}, "Quill, Nora <nora@new.example>"},
      {plain, {"Quill, Nor", "", ""}, "Quill, Nor <quill.nor@harbor.invalid>"},
      {plain, {"", "", "SMTP:Nora@old.example"}, " <Nora@old.example>"},
      {plain, {"Quill, Nora", "", "SMTP:n@old.example"}, "Quill, Nora <nora@new.example>"},
      {places, {"Lane, Bo", "Pier", ""}, "Lane, Bo <bo@pier.example>"},
      {places, {"Lane, Bo", "", ""}, "Lane, Bo <bo@any.example>"},
      {"name,address\nLane at PIER,l@x.example\n", {"Lane", "PIER", ""}, "Lane <l@x.example>"},
      {"name,address\nLane at PIER,l@x.example\n", {"Lane", "", ""}, "Lane <lane@harbor.invalid>"},
      {"name,address\nM\xC3\x9CLLER,m@x.example\n",
       {"M\xC3\xBCller", "", ""},
       "M\xC3\xBCller <m@x.example>"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.csv);
    CHECK(address(row.who, row.csv) == row.expected);
  }
}

TEST_CASE("a mapped address is what the message and the directory show") {
  Options options = test::harbor();
  options.addresses = *read("name,address\nLane,l@x.example\n");
  Message message;
  message.to = {{"Lane", "", ""}};
  CHECK(test::has(test::rendered(message, options), "\nTo: Lane <l@x.example>\n"));
}

TEST_CASE("a map that cannot be followed names its line") {
  struct Row {
    std::string csv, said;
  };
  const Row rows[] = {
      {"", ":1: the file is empty"},
      {"name,mail\nx,a@b.example\n", ":1: there is no column \"address\""},
      {"who,address\nx,a@b.example\n", ":1: there is no column \"name\""},
      {"name,address\nx\n", ":2: expected 2 fields, found 1"},
      {"name,address\n,a@b.example\n", ":2: a row without a name"},
      {"name,address\nx,nobody\n", ":2: \"nobody\" is no Internet address"},
      {"name,address\nx,a\xC3\xBC@b.example\n", "is no Internet address"},
      {"name,address\n\xFF,a@b.example\n", ":2: this is not UTF-8"},
      {"name,address\nx,a@b.example\n\nX,c@b.example\n",
       ":4: \"X\" has another address further up: a@b.example"},
      {"name,address\n\"x,a@b.example\n", ":2: a quote is opened and never closed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.csv);
    const auto map = read(row.csv);
    REQUIRE(!map);
    CHECK(test::has(map.error().message, "sidestep_address_map.csv"));
    CHECK(test::has(map.error().message, row.said));
  }
  CHECK(bool(read("name,address\nx,a@b.example\nX,a@b.example\n")));
  CHECK(!AddressMap::read("/nowhere/at/all.csv"));
}

TEST_CASE("the digest of a map is that of its bytes") {
  CHECK((*read("name,address\n"))->digest() == base::sha256("name,address\n"));
}

}  // namespace migrator::mime
