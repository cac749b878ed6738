#pragma once
// Cursor: the only place in the house that compares an offset with a length.
// A read past the end makes it fail, and it stays failed: read a whole
// structure, then ask ok() once.
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace base {

using Bytes = std::span<const std::byte>;

/// The bytes of a text, borrowed.
inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

/// A text view of bytes, borrowed.
inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Cursor {
 public:
  explicit Cursor(Bytes bytes) : bytes_(bytes) {}

  Bytes take(std::size_t count) {
    if (failed_ || count > bytes_.size() - at_) {
      failed_ = true;
      return {};
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }

  // Little-endian; 0 once failed.
  template <std::unsigned_integral T>
  T le() {
    T value = 0;
    unsigned shift = 0;
    for (std::byte b : take(sizeof(T))) {
      value = static_cast<T>(value | static_cast<T>(std::to_integer<T>(b) << shift));
      shift += 8;
    }
    return value;
  }

  // Big-endian (MacBinary, AppleDouble); 0 once failed.
  template <std::unsigned_integral T>
  T be() {
    T value = 0;
    for (std::byte b : take(sizeof(T)))
      value = static_cast<T>(static_cast<T>(value << 8) | std::to_integer<T>(b));
    return value;
  }

  void skip(std::size_t count) { (void)take(count); }

  // Padding runs to a multiple of `unit`; the end of the input may cut it off.
  void align(std::size_t unit) {
    const std::size_t over = at_ % unit;
    if (over != 0) skip(std::min(unit - over, remaining()));
  }

  bool ok() const { return !failed_; }
  std::size_t offset() const { return at_; }
  std::size_t remaining() const { return bytes_.size() - at_; }

  Error short_read(std::string_view what) const {
    return {Errc::malformed, std::string(what) + " ends early at byte " + std::to_string(at_)};
  }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace base
