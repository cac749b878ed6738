// Whatever the bytes are: an answer, places that tile the file, no crash, no endless loop.
#include <doctest/doctest.h>

#include <random>

#include "migrator/ccmail/directory.hpp"
#include "migrator/ccmail/private_lists.hpp"
#include "support.hpp"

using namespace ccmail_test;

namespace {

const char* const kFiles[] = {"harbor/mail/quill.exp",    "harbor/mail/quill-2.exp",
                              "harbor/mail/reed.exp",     "harbor/mail/vaz.exp",
                              "harbor/boards/garden.exp", "harbor/boards/lost.exp",
                              "ccmail/unsized.exp",       "ccmail/damaged.exp"};

std::size_t messages(const std::vector<migrator::Item>& items) {
  std::size_t count = 0;
  for (const auto& item : items)
    if (item.message) ++count;
  return count;
}

// Keywords, sizes and marks make better mutants than random bytes alone.
std::string mutate(std::string bytes, std::mt19937& random) {
  static const std::string kWords[] = {"Message:\r\n",
                                       "Contents:\r\n",
                                       "Text item:\r\n",
                                       "File item: x\r\n",
                                       "0         \r\n",
                                       "4294967296\r\n",
                                       "18446744073709551615\r\n",
                                       "          \r\n",
                                       "\x1A",
                                       "\n",
                                       "\r",
                                       std::string(1, '\0'),
                                       "Date: 2/31/99\r\n",
                                       ":",
                                       "RRT:\r\n",
                                       "-1\r\n",
                                       "Name: x\r\n",
                                       "\""};
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n)(random);
  };
  for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
    const std::size_t at = below(bytes.size());
    switch (below(4)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(below(255));
        break;
      case 1:
        bytes.erase(at, below(40));
        break;
      case 2:
        bytes.insert(at, kWords[below(std::size(kWords) - 1)]);
        break;
      case 3: {
        const std::size_t from =
            below(bytes.size());  // one after the other: the same on every compiler
        bytes.insert(at, bytes.substr(from, below(200)));
        break;
      }
      default:
        bytes.resize(at);
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("every prefix of every fixture gives items whose places tile it") {
  std::size_t prefixes = 0;
  for (const char* name : kFiles) {
    const std::string whole = fixture(name);
    CAPTURE(name);
    const std::size_t all = read_all(whole).size();
    for (std::size_t n = 0; n <= whole.size(); ++n, ++prefixes) {
      CAPTURE(n);
      CHECK(read_all(whole.substr(0, n)).size() <= all);
    }
  }
  MESSAGE(prefixes << " prefixes");
  CHECK(prefixes > 8000);
}

TEST_CASE("two thousand mutants of the fixtures give items whose places tile them") {
  std::mt19937 random(2543);
  std::vector<std::string> seeds;
  for (const char* name : kFiles) seeds.push_back(fixture(name));
  std::size_t damaged = 0;
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    const auto items = read_all(mutate(seeds[static_cast<std::size_t>(i) % seeds.size()], random));
    if (messages(items) < items.size()) ++damaged;
  }
  MESSAGE(damaged << " of 2000 mutants had damaged items");
  CHECK(damaged > 200);
}

TEST_CASE("mutants of the directory and of the lists are read or refused") {
  std::mt19937 random(2521);
  const std::string directory = fixture("harbor/directory.exp");
  const std::string csv = fixture("harbor/private-lists.csv");
  migrator::ccmail::SetFile set{"", "HARBOR", "", "", rules(), "UTC", {}, {}, {}};
  for (const char* name : {"Quill, Nora", "Reed, Tom"})
    set.add({{migrator::AccountKind::mailbox, name}, {}, {}, {}});
  set.private_lists = *base::RelPath::parse("lists.csv");
  const auto take = [](const migrator::DirectoryEntry&) -> base::Result<void> { return {}; };
  const auto damaged = [](const migrator::Place&, const migrator::Damage&) -> base::Result<void> {
    return {};
  };
  for (int i = 0; i < 1000; ++i) {
    CHECK(migrator::ccmail::read_directory(file_of(mutate(directory, random)), "d", rules(), take,
                                           damaged));
    auto lists = migrator::ccmail::PrivateLists::open(file_of(mutate(csv, random)), set);
    if (lists) CHECK(lists->of("Reed, Tom"));
  }
}

TEST_CASE("the damaged fixture gives exactly what its builder says") {
  const auto items = read_all(fixture("ccmail/damaged.exp"));
  CHECK(show(items) == fixture("ccmail/damaged.txt"));
}

TEST_CASE("items that all claim to end in one long line are read in good time") {
  std::string bytes = "Message:\r\n9         \r\nContents:\r\n9         \r\n";
  for (int i = 0; i < 9'000; ++i) bytes += "Text item:\r\n3000000   \r\n";
  bytes += std::string(4 << 20, 'x');
  const auto items = read_all(bytes);
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message.has_value());
  CHECK(items[0].message->parts.size() == 9'000);
}
