#pragma once
// What an IMAP server says (RFC 3501 §7, §9; RFC 9051 says the same of all that is read here).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace migrator::imap {

/// A word, a string, or a list of them.
struct Value {
  enum class Kind { nil, atom, text, list } kind = Kind::nil;
  std::string text;
  std::vector<Value> items;
  bool is(std::string_view word) const;  // an atom, in any case
};

/// One response, with the literals in it.
struct Response {
  std::string tag;           // of the command that it ends; "*" untagged, "+" a continuation
  std::string status;        // OK, NO, BAD, BYE, PREAUTH; else ""
  std::string code;          // of a status: "APPENDUID", "OVERQUOTA", upper-case; "" without
  std::string detail;        // what stands behind the code in its brackets: "38505 3955"
  std::string text;          // of a status or a continuation: for people
  std::string name;          // of data: "CAPABILITY", "LIST", "FETCH", "EXISTS", upper-case
  std::uint32_t number = 0;  // "* 12 FETCH"
  std::vector<Value> values;

  bool ok() const { return status == "OK"; }
};

/// Brackets within brackets, and lists within lists, go so deep and no deeper.
inline constexpr int kDeepest = 16;
/// Words and strings of one response: more than any answer that we ask for.
inline constexpr std::size_t kMostValues = 100'000;

/// Reads one response: its lines without the last CRLF, each literal with its "{n}" CRLF before it.
/// Errc::malformed says what was expected, and at which byte.
base::Result<Response> parse_response(std::string_view line);

/// The size that a line announces at its end ("… {310}"), for a literal that follows; nullopt
/// without one.
std::optional<std::uint64_t> literal_at_end(std::string_view line);

/// "4,7:9" → 4 7 8 9, in this order (uid-set of RFC 4315 §4); nullopt for anything else, or for
/// more than `most`.
std::optional<std::vector<std::uint32_t>> parse_uid_set(std::string_view text, std::size_t most);

/// A number as IMAP has them, 32 bits without a sign; nullopt for anything else.
std::optional<std::uint32_t> parse_number(std::string_view text);

}  // namespace migrator::imap
