#include "checker/patch/signature/verify.hpp"

#include <sodium.h>

#include <vector>

namespace checker::patch::signature {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

const unsigned char* data_of(Bytes bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool holds(const std::array<unsigned char, 64>& signature, Bytes text, const PublicKey& key) {
  return crypto_sign_verify_detached(signature.data(), data_of(text), text.size(),
                                     key.key.data()) == 0;
}

bool holds(const Signature& signature, Bytes file, const PublicKey& key) {
  if (signature.algorithm == Algorithm::legacy) return holds(signature.signature, file, key);
  std::array<unsigned char, crypto_generichash_BYTES_MAX> hash{};
  crypto_generichash(hash.data(), hash.size(), data_of(file), file.size(), nullptr, 0);
  return holds(signature.signature, std::as_bytes(std::span(hash)), key);
}

// minisign signs the signature and, right behind it, the comment.
bool comment_holds(const Signature& signature, const PublicKey& key) {
  std::string text(reinterpret_cast<const char*>(signature.signature.data()),
                   signature.signature.size());
  text += signature.trusted_comment;
  return holds(signature.global, base::bytes_of(text), key);
}

}  // namespace

Result<Verified> verify(Bytes file, std::string_view minisig, std::string_view public_key) {
  if (sodium_init() < 0) return Error{Errc::unsupported, "libsodium cannot be used here"};
  const auto key = parse_public_key(public_key, "public key");
  if (!key) return key.error();
  const auto signature = parse_signature(minisig, "signature");
  if (!signature) return signature.error();
  if (signature->key_id != key->id)
    return Error{Errc::conflict, "signature: it was made with the key " +
                                     to_text(signature->key_id) + ", not with " + to_text(key->id)};
  if (!holds(*signature, file, *key))
    return Error{Errc::malformed,
                 "signature: it does not fit the file: the file was changed, or the signature is "
                 "not by the key " +
                     to_text(key->id)};
  if (!comment_holds(*signature, *key))
    return Error{Errc::malformed, "signature: its trusted comment was changed"};
  return Verified{to_text(key->id), signature->trusted_comment};
}

}  // namespace checker::patch::signature
