#include "checker/patch/signature/minisign.hpp"

#include "checker/patch/signature/verify.hpp"
#include "tests/support/files.hpp"

using namespace checker::patch::signature;

namespace {

// The key of minisign's own downloads, from its web page and manual.
const std::string kLine = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

std::string key(const std::string& text) {
  const auto read = parse_public_key(text, "k");
  return read ? to_text(read->id) : read.error().message;
}
// With the high bit of every letter set.
std::string changed(std::string text) {
  for (char& c : text) c = static_cast<char>(c | 0x80);
  return text;
}
std::string signature(const std::string& text) {
  const auto read = parse_signature(text, "s");
  return read ? to_text(read->key_id) : read.error().message;
}

const std::string kOne = "untrusted comment: x\n", kTwo = "RUQ" + std::string(96, 'A') + "=\n",
                  kThree = "trusted comment: y\n", kFour = std::string(86, 'A') + "==\n";

}  // namespace

TEST_CASE("a public key is a line of base64, with a comment before it or none") {
  CHECK(key(kLine) == "E7620F1842B4E81F");
  CHECK(key(kLine + "\n") == "E7620F1842B4E81F");
  CHECK(key("untrusted comment: minisign public key E7620F1842B4E81F\r\n" + kLine + "\r\n") ==
        "E7620F1842B4E81F");
  struct Row {
    std::string text, error;
  };
  const Row rows[] = {
      {"", "k: a public key has one line, or two with a comment first"},
      {kLine + "\n" + kLine + "\n" + kLine,
       "k: a public key has one line, or two with a comment first"},
      {kLine + "\n" + kLine, "k: line 1 should begin with \"untrusted comment: \""},
      {kLine.substr(1), "k: the key is not 56 letters and digits of base64"},
      {kLine + "=", "k: the key is not 56 letters and digits of base64"},
      {kLine + kLine, "k: the key is not 56 letters and digits of base64"},
      {changed(kLine), "k: the key is not 56 letters and digits of base64"},
      {" " + kLine, "k: the key is not 56 letters and digits of base64"},
      {"RUQ" + kLine.substr(3), "k: the key is not an Ed25519 key of minisign"},
      {"untrusted comment: " + std::string(1024, 'x') + "\n" + kLine,
       "k: line 1 has more than 1024 bytes"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(key(row.text) == row.error);
  }
}

TEST_CASE("a signature has four lines, each as it has to be") {
  CHECK(signature(kOne + kTwo + kThree + kFour) == "0000000000000000");
  struct Row {
    std::string text, error;
  };
  const Row rows[] = {
      {"", "s: it ends early: a signature file has four lines"},
      {kOne + kTwo + kThree, "s: it ends early: a signature file has four lines"},
      {kOne + kTwo + kThree + kFour + "\n", "s: more stands behind its four lines"},
      {"comment: x\n" + kTwo + kThree + kFour,
       "s: line 1 should begin with \"untrusted comment: \""},
      {kOne + "\n" + kThree + kFour,
       "s: line 2, the signature, is not 100 letters and digits of base64"},
      {kOne + "RUR" + std::string(96, 'A') + "=\n" + kThree + kFour, "0000000000000040"},
      {kOne + "AAA" + std::string(96, 'A') + "=\n" + kThree + kFour,
       "s: line 2, the signature, is of an algorithm that is not known"},
      {kOne + "RUQ" + std::string(95, 'A') + "B=\n" + kThree + kFour,
       "s: line 2, the signature, is not 100 letters and digits of base64"},
      {kOne + kTwo + kOne + kFour, "s: line 3 should begin with \"trusted comment: \""},
      {kOne + kTwo + "trusted comment: " + std::string(8192, 'x') + "\n" + kFour,
       "s: line 3 has more than 8192 bytes"},
      {kOne + kTwo + "trusted comment: a\rb\n" + kFour,
       "s: line 3 holds a byte that ends a line, or a text"},
      {kOne + kTwo + std::string("trusted comment: a\0b\n", 21) + kFour,
       "s: line 3 holds a byte that ends a line, or a text"},
      {kOne + kTwo + kThree + std::string(88, 'A'),
       "s: line 4, the signature of the trusted comment, is not 88 letters and digits of base64"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(signature(row.text) == row.error);
  }
}

TEST_CASE("what was signed once holds, without the program that signed it") {
  const std::string folder = FIXTURES_DIR "/patch/signatures/";
  const std::string file = support::read(folder + "file"), by = support::read(folder + "key.pub");
  for (const char* name : {"prehashed.minisig", "legacy.minisig"}) {
    const std::string sig = support::read(folder + name);
    const auto done = verify(base::bytes_of(file), sig, by);
    REQUIRE(done);
    CHECK(done->key_id == "5307F961D326DD3B");
    CHECK(done->trusted_comment == "feed exchange55.migration, edition 7");
    CHECK(verify(base::bytes_of(file + " "), sig, by).error().code == base::Errc::malformed);
    CHECK(verify(base::bytes_of(file), sig, kLine).error().code == base::Errc::conflict);
  }
}
