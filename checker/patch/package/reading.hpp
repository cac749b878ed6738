#pragma once
// Small readers that the parts of a package manifest share: a key into a
// member, one form of text each, one after another until the first error.
#include <algorithm>
#include <functional>
#include <initializer_list>

#include "checker/patch/package/manifest.hpp"
#include "checker/patch/package/utc.hpp"

namespace checker::patch::package {

// Runs the readers in order and stops at the first error.
inline base::Result<void> in_order(
    std::initializer_list<std::function<base::Result<void>()>> steps) {
  for (const auto& step : steps)
    if (auto done = step(); !done) return done;
  return {};
}

inline constexpr std::size_t kMaxNames = 500;  // of one list of ids or hashes
inline constexpr std::uint64_t kMaxNumber =
    (std::uint64_t{1} << 53) - 1;  // what every JSON reader keeps

inline base::Result<void> text_into(std::string& out, base::Fields& in, const char* key) {
  auto text = in.text(key);
  if (!text) return std::move(text).error();
  out = std::move(*text);
  return {};
}

inline base::Result<void> number_into(std::uint64_t& out, base::Fields& in, const char* key,
                                      std::uint64_t most) {
  auto number = in.number(key, most);
  if (!number) return std::move(number).error();
  out = *number;
  return {};
}

inline base::Result<void> flag_into(bool& out, base::Fields& in, const char* key) {
  if (!in.has(key)) return {};
  auto flag = in.boolean(key);
  if (!flag) return std::move(flag).error();
  out = *flag;
  return {};
}

inline bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 80 && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '\\';
  });
}
inline constexpr const char* kIdForm = "should be a name of up to 80 letters, digits and signs";

inline base::Result<void> id_into(std::string& out, base::Fields& in, const char* key) {
  if (auto done = text_into(out, in, key); !done) return done;
  if (!is_id(out)) return in.wrong(key, kIdForm);
  return {};
}

inline bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}
inline constexpr const char* kSha256Form = "should be a SHA-256: 64 digits and letters a to f";

inline base::Result<void> sha256_into(std::string& out, base::Fields& in, const char* key) {
  if (auto done = text_into(out, in, key); !done) return done;
  if (!is_sha256(out)) return in.wrong(key, kSha256Form);
  return {};
}

// A text that `fault` finds nothing wrong with.
inline base::Result<void> name_into(std::string& out, base::Fields& in, const char* key,
                                    std::string (*fault)(std::string_view)) {
  if (auto done = text_into(out, in, key); !done) return done;
  const std::string wrong = fault(out);
  if (!wrong.empty()) return in.wrong(key, "cannot be used: " + wrong);
  return {};
}

inline base::Result<void> version_into(Version& out, base::Fields& in, const char* key) {
  std::string text;
  if (auto done = text_into(text, in, key); !done) return done;
  const auto version = version::parse(text);
  // One spelling of each, so that writing gives back what was read.
  if (!version || version::to_string(*version) != text)
    return in.wrong(key, "should be a version of four numbers, such as 5.5.2543.1");
  out = *version;
  return {};
}

inline base::Result<void> time_into(std::chrono::sys_seconds& out, base::Fields& in,
                                    const char* key) {
  std::string text;
  if (auto done = text_into(text, in, key); !done) return done;
  const auto time = parse_utc(text);
  if (!time) return in.wrong(key, "should be a time in UTC, such as 1999-09-30T00:00:00Z");
  out = *time;
  return {};
}

// A list of texts of one form; absent: none.
inline base::Result<void> texts_into(std::vector<std::string>& out, base::Fields& in,
                                     const char* key, bool (*fits)(std::string_view),
                                     const char* form) {
  auto texts = in.texts_or_none(key);
  if (!texts) return std::move(texts).error();
  if (texts->size() > kMaxNames)
    return base::Error{base::Errc::limit, base::pointer(in.where(), key) + " has more than " +
                                              std::to_string(kMaxNames) + " entries"};
  for (std::size_t i = 0; i < texts->size(); ++i)
    if (!fits((*texts)[i]))
      return base::Error{base::Errc::malformed,
                         base::pointer(base::pointer(in.where(), key), i) + " " + form};
  out = std::move(*texts);
  return {};
}

// Reads each item of a list; `read` gets the item and its place.
template <class Read>
base::Result<void> each_of(base::Fields& in, const char* key, std::size_t most, const Read& read) {
  auto list = in.array(key);
  if (!list) return std::move(list).error();
  if ((*list)->size() > most)
    return base::Error{base::Errc::limit, base::pointer(in.where(), key) + " has more than " +
                                              std::to_string(most) + " entries"};
  for (std::size_t i = 0; i < (*list)->size(); ++i)
    if (auto done = read((**list)[i], base::pointer(base::pointer(in.where(), key), i)); !done)
      return done;
  return {};
}

// Reads the object of a key by `read`, and sees that nothing of it is left.
template <class Read>
base::Result<void> object_of(const base::Json& json, const std::string& where, const Read& read) {
  auto in = base::Fields::of(json, where);
  if (!in) return std::move(in).error();
  if (auto done = read(*in); !done) return done;
  return in->finish();
}

}  // namespace checker::patch::package
