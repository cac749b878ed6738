#pragma once
// SHA-256, through OpenSSL.
#include <memory>
#include <string>

#include "base/blob.hpp"

namespace base {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(Bytes bytes);
  void update(std::string_view text) { update(bytes_of(text)); }
  /// 64 lower-case hexadecimal digits; the object is spent afterwards.
  std::string hex() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view bytes);
Result<std::string> sha256(const Blob& blob);

}  // namespace base
