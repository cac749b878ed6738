#pragma once
// Signature files and public keys as the program minisign writes them (0.11,
// its manual page and source): text with base64 lines, nothing in them checked
// yet.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace checker::patch::signature {

using KeyId = std::array<unsigned char, 8>;

struct PublicKey {
  KeyId id{};
  std::array<unsigned char, 32> key{};  // Ed25519
  bool operator==(const PublicKey&) const = default;
};

/// What is signed: the file, or its BLAKE2b-512 ("ED": what minisign writes by itself since 0.6).
enum class Algorithm { legacy, prehashed };

struct Signature {
  std::string untrusted_comment;  // anybody may have changed it
  Algorithm algorithm = Algorithm::prehashed;
  KeyId key_id{};
  std::array<unsigned char, 64> signature{};
  std::string trusted_comment;
  std::array<unsigned char, 64> global{};  // of the signature and the trusted comment behind it
  bool operator==(const Signature&) const = default;
};

/// Sixteen digits, as minisign prints it: "E7620F1842B4E81F".
std::string to_text(const KeyId& id);

/// A .pub file, or its second line alone. Errc::malformed says which part is not as it should be.
base::Result<PublicKey> parse_public_key(std::string_view text, const std::string& name);

/// A .minisig file: four lines, and nothing behind them.
base::Result<Signature> parse_signature(std::string_view text, const std::string& name);

}  // namespace checker::patch::signature
