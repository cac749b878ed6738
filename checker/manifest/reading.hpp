#pragma once
// Small readers that ranges, remedies and rules share: a key into a member, words
// of closed lists, one after another until the first error.
#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checker/manifest/range.hpp"

namespace checker::manifest {

template <class T>
struct Named {
  std::string_view name;
  T value;
};
inline constexpr Named<Basis> kBases[] = {{"stated", Basis::stated}, {"inferred", Basis::inferred}};

template <class T, std::size_t N>
base::Result<T> one_of(base::Fields& in, const char* key, const Named<T> (&names)[N]) {
  auto word = in.text(key);
  if (!word) return std::move(word).error();
  std::string all;
  for (const auto& n : names) {
    if (n.name == *word) return n.value;
    all += (all.empty() ? "" : ", ") + std::string(n.name);
  }
  return in.wrong(key, "should be one of " + all + ", is \"" + *word + "\"");
}

template <class T, std::size_t N>
std::string_view name_of(T value, const Named<T> (&names)[N]) {
  return std::ranges::find(names, value, &Named<T>::value)->name;
}

// Reads `key` into `out` when it is there.
inline base::Result<void> version_into(std::optional<Version>& out, base::Fields& in,
                                       const char* key) {
  if (!in.has(key)) return {};
  auto version = read_version(in, key);
  if (!version) return std::move(version).error();
  out = *version;
  return {};
}

inline base::Result<void> text_into(std::string& out, base::Fields& in, const char* key) {
  auto text = in.text(key);
  if (!text) return std::move(text).error();
  out = std::move(*text);
  return {};
}

// A name that others call a thing by: printable, and without blanks.
inline base::Result<void> id_into(std::string& out, base::Fields& in, const char* key) {
  if (auto done = text_into(out, in, key); !done) return done;
  const bool fine = !out.empty() && out.size() <= 80 && std::ranges::all_of(out, [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '\\';
  });
  if (!fine) return in.wrong(key, "should be a name of up to 80 letters, digits and signs");
  return {};
}

inline base::Result<void> optional_text_into(std::string& out, base::Fields& in, const char* key) {
  return in.has(key) ? text_into(out, in, key) : base::Result<void>{};
}

template <class T>
base::Result<void> into(T& out, base::Result<T> value) {
  if (!value) return std::move(value).error();
  out = std::move(*value);
  return {};
}

// Runs the readers in order and stops at the first error.
inline base::Result<void> in_order(
    std::initializer_list<std::function<base::Result<void>()>> steps) {
  for (const auto& step : steps)
    if (auto done = step(); !done) return done;
  return {};
}

// A word of a closed list, where the key is there.
inline base::Result<void> choice_into(std::string& out, base::Fields& in, const char* key,
                                      std::span<const std::string_view> words) {
  if (!in.has(key)) return {};
  auto word = in.text(key);
  if (!word) return std::move(word).error();
  std::string all;
  for (const std::string_view w : words) all += (all.empty() ? "" : ", ") + std::string(w);
  if (std::ranges::find(words, *word) == words.end())
    return in.wrong(key, "should be one of " + all + ", is \"" + *word + "\"");
  out = std::move(*word);
  return {};
}

inline base::Result<void> choice_into(std::string& out, base::Fields& in, const char* key,
                                      std::initializer_list<std::string_view> words) {
  return choice_into(out, in, key, std::span(words.begin(), words.size()));
}

// The machines that a table may speak of.
inline constexpr std::string_view kMachines[] = {"i386", "alpha", "mips", "ppc"};

// Four hexadecimal digits, as a version resource has it.
inline bool is_language(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace checker::manifest
