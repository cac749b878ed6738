// Cards come to cards: nothing that was there changes, and nothing comes twice.
#include "migrator/destination/vcard_merge.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

std::string card(const std::string& uid, const std::string& name) {
  return "BEGIN:VCARD\r\nVERSION:4.0\r\n" + (uid.empty() ? "" : "UID:" + uid + "\r\n") +
         "FN:" + name + "\r\nEND:VCARD\r\n";
}

struct Merged {
  std::string text;
  std::string error;
};

Merged merged(const std::string& there, const std::string& more) {
  const test::Folder folder("merge");
  fs::create_directories(folder.path);
  const auto file = [&](const char* name) { return folder.path / name; };
  if (!there.empty()) std::ofstream(file("there"), std::ios::binary) << there;
  std::ofstream(file("more"), std::ios::binary) << more;
  test::QuickFiles files;
  const auto done = merge_cards(files, file("there"), file("more"), file("merged"));
  if (!done) return {"", done.error().message};
  return {*base::read_file(file("merged"), 1u << 20), ""};
}

TEST_CASE("cards come to cards") {
  const std::string nora = card("urn:1", "Nora"), tom = card("urn:2", "Tom");
  struct Row {
    const char* what;
    std::string there, more, expected;
  };
  const Row rows[] = {
      {"no file yet", "", nora + tom, nora + tom},
      {"one that is there", nora, nora, nora},
      {"one that is there under another UID", nora, card("urn:9", "Nora"), nora},
      {"a new one", nora, tom, nora + tom},
      {"without UIDs", card("", "Nora"), card("", "Nora") + card("", "Tom"),
       card("", "Nora") + card("", "Tom")},
      {"an end inside a value", card("urn:1", "END:VCARD"), tom, card("urn:1", "END:VCARD") + tom},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(merged(row.there, row.more).text == row.expected);
  }
}

TEST_CASE("another card under a UID that is taken gets one of its own, the same every time") {
  const std::string nora = card("urn:1", "Nora"), tom = card("urn:1", "Tom");
  const std::string once = merged(nora, tom).text;
  CHECK(once.starts_with(nora));
  CHECK(once.find("FN:Tom") != std::string::npos);
  CHECK(once.find("UID:urn:1", nora.size()) == std::string::npos);
  CHECK(merged(nora, tom).text == once);
  CHECK(merged(once, tom).text == once);
}

TEST_CASE("lists that come name their members by the UIDs that these get") {
  const auto group = [](const std::string& uid, const std::string& member) {
    std::string out = card(uid, "Crew");
    return out.insert(out.rfind("END:"), "MEMBER:" + member + "\r\n");
  };
  const std::string nora = card("urn:1", "Nora"), tom = card("urn:1", "Tom");
  const std::string once = merged(nora, tom + group("urn:2", "urn:1")).text;
  const auto at = once.rfind("UID:", once.find("FN:Tom"));
  const std::string uid = once.substr(at + 4, once.find("\r\n", at) - at - 4);
  CHECK(uid != "urn:1");
  CHECK(once.ends_with(group("urn:2", uid)));
  CHECK(merged(once, tom + group("urn:2", "urn:1")).text == once);
  // Somebody who is there under another UID is that one.
  CHECK(merged(nora, card("urn:9", "Nora") + group("urn:2", "urn:9")).text ==
        nora + group("urn:2", "urn:1"));
}

TEST_CASE("a file that ends within a card is refused, not shortened") {
  const std::string nora = card("urn:1", "Nora");
  CHECK(merged(nora.substr(0, nora.size() - 5), nora).error.find("within a card") !=
        std::string::npos);
  CHECK(merged(nora, nora + "BEGIN:VCARD\r\n").error.find("within a card") != std::string::npos);
}

}  // namespace
}  // namespace migrator::destination
