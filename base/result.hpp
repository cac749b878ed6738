#pragma once
// Result<T>: a T, or an Error that says why there is none.
// Only names that std::expected also has are public here, so the day both
// compilers are C++23 this header becomes two aliases.
#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace base {

// What a caller may want to branch on. Detail belongs in the message.
enum class Errc { io, malformed, unsupported, limit, conflict, usage };

/// The code's word, as it stands in JSON: "io", "malformed", …
constexpr std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::io:
      return "io";
    case Errc::malformed:
      return "malformed";
    case Errc::unsupported:
      return "unsupported";
    case Errc::limit:
      return "limit";
    case Errc::conflict:
      return "conflict";
    case Errc::usage:
      return "usage";
  }
  return "io";
}

struct Error {
  Errc code;
  std::string message;
  std::string hint{};  // what the person at the keyboard can do about it

  // Outermost action first: "apply kb42: read journal: short record".
  Error during(std::string_view action) && {
    message.insert(0, std::string(action) + ": ");
    return std::move(*this);
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return held_.index() == 0; }

  T& operator*() & { return *get(); }
  const T& operator*() const& { return *get(); }
  T&& operator*() && { return std::move(*get()); }
  T* operator->() { return get(); }
  const T* operator->() const { return get(); }

  const Error& error() const& { return *std::get_if<1>(&held_); }
  Error&& error() && { return std::move(*std::get_if<1>(&held_)); }

 private:
  T* get() {
    assert(*this);
    return std::get_if<0>(&held_);
  }
  const T* get() const {
    assert(*this);
    return std::get_if<0>(&held_);
  }
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : held_(std::move(error)) {}
  explicit operator bool() const noexcept { return held_.index() == 0; }
  const Error& error() const& { return *std::get_if<1>(&held_); }
  Error&& error() && { return std::move(*std::get_if<1>(&held_)); }

 private:
  std::variant<std::monostate, Error> held_;
};

}  // namespace base
