#include "checker/patch/signature/minisign.hpp"

#include <sodium.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "base/text.hpp"

namespace checker::patch::signature {

using base::Errc;
using base::Error;
using base::Result;

namespace {

using namespace std::string_view_literals;

constexpr auto kUntrusted = "untrusted comment: "sv, kTrusted = "trusted comment: "sv;
// What minisign itself reads (COMMENTMAXBYTES, TRUSTEDCOMMENTMAXBYTES), in bytes of a line.
constexpr std::size_t kMaxComment = 1024, kMaxTrusted = 8192;

Error wrong(const std::string& name, const std::string& how) {
  return {Errc::malformed, name + ": " + how};
}

// Without their ends, which may be CR and LF; the last may have none.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty() && out.size() < 6) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Exactly as many bytes as there is room for, in the one way to write them.
bool decode(std::string_view line, std::span<unsigned char> room) {
  // libsodium 1.0.18 takes some bytes above 0x7F for letters.
  if (!base::is_ascii(line)) return false;
  std::size_t size = 0;
  const char* end = nullptr;
  return sodium_base642bin(room.data(), room.size(), line.data(), line.size(), nullptr, &size, &end,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == room.size() && end == line.data() + line.size();
}

template <std::size_t N>
void take(std::span<const unsigned char>& from, std::array<unsigned char, N>& to) {
  std::copy_n(from.begin(), N, to.begin());
  from = from.subspan(N);
}

// Why a comment line is none; "" when it is one.
std::string fault_of_comment(std::string_view line, std::string_view mark, std::size_t most) {
  if (!line.starts_with(mark)) return "should begin with \"" + std::string(mark) + "\"";
  if (line.size() > most) return "has more than " + std::to_string(most) + " bytes";
  if (line.find('\0') != line.npos || line.find('\r') != line.npos)
    return "holds a byte that ends a line, or a text";
  return "";
}

}  // namespace

std::string to_text(const KeyId& id) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (auto byte = id.rbegin(); byte != id.rend(); ++byte) {
    out += kDigits[*byte >> 4];
    out += kDigits[*byte & 15];
  }
  return out;
}

Result<PublicKey> parse_public_key(std::string_view text, const std::string& name) {
  const auto lines = lines_of(text);
  if (lines.empty() || lines.size() > 2)
    return wrong(name, "a public key has one line, or two with a comment first");
  if (lines.size() == 2)
    if (const auto fault = fault_of_comment(lines[0], kUntrusted, kMaxComment); !fault.empty())
      return wrong(name, "line 1 " + fault);
  std::array<unsigned char, 42> bytes{};
  if (!decode(lines.back(), bytes))
    return wrong(name, "the key is not 56 letters and digits of base64");
  if (bytes[0] != 'E' || bytes[1] != 'd')
    return wrong(name, "the key is not an Ed25519 key of minisign");
  std::span<const unsigned char> rest = std::span(bytes).subspan(2);
  PublicKey out;
  take(rest, out.id);
  take(rest, out.key);
  return out;
}

Result<Signature> parse_signature(std::string_view text, const std::string& name) {
  const auto lines = lines_of(text);
  if (lines.size() != 4)
    return wrong(name, lines.size() < 4 ? "it ends early: a signature file has four lines"
                                        : "more stands behind its four lines");
  if (const auto fault = fault_of_comment(lines[0], kUntrusted, kMaxComment); !fault.empty())
    return wrong(name, "line 1 " + fault);
  std::array<unsigned char, 74> bytes{};
  if (!decode(lines[1], bytes))
    return wrong(name, "line 2, the signature, is not 100 letters and digits of base64");
  if (bytes[0] != 'E' || (bytes[1] != 'd' && bytes[1] != 'D'))
    return wrong(name, "line 2, the signature, is of an algorithm that is not known");
  if (const auto fault = fault_of_comment(lines[2], kTrusted, kMaxTrusted); !fault.empty())
    return wrong(name, "line 3 " + fault);
  Signature out;
  if (!decode(lines[3], out.global))
    return wrong(name,
                 "line 4, the signature of the trusted comment, is not 88 letters and digits of "
                 "base64");
  out.untrusted_comment = lines[0].substr(kUntrusted.size());
  out.trusted_comment = lines[2].substr(kTrusted.size());
  out.algorithm = bytes[1] == 'd' ? Algorithm::legacy : Algorithm::prehashed;
  std::span<const unsigned char> rest = std::span(bytes).subspan(2);
  take(rest, out.key_id);
  take(rest, out.signature);
  return out;
}

}  // namespace checker::patch::signature
