#include "migrator/destination/book_names.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace migrator::destination {
namespace {

// slapd refuses a DN over 8192 bytes (SLAP_LDAPDN_MAXLEN), and people one that they cannot read.
constexpr std::size_t kLongestName = 200;

struct Range {
  char32_t first, last;
};
// Letters that NFKC leaves as they are, or as one letter with its accents, and whose case has two
// forms at most. What is missing here costs nothing but a name that people can read.
constexpr Range kPlain[] = {
    {0x20, 0x7E},     {0xA1, 0xA1},     {0xA7, 0xA7},     {0xAB, 0xAB},     {0xBB, 0xBB},
    {0xBF, 0x12F},    {0x131, 0x131},   {0x134, 0x13E},   {0x141, 0x148},   {0x14A, 0x17E},
    {0x1A0, 0x1A1},   {0x1AF, 0x1B0},   {0x218, 0x21B},   {0x388, 0x38F},   {0x391, 0x3AF},
    {0x3B1, 0x3CE},   {0x400, 0x45F},   {0x490, 0x491},   {0x5D0, 0x5EA},   {0x621, 0x64A},
    {0xE01, 0xE32},   {0xE34, 0xE3A},   {0xE40, 0xE4E},   {0x2013, 0x2014}, {0x2018, 0x201E},
    {0x3001, 0x3002}, {0x3005, 0x3005}, {0x3041, 0x3096}, {0x30A1, 0x30FC}, {0x4E00, 0x9FFF},
    {0xAC00, 0xD7A3},
};

}  // namespace

std::uint64_t digest64(std::string_view text) {
  return std::stoull(base::sha256(text).substr(0, 16), nullptr, 16);
}

std::string directory_name(std::string_view text) {
  std::string out;
  for (const char c : base::to_utf8(text)) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string directory_key(std::string_view name) {
  std::string out;
  const std::string folded = folded_name(directory_name(name));
  for (std::string_view rest = folded; !rest.empty();) {
    const char32_t code = mime::take_character(rest);
    // Case folding (RFC 4518 §2.2) joins these, the lower case does not.
    if (code == 0xDF || code == 0x1E9E)
      out += "ss";
    else
      base::append_utf8(out, code == 0x3C2 ? 0x3C3 : code);
  }
  return out;
}

bool plain_name(std::string_view name) {
  while (!name.empty()) {
    const char32_t code = mime::take_character(name);
    const auto inside = [&](const Range& range) {
      return code >= range.first && code <= range.last;
    };
    if (!std::ranges::any_of(kPlain, inside)) return false;
  }
  return true;
}

bool DirectoryNames::claim(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !plain_name(name)) return false;
  return taken_.insert(digest64(directory_key(name))).second;
}

}  // namespace migrator::destination
