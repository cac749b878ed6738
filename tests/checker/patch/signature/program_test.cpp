// Signatures made by the program minisign, and what it says of ours and of
// damaged ones.
#include <algorithm>

#include "base/process.hpp"
#include "checker/patch/signature/verify.hpp"
#include "tests/support/files.hpp"

using namespace checker::patch::signature;

namespace {

/// A key pair and a file, signed by the program.
class Signed {
 public:
  explicit Signed(bool legacy = false, const std::string& content = "what was signed\n")
      : content_(content) {
    if (std::string(MINISIGN).empty()) return;
    support::write(folder_ / "file", content);
    run({"-G", "-W", "-f", "-p", path("key.pub"), "-s", path("key.sec")});
    std::vector<std::string> sign = {
        "-S", "-W",        "-s", path("key.sec"), "-m", path("file"),
        "-x", path("sig"), "-c", "who knows",     "-t", "feed exchange55.migration, edition 7"};
    if (legacy) sign.insert(sign.begin() + 1, "-l");
    run(sign);
    sig = support::read(folder_ / "sig");
    key = support::read(folder_ / "key.pub");
  }
  static bool is_possible() {
    if (!std::string(MINISIGN).empty()) return true;
    MESSAGE("SKIPPED: no minisign here");
    return false;
  }

  /// The trusted comment, or "refused: " and why.
  std::string says(const std::string& file, const std::string& with, const std::string& by) const {
    const auto done = verify(base::bytes_of(file), with, by);
    return done ? done->trusted_comment : "refused: " + done.error().message;
  }
  std::string says() const { return says(content_, sig, key); }
  std::string says_of(const std::string& changed) const { return says(content_, changed, key); }
  /// Whether the program itself takes this signature.
  bool program_takes(const std::string& with) const {
    support::write(folder_ / "other", with);
    const auto ran = base::capture(
        {MINISIGN, "-V", "-q", "-p", path("key.pub"), "-m", path("file"), "-x", path("other")});
    return ran && ran->code == 0;
  }
  const std::string& content() const { return content_; }

  std::string sig, key;

 private:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MINISIGN);
    const auto ran = base::capture(arguments);
    REQUIRE(ran);
    REQUIRE(ran->code == 0);
  }
  support::TempFolder folder_;
  std::string content_;
};

const std::string kComment = "feed exchange55.migration, edition 7";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("what minisign has signed holds, in both its ways, by the key file or its second line") {
  if (!Signed::is_possible()) return;
  for (const bool legacy : {false, true}) {
    const Signed by(legacy);
    CHECK(parse_signature(by.sig, "s")->algorithm ==
          (legacy ? Algorithm::legacy : Algorithm::prehashed));
    CHECK(parse_signature(by.sig, "s")->untrusted_comment == "who knows");
    CHECK(by.says() == kComment);
    const std::string line = by.key.substr(by.key.find('\n') + 1);
    CHECK(by.says(by.content(), by.sig, line) == kComment);
    CHECK(by.says(by.content(), by.sig, line.substr(0, 56)) == kComment);
    // The number in the key's comment is the one that is shown; the program writes it without the
    // zeros in front.
    const std::string number = verify(base::bytes_of(by.content()), by.sig, by.key)->key_id;
    CHECK(number.size() == 16);
    CHECK(contains(by.key, " " + number.substr(number.find_first_not_of('0')) + "\n"));
    // The untrusted comment is anybody's.
    CHECK(by.says_of(changed(by.sig, "who knows", "somebody else")) == kComment);
    // Lines as Windows ends them.
    std::string crlf;
    for (const char c : by.sig) crlf += c == '\n' ? "\r\n" : std::string(1, c);
    CHECK(by.says_of(crlf) == kComment);
    CHECK(by.says_of(by.sig.substr(0, by.sig.size() - 1)) == kComment);
  }
  CHECK(Signed(false, "").says() == kComment);
  CHECK(Signed(true, std::string(3 << 20, 'x')).says() == kComment);
}

TEST_CASE("an error says which part is bad") {
  if (!Signed::is_possible()) return;
  for (const bool legacy : {false, true}) {
    const Signed by(legacy), other(legacy);
    CHECK(contains(by.says(by.content() + " ", by.sig, by.key), "does not fit the file"));
    CHECK(contains(by.says("", by.sig, by.key), "does not fit the file"));
    CHECK(contains(by.says_of(changed(by.sig, "edition 7", "edition 8")),
                   "trusted comment was changed"));
    CHECK(contains(by.says_of(changed(by.sig, "edition 7", "edition 7 ")),
                   "trusted comment was changed"));
    CHECK(contains(by.says(by.content(), by.sig, other.key), "it was made with the key"));
    CHECK(contains(by.says(by.content(), other.sig, by.key), "it was made with the key"));
    // Another key under this one's number.
    const auto number_of = [](const std::string& key) { return key.find('\n') + 1; };
    std::string forged = other.key;
    forged.replace(number_of(forged), 12, by.key.substr(number_of(by.key), 12));
    CHECK(contains(by.says(by.content(), by.sig, forged), "refused"));
    // A way to sign that was not used.
    CHECK(contains(by.says_of(changed(by.sig, legacy ? "\nRW" : "\nRU", legacy ? "\nRU" : "\nRW")),
                   "does not fit the file"));
    CHECK(contains(by.says(by.content(), "", by.key), "ends early"));
    CHECK(contains(by.says(by.content(), by.sig, ""), "public key"));
    CHECK(contains(by.says_of(by.sig + "more\n"), "more stands behind"));
    // The comment and its signature, of another file that the same key has signed.
    const auto third = by.sig.find("\ntrusted");
    CHECK(contains(
        by.says_of(by.sig.substr(0, third) + other.sig.substr(other.sig.find("\ntrusted"))),
        "trusted comment was changed"));
  }
}

TEST_CASE("a signature cut short is refused, wherever it is cut") {
  if (!Signed::is_possible()) return;
  const Signed by;
  for (std::size_t size = 0; size + 1 < by.sig.size(); ++size)
    CHECK(by.says_of(by.sig.substr(0, size)).starts_with("refused: "));
  for (std::size_t size = 0; size + 1 < by.key.size(); ++size)
    CHECK(by.says(by.content(), by.sig, by.key.substr(0, size)).starts_with("refused: "));
}

TEST_CASE("with any byte flipped a signature is refused, but in what nobody signs") {
  if (!Signed::is_possible()) return;
  int flipped = 0, taken = 0;
  for (const bool legacy : {false, true}) {
    const Signed by(legacy);
    const std::size_t comment = std::string("untrusted comment: ").size();
    const std::size_t first_line = by.sig.find('\n');
    for (std::size_t at = 0; at + 1 < by.sig.size(); ++at)
      for (const int bit : {1, 2, 4, 8, 16, 32, 64, 128}) {
        std::string sig = by.sig;
        sig[at] = static_cast<char>(sig[at] ^ bit);
        const bool holds = !by.says_of(sig).starts_with("refused: ");
        const bool is_free = at >= comment && at < first_line;
        CAPTURE(at);
        CAPTURE(bit);
        CHECK((is_free || !holds));
        ++flipped;
        taken += holds ? 1 : 0;
      }
    // What is refused here and what the program refuses: a sample, since it is a process each.
    for (std::size_t at = first_line + 1; at + 1 < by.sig.size(); at += 13) {
      std::string sig = by.sig;
      sig[at] = static_cast<char>(sig[at] ^ 1);
      CHECK_FALSE(by.program_takes(sig));
    }
    CHECK(by.program_takes(by.sig));
  }
  MESSAGE(flipped << " bits flipped");
  CHECK(flipped > 4000);
  CHECK(taken > 0);
}

TEST_CASE("the bytes behind the base64 are all signed, or chosen by who verifies") {
  if (!Signed::is_possible()) return;
  const Signed by;
  // Each of the 256 values of the first letters of every line, and letters that are not base64.
  for (const char* before : {"\nRU", "\n"}) {
    const auto at = by.sig.find(before) + std::string(before).size();
    int holding = 0;
    for (int c = 0; c < 256; ++c) {
      std::string sig = by.sig;
      sig[at] = static_cast<char>(c);
      holding += by.says_of(sig).starts_with("refused: ") ? 0 : 1;
    }
    CHECK(holding == 1);
  }
}
