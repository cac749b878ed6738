// Signature files and public keys, which are read before anything is verified.
#include "base/text.hpp"
#include "checker/patch/signature/verify.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace signature = checker::patch::signature;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::text_of(fuzz::bytes(data, size));
  const auto key = signature::parse_public_key(text, "k");
  if (!key) fuzz::require(key.error().message.starts_with("k: "), "an error says of what");
  const auto read = signature::parse_signature(text, "s");
  if (!read) {
    fuzz::require(read.error().message.starts_with("s: "), "an error says of what");
    return 0;
  }
  fuzz::require(!key, "no text is both");
  for (const std::string& comment : {read->untrusted_comment, read->trusted_comment})
    fuzz::require(comment.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
                  "a comment is one line");
  // It has signed no such text.
  static constexpr std::string_view kKey =
      "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
  fuzz::require(!signature::verify(base::bytes_of("a text"), text, kKey), "nothing is verified");
  return 0;
}
