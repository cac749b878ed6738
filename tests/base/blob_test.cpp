#include "base/blob.hpp"

#include <sys/stat.h>

#include "base/digest.hpp"
#include "tests/support/files.hpp"

using base::Blob;

namespace {
std::string all(const Blob& blob) {
  auto text = blob.text(1u << 20);
  REQUIRE(text);
  return *text;
}
}  // namespace

TEST_CASE("a blob of memory and of windows reads as one run of bytes") {
  support::TempFolder folder;
  support::write(folder / "f", "0123456789");
  auto file = base::ReadableFile::open(folder / "f");
  REQUIRE(file);
  Blob blob = Blob::of("ab");
  blob.append(Blob::window(*file, 3, 4));
  blob.append(Blob::of("z"));
  CHECK(blob.size() == 7);
  CHECK(all(blob) == "ab3456z");
  for (std::uint64_t from = 0; from <= 8; ++from)
    for (std::uint64_t count = 0; count <= 8; ++count) {
      CAPTURE(from);
      CAPTURE(count);
      const std::string expected = from > 7 ? "" : std::string("ab3456z").substr(from, count);
      CHECK(all(blob.part(from, count)) == expected);
    }
}

TEST_CASE("a file that has become shorter is an error, not an end") {
  support::TempFolder folder;
  support::write(folder / "f", "0123456789");
  auto file = base::ReadableFile::open(folder / "f");
  REQUIRE(file);
  const Blob blob = Blob::window(*file, 0, 10);
  std::filesystem::resize_file(folder / "f", 4);
  const auto text = blob.text(100);
  REQUIRE_FALSE(text);
  CHECK(text.error().message.find("byte 4") != std::string::npos);
}

TEST_CASE("more bytes than the limit are refused") {
  const auto text = Blob::of("abcdef").text(5);
  REQUIRE_FALSE(text);
  CHECK(text.error().code == base::Errc::limit);
}

TEST_CASE("what is not a regular file is refused without waiting for it") {
  support::TempFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  for (const auto& path : {folder / "pipe", folder.path(), folder / "absent"}) {
    CAPTURE(path.string());
    CHECK_FALSE(base::ReadableFile::open(path));
  }
}

TEST_CASE("SHA-256 of a blob and of text agree with the published value") {
  const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(base::sha256("abc") == expected);
  Blob blob = Blob::of("a");
  blob.append(Blob::of("bc"));
  auto sum = base::sha256(blob);
  REQUIRE(sum);
  CHECK(*sum == expected);
}
