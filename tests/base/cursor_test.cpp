#include "base/cursor.hpp"

#include <doctest/doctest.h>

using base::bytes_of;
using base::Cursor;

TEST_CASE("a failed cursor stays failed") {
  Cursor in(bytes_of("\x01\x02\x03"));
  CHECK(in.le<std::uint16_t>() == 0x0201);
  CHECK(in.le<std::uint16_t>() == 0);
  CHECK_FALSE(in.ok());
  CHECK(in.le<std::uint8_t>() == 0);
  CHECK(in.short_read("header").message == "header ends early at byte 2");
}

TEST_CASE("no count, however large, leads out of the bytes") {
  Cursor in(bytes_of("abc"));
  in.skip(static_cast<std::size_t>(-1));
  CHECK_FALSE(in.ok());
  Cursor empty(base::Bytes{});
  empty.align(4);
  CHECK(empty.ok());
  CHECK(empty.remaining() == 0);
}

TEST_CASE("both byte orders") {
  Cursor little(bytes_of("\x01\x02\x03\x04"));
  CHECK(little.le<std::uint32_t>() == 0x04030201);
  Cursor big(bytes_of("\x01\x02\x03\x04"));
  CHECK(big.be<std::uint32_t>() == 0x01020304);
}

TEST_CASE("padding may be cut off by the end") {
  Cursor in(bytes_of("abcde"));
  in.skip(5);
  in.align(4);
  CHECK(in.ok());
  CHECK(in.offset() == 5);
}
