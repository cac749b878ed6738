#include "migrator/ccmail/proposal.hpp"

#include <doctest/doctest.h>

#include "migrator/ccmail/program_strings.hpp"
#include "support.hpp"

using namespace ccmail_test;
using migrator::ccmail::Proposal;
namespace ccmail = migrator::ccmail;
using namespace std::string_literals;

namespace {

const ccmail::Profile& standard() {
  const auto profile = ccmail::standard_profile();
  REQUIRE(profile);
  return **profile;
}

base::Result<Proposal> propose(const std::string& bytes) {
  return ccmail::propose(*file_of(bytes), "EXPORT.EXE", standard(), rules().page);
}

// "Message:@12 …|candidate@offset …"
std::string show(const std::string& bytes) {
  const auto proposal = propose(bytes);
  REQUIRE(proposal);
  std::string out;
  for (const auto& each : proposal->found)
    out += each.spelling + "@" + std::to_string(each.offset) + " ";
  out += "|";
  for (const auto& each : proposal->candidates)
    out += " " + each.spelling + "@" + std::to_string(each.offset);
  return out;
}

std::string wide(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

}  // namespace

TEST_CASE("words are found between whatever ends a string, and spelled as in the file") {
  struct Row {
    std::string bytes, expected;
  };
  const Row rows[] = {
      {"MZ\0\1MESSAGE:\0"s, "MESSAGE:@4 |"},
      {"\x08"
       "Message:\x09"
       "Contents:\r\nText item: %s\n",
       "Message:@1 Contents:@10 Text item:@21 |"},
      {"xMessage:\0the Message: is\0Message\0"s, "|"},
      {" at \0at\0"s, " at @0 |"},
      {"\xFF\xFE" + wide("Subject:") + "\0\0"s, "Subject:@2 |"},
      {"\1" + wide("Subject:") + "\0\0"s, "Subject:@1 |"},  // at an odd offset
      {"To:\0An:\0Frachtbrief:\0at noon:1\0"s, "To:@0 | An:@4 Frachtbrief:@8"},
      {"Usage:\0" + std::string(5000, '\0') + "Hologram item:\0To:\0"s,
       "To:@5021 | Hologram item:@5006"},
      {"Usage:\0" + std::string(4000, '\0') + "To:\0"s, "To:@4006 | Usage:@0"},
      {"To:\0Priorit\x84t:\0"s, "To:@0 | Priorität:@4"},
      // The end of a string and its NUL look like the first letter of the next one.
      {"unread\0"s + wide("Subject:") + "\0\0"s, "Subject:@7 unread@0 | dSubject:@5"},
      {"unread\0"s + wide("Betreff:") + "\0\0To:\0"s, "To:@25 unread@0 | dBetreff:@5 Betreff:@7"},
      {"", "|"},
      {std::string(200, 'x') + "To:", "|"},  // a long text is no keyword
  };
  for (const Row& row : rows) {
    CAPTURE(base::shortened(base::printable(row.bytes), 60));
    CHECK(show(row.bytes) == row.expected);
  }
}

TEST_CASE("what is proposed is a profile, whatever stands in the file") {
  std::string bytes = fixture("ccmail/EXPORT.EXE");
  for (int i = 0; i < 3; ++i) {
    const auto proposal = propose(bytes);
    REQUIRE(proposal);
    const auto profile = ccmail::parse_profile(ccmail::to_json(*proposal), "p", &standard());
    REQUIRE_MESSAGE(profile, (profile ? "" : profile.error().message));
    for (std::size_t at = 0; at < bytes.size(); at += 7) bytes[at] = static_cast<char>(at * 31);
  }
}

TEST_CASE("the made program: what it spells, what it lacks, what a person has to place") {
  const auto proposal = propose(fixture("ccmail/EXPORT.EXE"));
  REQUIRE(proposal);
  CHECK(proposal->found.size() >= 10);
  CHECK(std::ranges::count(proposal->kept, "Folder:") == 1);
  const auto has = [&](const std::string& spelling) {
    return std::ranges::count(proposal->candidates, spelling, &Proposal::Candidate::spelling) == 1;
  };
  CHECK(has("Telefax item:"));
  CHECK(has("Ablage:"));
  CHECK_FALSE(has("Far away:"));
}

TEST_CASE("more candidates than a person reads are counted") {
  std::string bytes = "To:\0"s;
  for (char a = 'a'; a <= 'z'; ++a)
    for (char b = 'a'; b <= 'k'; ++b) bytes += {'w', a, b, ':', '\0'};
  const auto proposal = propose(bytes);
  REQUIRE(proposal);
  CHECK(proposal->candidates.size() == 200);
  CHECK(proposal->candidates_left_out == 86);
}

TEST_CASE("no string depends on where a portion ends, and no file is larger than the limit") {
  for (std::size_t before = 65'520; before < 65'545; ++before) {
    CAPTURE(before);
    CHECK(show(std::string(before, '\0') + "Contents:\0"s) ==
          "Contents:@" + std::to_string(before) + " |");
  }
  class Huge : public base::RandomAccess {
   public:
    std::uint64_t size() const override { return ccmail::kMaxProgram + 1; }
    base::Result<std::size_t> read_at(std::uint64_t, std::span<std::byte>) const override {
      return std::size_t{0};
    }
  };
  const auto refused = ccmail::propose(Huge(), "big", standard(), rules().page);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Errc::limit);
  CHECK(refused.error().message.find("256 MiB") != std::string::npos);
}
