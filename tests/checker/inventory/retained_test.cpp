#include "checker/inventory/retained.hpp"

#include <doctest/doctest.h>

#include <string>

using base::Bytes;
using checker::inventory::Retained;

namespace {

// What stands at [offset, offset + size), "?" where it has not come yet, "!" where it is gone.
std::string at(Retained& retained, std::uint64_t offset, std::size_t size) {
  std::string out(size, '\0');
  retained.ask_anew();
  const auto got = retained.read_at(offset, std::as_writable_bytes(std::span(out)));
  if (!got) return retained.missing() != 0 ? "?" : "!";
  out.resize(*got);
  return out;
}

void append(Retained& retained, const std::string& text) {
  REQUIRE(retained.append(base::bytes_of(text)));
}

}  // namespace

TEST_CASE("what has not come yet is missing, and how much must come is told") {
  Retained retained;
  retained.start(10);
  CHECK(at(retained, 0, 4) == "?");
  CHECK(retained.missing() == 4);
  append(retained, "0123");
  CHECK(at(retained, 0, 4) == "0123");
  CHECK(retained.missing() == 0);
  CHECK(at(retained, 2, 100) == "?");
  CHECK(retained.missing() == 10);
  append(retained, "456789");
  CHECK(at(retained, 2, 100) == "23456789");
  CHECK(at(retained, 10, 1).empty());
}

TEST_CASE("a size that was not stated, or was a lie, is known at the end") {
  for (const std::optional<std::uint64_t> stated : {std::optional<std::uint64_t>(), {100}}) {
    Retained retained;
    retained.start(stated);
    append(retained, "0123");
    CHECK(at(retained, 2, 4) == "?");
    retained.finish();
    CHECK(at(retained, 2, 4) == "23");
    CHECK(retained.size() == 4);
  }
}

TEST_CASE("of a long stream the head and the last bytes stay, whatever its length") {
  Retained retained;
  retained.start(std::nullopt);
  append(retained, "head");
  const std::string piece(1u << 20, 'x');
  for (int i = 0; i < 200; ++i) append(retained, piece);
  append(retained, "tail");
  CHECK(at(retained, 0, 4) == "head");
  CHECK(at(retained, 4 + (200u << 20), 4) == "tail");
  CHECK(at(retained, 180u << 20, 4) == "xxxx");
  CHECK(at(retained, 10u << 20, 4) == "!");
  CHECK(!retained.is_whole());
  CHECK(retained.bytes().size() <= (65u << 20));
}

TEST_CASE("what is to be kept whole has a limit") {
  Retained retained;
  retained.start(std::nullopt);
  append(retained, "x");
  retained.keep_all(2u << 20);
  append(retained, std::string((2u << 20) - 1, 'x'));
  CHECK(retained.is_whole());
  CHECK(!retained.append(base::bytes_of("x")));
  CHECK(retained.received() == (2u << 20));
}
