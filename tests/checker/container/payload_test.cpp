// Self-extracting executables: where their payload is looked for, and what counts.
#include <doctest/doctest.h>

#include "tests/checker/container/cab_builder.hpp"
#include "tests/checker/container/walk.hpp"

using builder::cab;
using builder::little;
using builder::zip;
using checker::container::find_payload;
using checker::container::may_have_payload;
using checker::image::Layout;
using walk::contains;
using walk::fixture;
using walk::Format;
using walk::Lines;

namespace {

using namespace std::string_literals;

// The stub is what the layout says it is.
std::string stub(std::size_t size) {
  std::string out = fixture("components/web3/Mailmig.exe");
  out.resize(size, 'S');
  return out;
}

Layout layout(std::size_t begin, std::size_t end) {
  Layout out;
  out.overlay = {begin, end - begin};
  return out;
}

// "FORMAT at OFFSET: members", an error, or "none".
std::string found(const std::string& bytes, const Layout& layout) {
  const base::MemoryAccess file(base::bytes_of(bytes));
  const auto payload = find_payload(file, layout);
  if (!payload) return "error: " + payload.error().message;
  if (!*payload) return "none";
  if ((*payload)->refusal) return (*payload)->refusal->message;
  std::string out = std::string(to_string((*payload)->format)) + " at " +
                    std::to_string((*payload)->offset) + ":";
  for (const auto& line : walk::members(bytes, **payload)) out += " " + line;
  return out;
}
std::string found(const std::string& stub_bytes, const std::string& overlay) {
  const std::string bytes = stub_bytes + overlay;
  return found(bytes, layout(stub_bytes.size(), bytes.size()));
}

// A ZIP whose offsets count from the beginning of the file that it is appended to.
std::string moved(std::string bytes, std::size_t by) {
  const auto add = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
      value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    bytes.replace(at, 4, little(value + by, 4));
  };
  for (auto at = bytes.find("PK\x01\x02"); at != std::string::npos;
       at = bytes.find("PK\x01\x02", at + 1))
    add(at + 42);
  add(bytes.rfind("PK\x05\x06") + 16);
  return bytes;
}

}  // namespace

TEST_CASE("an ordinary program has no payload, and asking costs nothing") {
  const std::string bytes = stub(3000);
  Layout none;
  CHECK_FALSE(may_have_payload(none));
  CHECK(found(bytes, none) == "none");
  CHECK_FALSE(may_have_payload(layout(3000, 3010)));
  CHECK(may_have_payload(layout(3000, 4000)));
  CHECK(found(bytes, std::string(5000, 'x')) == "none");
  CHECK(found(bytes, "How a ZIP begins: PK\x03\x04, and MSCF is a cabinet, 7z\xBC\xAF\x27\x1C"s) ==
        "none");
}

TEST_CASE("each format is found behind stubs of any size") {
  for (const std::size_t size : {3072U, 15'000U, 200'000U, 500'000U}) {
    CAPTURE(size);
    const std::string at = " at " + std::to_string(size) + ":";
    const std::string pe = stub(size);
    CHECK(found(pe, zip({{"a", "1"}, {"b", "2"}})) == "ZIP" + at + " a=1 b=2");
    CHECK(found(pe, cab({{"a", "1"}})) == "CAB" + at + " a=1");
    CHECK(contains(found(pe, fixture("containers/plain.7z")), "7z" + at));
    CHECK(contains(found(pe, fixture("containers/plain.7z")), "readme.txt=Read me first."));
  }
}

TEST_CASE("offsets in a ZIP may count from its own beginning or from the file's") {
  const std::string pe = stub(20'000);
  CHECK(found(pe, zip({{"a", "1"}})) == "ZIP at 20000: a=1");
  CHECK(found(pe, moved(zip({{"a", "1"}}), pe.size())) == "ZIP at 0: a=1");
}

TEST_CASE("settings before a payload, and padding behind it, do not hide it") {
  const std::string pe = stub(5000);
  const std::string settings = ";!@Install@!UTF-8!\nRunProgram=\"setup.exe\"\n;!@InstallEnd@!";
  CHECK(contains(found(pe, settings + fixture("containers/plain.7z")),
                 "7z at " + std::to_string(5000 + settings.size()) + ":"));
  CHECK(found(pe, std::string(8, '\0') + cab({{"a", "1"}}) + std::string(70'000, '\0')) ==
        "CAB at 5008: a=1");
  CHECK(found(pe, zip({{"a", "1"}}) + std::string(30'000, '\0')) == "ZIP at 5000: a=1");
  CHECK(found(pe, zip({{"a", "1"}}) + std::string(100'000, '\0')) == "ZIP at 5000: a=1");
}

TEST_CASE("what lies in a payload is part of it, and not a second one") {
  const std::string pe = stub(5000);
  const std::string inner = zip({{"x", "y"}});
  CHECK(contains(found(pe, zip({{"inner.zip", inner}, {"b", "2"}})), "ZIP at 5000:"));
  CHECK(contains(found(pe, cab({{"inner.zip", inner}})), "CAB at 5000:"));
  CHECK(contains(found(pe, zip({{"inner.cab", cab({{"a", "1"}})}})), "ZIP at 5000:"));
}

TEST_CASE("a large ZIP is found by its end, without reading through it") {
  class Counting : public base::MemoryAccess {
   public:
    using MemoryAccess::MemoryAccess;
    base::Result<std::size_t> read_at(std::uint64_t at, std::span<std::byte> room) const override {
      read += room.size();
      return MemoryAccess::read_at(at, room);
    }
    mutable std::uint64_t read = 0;
  };
  const std::string pe = stub(5000);
  const std::string large(8 << 20, 'x');
  const std::string bytes = pe + zip({{"a", large}});
  const Counting file(base::bytes_of(bytes));
  const auto payload = find_payload(file, layout(pe.size(), bytes.size()));
  REQUIRE(payload);
  REQUIRE(*payload);
  CHECK((*payload)->offset == 5000);
  CHECK(file.read < 300'000);

  const std::string frozen = pe + std::string(64 << 20, '\1');
  const Counting nothing(base::bytes_of(frozen));
  const auto none = find_payload(nothing, layout(pe.size(), frozen.size()));
  REQUIRE(none);
  CHECK_FALSE(*none);
  CHECK(nothing.read < (2u << 20));
}

TEST_CASE("two payloads are a conflict, and both are named") {
  const std::string pe = stub(5000);
  const auto said = found(pe, cab({{"a", "1"}}) + zip({{"b", "2"}}));
  CHECK(contains(said, "error: self-extracting: it carries two containers"));
  CHECK(contains(said, "CAB at byte 5000"));
  CHECK(contains(said, "ZIP at byte "));
  CHECK(contains(found(pe, cab({{"a", "1"}}) + cab({{"b", "2"}})), "error: self-extracting"));
  const std::string bytes = pe + cab({{"a", "1"}}) + zip({{"b", "2"}});
  auto both = layout(pe.size() + cab({{"a", "1"}}).size(), bytes.size());
  both.cabinet = checker::image::FileRange{pe.size(), cab({{"a", "1"}}).size()};
  CHECK(contains(found(bytes, both), "error: self-extracting"));
}

TEST_CASE("the resource CABINET is a payload, if it is a cabinet") {
  const std::string cabinet = cab({{"a", "1"}});
  const std::string bytes = stub(5000) + cabinet + std::string(500, 'R');
  Layout resource;
  resource.cabinet = checker::image::FileRange{5000, cabinet.size()};
  CHECK(may_have_payload(resource));
  CHECK(found(bytes, resource) == "CAB at 5000: a=1");
  resource.cabinet = checker::image::FileRange{10, 200};
  CHECK(found(bytes, resource) == "none");
  resource.cabinet = checker::image::FileRange{5000, 40};
  CHECK(contains(found(bytes, resource),
                 "error: self-extracting: the CAB at byte 5000 does not open: CAB: "));
  resource.cabinet = checker::image::FileRange{UINT64_MAX - 3, UINT64_MAX};
  CHECK(found(bytes, resource) == "none");
}

TEST_CASE("a payload that is cut short is said, not passed over") {
  const std::string pe = stub(5000);
  for (const std::string& payload :
       {zip({{"a", "1"}}), cab({{"a", "1"}}), fixture("containers/plain.7z")}) {
    for (std::size_t n = 40; n < payload.size(); ++n) {
      CAPTURE(n);
      const auto said = found(pe, payload.substr(0, n));
      CHECK((contains(said, "error: self-extracting: the ") || contains(said, "!CAB: it is cut")));
    }
  }
}

TEST_CASE("installers that cannot be read are named, with what to do") {
  const std::string pe = stub(5000);
  struct Row {
    std::string overlay, said;
  };
  const Row rows[] = {
      {little(0, 4) + "\xEF\xBE\xAD\xDENullsoftInst" + std::string(500, 'n'), "NSIS installer"},
      {"zlb\x1A" + std::string(500, 'i'), "Inno Setup installer"},
      {std::string(3000, 'i') + "Inno Setup Setup Data (5.5.7)", "Inno Setup installer"},
      {"Rar!\x1A\x07\x01" + std::string(500, 'r'), "RAR archive"},
      {"ISSetupStream" + std::string(500, 's'), "InstallShield setup"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.said);
    CHECK(contains(found(pe, row.overlay), row.said));
    // What an installer carries besides is only a part of it.
    CHECK(contains(found(pe, row.overlay + cab({{"a", "1"}})), row.said));
  }
  std::string wise = stub(5000);
  wise.replace(4000, 21, "Wise Installation Wiz");
  CHECK(contains(found(wise, std::string(40'000, 'w')), "Wise installer"));
  CHECK(found(wise, zip({{"a", "1"}})) == "ZIP at 5000: a=1");
}

TEST_CASE("a layout that lies about the file does no harm") {
  const std::string bytes = stub(5000) + zip({{"a", "1"}});
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{4999}, std::uint64_t{5100},
                                     std::uint64_t{1} << 40, UINT64_MAX})
    for (const std::uint64_t size :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{100}, UINT64_MAX}) {
      Layout odd;
      odd.overlay = {offset, size};
      found(bytes, odd);
    }
}
