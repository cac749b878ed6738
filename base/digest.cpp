#include "base/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace base {
namespace {

// Looked up once: EVP_sha256() would be looked up again for every digest.
const EVP_MD* algorithm() {
  static const EVP_MD* const kFetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kFetched;
}

}  // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (context == nullptr || EVP_DigestInit_ex(context, algorithm(), nullptr) != 1)
      throw std::bad_alloc();
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(Bytes bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::string Sha256::hex() && {
  std::array<unsigned char, 32> raw{};
  EVP_DigestFinal_ex(state_->context, raw.data(), nullptr);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char byte : raw) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string sha256(std::string_view bytes) {
  Sha256 sum;
  sum.update(bytes);
  return std::move(sum).hex();
}

Result<std::string> sha256(const Blob& blob) {
  Sha256 sum;
  auto read = blob.each([&](Bytes bytes) -> Result<void> {
    sum.update(bytes);
    return {};
  });
  if (!read) return std::move(read).error();
  return std::move(sum).hex();
}

}  // namespace base
