#include "checker/version/version.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace checker::version {
namespace {

std::optional<std::vector<std::uint32_t>> parts_of(std::string_view text, std::uint32_t most) {
  std::vector<std::uint32_t> parts;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    std::uint32_t part = 0;
    const auto [next, failed] = std::from_chars(at, end, part);
    if (failed != std::errc{} || part > most || parts.size() == 8) return std::nullopt;
    parts.push_back(part);
    if (next == end) return parts;
    if (*next != '.') return std::nullopt;
    at = next + 1;
  }
}

// The parts of a release number, the second one as hundredths.
std::optional<std::vector<std::uint32_t>> release(std::string_view text) {
  auto parts = parts_of(text, 999'999);
  if (!parts || parts->size() < 2) return parts;
  const auto from = text.find('.') + 1;
  const auto digits = std::min(text.find('.', from), text.size()) - from;
  if (digits == 1) (*parts)[1] *= 10;
  return parts;
}

}  // namespace

std::string Version::branch() const { return std::to_string(major) + "." + std::to_string(minor); }

std::string to_string(const Version& v) {
  return v.branch() + "." + std::to_string(v.build) + "." + std::to_string(v.revision);
}

std::ostream& operator<<(std::ostream& out, const Version& v) { return out << to_string(v); }

std::optional<Version> parse(std::string_view text) {
  const auto parts = parts_of(text, 65535);
  if (!parts || parts->size() != 4) return std::nullopt;
  const auto part = [&](std::size_t i) { return static_cast<std::uint16_t>((*parts)[i]); };
  return Version{part(0), part(1), part(2), part(3)};
}

std::optional<std::strong_ordering> compare_release(std::string_view a, std::string_view b) {
  auto left = release(a), right = release(b);
  if (!left || !right) return std::nullopt;
  const std::size_t longest = std::max(left->size(), right->size());
  left->resize(longest);
  right->resize(longest);
  return std::lexicographical_compare_three_way(left->begin(), left->end(), right->begin(),
                                                right->end());
}

}  // namespace checker::version
