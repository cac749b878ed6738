// What a container may cost.
#include <doctest/doctest.h>

#include "tests/checker/container/tar_builder.hpp"
#include "tests/checker/container/walk.hpp"
#include "tests/checker/container/zip_builder.hpp"

using builder::zip;
using walk::Budget;
using walk::contains;
using walk::Limits;
using walk::Lines;

namespace {

Lines read(const std::string& bytes, const Budget& budget) {
  return walk::members(bytes, {walk::Format::zip, 0, bytes.size(), std::nullopt}, walk::everything,
                       budget);
}

// A tar of one file that is all hole: 512 bytes of header for as many bytes as it says.
std::string sparse_tar(const std::string& size) {
  return builder::tar_header("hole.exe", 0, 'S',
                             {{257, std::string("ustar  \0", 8)},
                              {386, size},  // its one piece has no bytes and stands at the end
                              {398, "00000000000"},
                              {483, size}}) +
         builder::tar_end();
}

}  // namespace

TEST_CASE("the limits are named, with the option that moves them") {
  Limits limits;
  limits.members = 2;
  auto lines = read(zip({{"a", "MZ"}, {"b", "MZ"}, {"c", "MZ"}}), Budget(100, limits));
  REQUIRE(lines.size() == 3);
  CHECK(lines[2] == "error: more than 2 members (--max-members); what follows was not read");

  limits = Limits();
  limits.free = 10;
  limits.ratio = 2;
  const std::string member(30, 'x');
  lines = read(zip({{"a", "MZ"}, {"b", "MZ" + member}, {"c", "MZ"}}), Budget(10, limits));
  REQUIRE(lines.size() == 3);
  CHECK(lines[1] == "b!unpacks to more than 30 bytes in all (--max-ratio)");
  CHECK(lines[2] ==
        "error: unpacks to more than 30 bytes in all (--max-ratio); what follows was not read");

  limits = Limits();
  limits.total = 31;
  lines = read(zip({{"a", "MZ"}, {"b", "MZ" + member}, {"c", "MZ"}}), Budget(10, limits));
  REQUIRE(lines.size() == 3);
  CHECK(lines[1] == "b!unpacks to more than 31 bytes in all (--max-output)");
}

TEST_CASE("a budget is the smaller of the two limits, and never overflows") {
  const auto spend = [](std::uint64_t packed, const Limits& limits, std::uint64_t count) {
    Budget budget(packed, limits);
    const bool enough = static_cast<bool>(budget.take_bytes(count));
    CHECK(budget.is_exhausted() != enough);
    return enough;
  };
  Limits limits;
  limits.total = 1000, limits.free = 100, limits.ratio = 10;
  CHECK(spend(10, limits, 200));
  CHECK_FALSE(spend(10, limits, 201));
  CHECK(spend(5000, limits, 1000));
  CHECK_FALSE(spend(5000, limits, 1001));
  CHECK_FALSE(spend(UINT64_MAX, limits, 1001));
  limits.ratio = 0;
  CHECK_FALSE(spend(UINT64_MAX, limits, 101));
  limits = Limits();
  limits.total = limits.ratio = UINT64_MAX;
  CHECK(spend(UINT64_MAX, limits, UINT64_MAX));
}

TEST_CASE("a hole of gigabytes costs what it would unpack to") {
  const std::string bytes = sparse_tar("77777777777");  // 8 GiB
  const auto found = walk::recognised(bytes);
  REQUIRE(found);
  CHECK(found->format == walk::Format::tar);
  Limits limits;
  limits.free = 1 << 20;
  walk::Lister counter(walk::everything);
  Budget budget(bytes.size(), limits);
  const auto walked =
      each_member(base::MemoryAccess(base::bytes_of(bytes)), *found, "", budget, counter);
  REQUIRE_FALSE(walked);
  CHECK(walked.error().code == base::Errc::limit);
  CHECK(counter.total <= (2u << 20));
  // Left within the hole, it costs no more than was wanted.
  const auto start = [](const std::string&, const std::string& came) -> std::uint64_t {
    return came.size() < 100 ? 100 : 0;
  };
  CHECK(walk::members(bytes, *found, start, Budget(bytes.size(), limits)) == Lines{"hole.exe"});
}

TEST_CASE("a 7z pays for what it unpacks on the way") {
  const std::string bytes = walk::fixture("containers/plain.7z");
  Limits limits;
  limits.free = 100;
  limits.ratio = 0;
  const auto none = [](const std::string&, const std::string&) { return std::uint64_t{0}; };
  const auto lines = walk::members(bytes, {walk::Format::seven_zip, 0, bytes.size(), std::nullopt},
                                   none, Budget(bytes.size(), limits));
  REQUIRE(!lines.empty());
  CHECK(contains(lines.back(), "--max-ratio"));
}

TEST_CASE("a sink that cannot go on ends the walk with its own error") {
  for (const char* name : {"plain.zip", "plain.7z", "plain.tar", "plain.cab", "MLMIG32.DL_"}) {
    CAPTURE(name);
    const std::string bytes = walk::fixture(std::string("containers/") + name);
    const auto found = walk::recognised(bytes);
    REQUIRE(found);
    walk::Lister lister(walk::everything);
    lister.fail_after = 0;
    Budget budget(1 << 20);
    const auto walked =
        each_member(base::MemoryAccess(base::bytes_of(bytes)), *found, name, budget, lister);
    REQUIRE_FALSE(walked);
    CHECK(walked.error().code == base::Errc::io);
    CHECK(lister.lines.size() == 1);
  }
}
