// Answers, names, addresses, accounts: what is read and written without a server.
#include <doctest/doctest.h>

#include <cstdlib>

#include "migrator/destination/imap/accounts.hpp"
#include "migrator/destination/imap/names.hpp"
#include "migrator/destination/imap/response.hpp"
#include "migrator/destination/imap/session.hpp"
#include "migrator/destination/layout.hpp"
#include "tests/support/files.hpp"

using namespace migrator;

TEST_CASE("answers are read: status, codes, lists, literals") {
  auto ok = imap::parse_response("S4 OK [APPENDUID 38505 3955:3957] APPEND completed");
  REQUIRE(ok);
  CHECK(ok->tag == "S4");
  CHECK(ok->ok());
  CHECK(ok->code == "APPENDUID");
  CHECK(ok->detail == "38505 3955:3957");
  CHECK(ok->text == "APPEND completed");
  auto list = imap::parse_response("* LIST (\\HasNoChildren \\Sent) \"/\" \"Ges\\\"endet\"");
  REQUIRE(list);
  CHECK(list->name == "LIST");
  CHECK(list->values[0].items[1].is("\\sent"));
  CHECK(list->values[2].text == "Ges\"endet");
  auto fetch =
      imap::parse_response("* 3 FETCH (UID 9 BODY[HEADER.FIELDS (MESSAGE-ID)] {4}\r\na\r\nb)");
  REQUIRE(fetch);
  CHECK(fetch->number == 3);
  CHECK(fetch->values[0].items[2].text == "BODY[HEADER.FIELDS (MESSAGE-ID)]");
  CHECK(fetch->values[0].items[3].text == "a\r\nb");
  CHECK(imap::parse_response("+ go on")->text == "go on");
  CHECK(imap::parse_response("* BYE")->status == "BYE");
  CHECK(imap::parse_response("* NAMESPACE ((\"\" \"/\")) NIL NIL")->values[1].kind ==
        imap::Value::Kind::nil);
}

TEST_CASE("an answer that is none is refused with the place") {
  for (const char* text :
       {"", "*", "* ", "* LIST (", "* LIST \"a", "* OK [CODE", "* 1 FETCH {9}\r\nab", "* LIST )"}) {
    CAPTURE(text);
    const auto read = imap::parse_response(text);
    REQUIRE(!read);
    CHECK(read.error().message.find("at byte") != std::string::npos);
  }
  CHECK(!imap::parse_response("* X " + std::string(40, '(')));
  CHECK(imap::parse_response("* X " + std::string(10, '(') + std::string(10, ')')));
}

TEST_CASE("sets of UIDs") {
  CHECK(*imap::parse_uid_set("4,7:9", 9) == std::vector<std::uint32_t>{4, 7, 8, 9});
  CHECK(imap::parse_uid_set("4294967290:4294967295", 6)->size() == 6);
  for (const char* bad : {"x", "1:", "9:7", "1:4000000000", "1,,2", "-1"})
    CHECK(!imap::parse_uid_set(bad, 50));
}

TEST_CASE("dates as IMAP has them, there and back") {
  CHECK(imap::internal_date(0) == " 1-Jan-1970 00:00:00 +0000");
  CHECK(imap::internal_date(951868799) == "29-Feb-2000 23:59:59 +0000");
  for (const std::int64_t moment : {0L, 951868799L, 4102444800L})
    CHECK(imap::parse_internal_date(imap::internal_date(moment)) == moment);
  CHECK(imap::parse_internal_date("01-Feb-1999 10:00:00 +0530") == 917843400);
  for (const char* bad : {"", "31-Feb-1999 10:00:00 +0000", "01-Foo-1999 10:00:00 +0000",
                          "01-Feb-1999 10:00:00 0000x"})
    CHECK(!imap::parse_internal_date(bad));
}

TEST_CASE("names of folders, with every separator") {
  CHECK(imap::folder_name("", "/").empty());
  CHECK(imap::folder_name("iNBOX", "/").empty());
  CHECK(imap::folder_name("Suppliers\\Rope", "/") == "Suppliers/Rope");
  CHECK(imap::folder_name("Suppliers\\Rope", ".") == "Suppliers.Rope");
  CHECK(imap::folder_name("Suppliers\\Rope", "") == "Suppliers-Rope");
  CHECK(imap::folder_name("Jim / John", "/") == "Jim %2F John");
  CHECK(imap::folder_name("v1.2", "/") == "v1%2E2");
  CHECK(imap::folder_name("~home\r\n", "/") == "%7Ehome%0D%0A");
  CHECK(imap::folder_name("a\"*%b", "/") == "a%22%2A%25b");
  const std::string deep(300, 'x');
  CHECK(imap::folder_name(deep, "/").size() <= 200);
  CHECK(imap::folder_name(deep, "/") != imap::folder_name(deep + "y", "/"));
  CHECK(imap::special_use("message log") == "\\Sent");
  CHECK(imap::special_use("Suppliers").empty());
}

TEST_CASE("modified UTF-7 is read as it is written") {
  for (const char* name :
       {"Verk\xC3\xA4ufe", "a&b", "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80", "plain"})
    CHECK(imap::from_modified_utf7(destination::modified_utf7(name)) == name);
  CHECK(imap::from_modified_utf7("Verk&AOQ-ufe") == "Verk\xC3\xA4ufe");
  for (const char* odd : {"&", "a&b", "&!-", "&2AA-"}) CHECK(imap::from_modified_utf7(odd) == odd);
}

TEST_CASE("addresses of servers") {
  CHECK(imap::parse_server("imaps://Mail.Example")->text() == "imaps://mail.example:993");
  CHECK(imap::parse_server("imap://[::1]:1143/")->text() == "imap://[::1]:1143");
  for (const char* bad : {"imap://", "http://x", "imap://a:0", "imap://a:70000", "imap://nora@a",
                          "imap://a b", "imap://[::1", "imap://a/INBOX"}) {
    CAPTURE(bad);
    CHECK(!imap::parse_server(bad));
  }
}

TEST_CASE("accounts, and what is wrong with a file of them") {
  const support::TempFolder folder;
  const auto read = [&](const std::string& text, const imap::Master& master = {}) {
    support::write(folder / "users.csv", text);
    return imap::Accounts::read(folder / "users.csv", master);
  };
  support::write(folder / "nora.pw", "se\"cret \xC3\xA4\r\nsecond line\n");
  ::setenv("SIDESTEP_TEST_SECRET", "from-environment", 1);
  auto good = read(
      "\xEF\xBB\xBFlogin,mailbox,secret_env,secret_file\nnora,\"Quill, Nora\",,nora.pw\n"
      "tom,\"Reed, Tom\",SIDESTEP_TEST_SECRET,\nboards,,SIDESTEP_TEST_SECRET,\n");
  REQUIRE(good);
  CHECK(good->find("Quill, Nora")->secret == "se\"cret \xC3\xA4");
  CHECK(good->find("Reed, Tom")->secret == "from-environment");
  CHECK(good->find("boards") == nullptr);
  CHECK(good->with_login("boards") != nullptr);
  CHECK(good->first() == "nora");
  auto master = read("mailbox,login\n\"Quill, Nora\",nora\n", {"admin", folder / "nora.pw"});
  REQUIRE(master);
  CHECK(master->find("Quill, Nora")->authorized_by == "admin");
  const std::string head = "mailbox,login,secret_env,secret_file\n";
  const std::pair<std::string, const char*> bad[] = {
      {"", ":1: the file is empty"},
      {"mailbox,name\n", "no column \"name\""},
      {"mailbox,secret_env\n", "no column \"login\""},
      {head + "a,b,,\n", ":2: a row without a secret"},
      {head + "a,b,X,nora.pw\n", ":2: a row with two secrets"},
      {head + "a,b,SIDESTEP_TEST_NOT_SET,\n", "is not set"},
      {head + "a,b,,absent.pw\n", "absent.pw"},
      {head + "a,,,nora.pw\n", "without a login"},
      {head + "a,b,,nora.pw\na,c,,nora.pw\n", ":3: the mailbox \"a\" stands further up"},
      {head + "a,b,,nora.pw\nc,b,SIDESTEP_TEST_SECRET,\n", "another secret further up"},
      {head + "a,b\n", "expected 4 fields"},
      {head + "\xFF,b,,nora.pw\n", "not UTF-8"}};
  for (const auto& [text, words] : bad) {
    CAPTURE(text);
    const auto refused = read(text);
    REQUIRE(!refused);
    CHECK(refused.error().message.find(words) != std::string::npos);
    CHECK(refused.error().message.find("from-environment") == std::string::npos);
  }
}
