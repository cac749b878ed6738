#include "migrator/mime/address.hpp"

#include <doctest/doctest.h>

#include <map>

#include "support.hpp"

namespace migrator::mime {
namespace {

std::string show(const Mailbox& mailbox) { return mailbox.name + " <" + mailbox.address + ">"; }

}  // namespace

TEST_CASE("a name becomes a local part that anybody can type") {
  struct Row {
    std::string name, expected;
  };
  const Row rows[] = {
      {"Quill, Nora", "quill.nora"},
      {"QUILL, NORA", "quill.nora"},
      {"Nora Quill", "nora_quill"},
      {"Nora_Quill", "nora=5fquill"},
      {"Quill,Nora", "quill=2cnora"},
      {"Quill, ", "quill=2c_"},
      {", Nora", "=2c_nora"},
      {"Quill, , Nora", "quill.=2c_nora"},
      {"J. Smith", "j=2e_smith"},
      {"O'Brien-Hu, A", "o'brien-hu.a"},
      {"#Garden", "#garden"},
      {"~ADE_Mailbox", "~ade=5fmailbox"},
      {"M\xC3\xBCller", "m=c3=bcller"},
      {"a=b", "a=3db"},
      {"a\"b<c>", "a=22b=3cc=3e"},
      {std::string("a\0b", 3), "a=00b"},
      {"", "=noname"},
      {"noname", "noname"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(local_part(row.name) == row.expected);
    CHECK(is_internet_address(local_part(row.name) + "@x.invalid"));
  }
}

TEST_CASE("no two names share a local part or a label") {
  // Every text of up to five of these characters: the ones the two codes give a meaning to.
  static constexpr std::string_view kAlphabet = "a, .-_=2";
  std::map<std::string, std::string> locals, labels;
  std::vector<std::string> names = {""};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = names[i];
    if (name.size() < 5)
      for (char c : kAlphabet) names.push_back(name + c);
    const auto [local, new_local] = locals.emplace(local_part(name), name);
    const auto [label, new_label] = labels.emplace(domain_label(name), name);
    if (!new_local) FAIL_CHECK(name << " and " << local->second << " are both " << local->first);
    if (!new_label) FAIL_CHECK(name << " and " << label->second << " are both " << label->first);
    if (!is_internet_address(local->first + "@" + label->first + ".invalid"))
      FAIL_CHECK(local->first << "@" << label->first << " is not valid");
    if (label->first.front() == '-') FAIL_CHECK(label->first);
  }
  CHECK(locals.size() == 37449);
}

TEST_CASE("long names keep a limit and their difference") {
  const std::string a(300, 'a'), b = a + "b";
  CHECK(local_part(a).size() == 64);
  CHECK(local_part(a) != local_part(b));
  CHECK(domain_label(a).size() == 63);
  CHECK(domain_label(a) != domain_label(b));
  CHECK(local_part(std::string(300, ' ')).size() == 64);
}

TEST_CASE("a domain has labels of 1 to 63 letters, digits and inner hyphens") {
  const std::string most(63, 'a');
  for (const std::string& good :
       {std::string("harbor.invalid"), std::string("A-1.B"), "x." + most, std::string("localhost")})
    CHECK(is_domain(good));
  for (const std::string& bad :
       {std::string(), std::string("."), std::string("a."), std::string(".a"), std::string("a..b"),
        std::string("-x.b"), std::string("a.x-"), "a." + most + "a", std::string("a_b.c"),
        std::string("a b"), most + "." + most + "." + most + "." + most})
    CHECK_MESSAGE(!is_domain(bad), bad);
  CHECK(!is_internet_address("a@-x.com"));
}

TEST_CASE("a post office has its domain") {
  struct Row {
    std::string domain, post_office, expected;
  };
  const Row rows[] = {
      {"harbor.invalid", "", "harbor.invalid"},
      {"harbor.invalid", "HARBOR", "harbor.invalid"},
      {"harbor.invalid", "harbor", "harbor.invalid"},
      {"harbor.invalid", "PIER", "pier.invalid"},
      {"harbor.invalid", "PORT WEST", "port-west.invalid"},
      {"harbor.invalid", "HUB_EAST", "hub--5feast.invalid"},
      {"harbor.example.com", "PIER", "pier.example.com"},
      {"example.com", "PIER", "pier.example.com"},
      {"example.com", "HARBOR", "example.com"},
      {"harbormaster.com", "PIER", "pier.harbormaster.com"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.domain);
    CAPTURE(row.post_office);
    Options options = test::harbor();
    options.domain = row.domain;
    CHECK(domain_of(row.post_office, options) == row.expected);
  }
  CHECK(default_domain("PORT WEST") == "port-west.invalid");
  CHECK(default_domain("_") == "0---5f.invalid");
}

TEST_CASE("an address is delivered under its name, or as the Internet address it is") {
  struct Row {
    Address address;
    std::string expected;
  };
  const Row rows[] = {
      {{"Quill, Nora", "HARBOR", ""}, "Quill, Nora <quill.nora@harbor.invalid>"},
      {{"Vole, Ivan", "PIER", ""}, "Vole, Ivan <vole.ivan@pier.invalid>"},
      {{"Vole, Ivan", "", ""}, "Vole, Ivan <vole.ivan@harbor.invalid>"},
      {{"Ivaz", "PIER", "SMTP:ivaz@rope.example"}, "Ivaz <ivaz@rope.example>"},
      {{"", "", "smtp:ivaz@rope.example"}, " <ivaz@rope.example>"},
      {{"", "", "CCMAIL:Vole, Ivan at PIER"}, "Vole, Ivan <vole.ivan@pier.invalid>"},
      {{"jdel@noplace.net", "", ""}, " <jdel@noplace.net>"},
      {{"jdel@noplace.net", "INTERNET", ""}, " <jdel@noplace.net>"},
      {{"\"John Doe\" <JDoe@lzz.com>", "Internet", ""}, "John Doe <JDoe@lzz.com>"},
      {{"#Garden", "HARBOR", ""}, "#Garden <#garden@harbor.invalid>"},
      {{"", "HARBOR", ""}, "at HARBOR <=noname@harbor.invalid>"},
      {{"", "", ""}, " <=noname@harbor.invalid>"},
      {{"a@b c", "", ""}, "a@b c <a=40b_c@harbor.invalid>"},
      {{"a@", "", ""}, "a@ <a=40@harbor.invalid>"},
      {{"x>", "", ""}, "x> <x=3e@harbor.invalid>"},
      {{">", "", ""}, "> <=3e@harbor.invalid>"},
      {{"Ivan", "", "X400:c=us;s=v"}, "Ivan <x400=3ac=3dus=3bs=3dv@harbor.invalid>"},
      {{"Ivan", "", "SMTP:no address"}, "Ivan <smtp=3ano_address@harbor.invalid>"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    CHECK(show(to_mailbox(row.address, test::harbor(), "HARBOR")) == row.expected);
  }
}

}  // namespace migrator::mime
