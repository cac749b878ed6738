#include "checker/container/scanner.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace checker::container {

using base::Bytes;
using base::Result;

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPortion = 64 * 1024;

struct Signature {
  std::string_view bytes;
  Mark mark;
};
constexpr Signature kSignatures[] = {
    // A ZIP is found by its end: every member begins like a ZIP.
    {"PK\x05\x06"sv, Mark::zip_end},
    {"MSCF\0\0\0\0"sv, Mark::cab},
    {"7z\xBC\xAF\x27\x1C"sv, Mark::seven_zip},
    {"\xEF\xBE\xAD\xDENullsoftInst"sv, Mark::nsis},
    {"Inno Setup Setup Data ("sv, Mark::inno},
    {"zlb\x1A"sv, Mark::inno},
    {"idska32\x1A"sv, Mark::inno},
    {"ISSetupStream"sv, Mark::installshield},
    {"ISc("sv, Mark::installshield},
    {"Rar!\x1A\x07"sv, Mark::rar},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, Mark::ole},
};
constexpr std::size_t kLongest = 23;

constexpr std::array<bool, 256> first_bytes() {
  std::array<bool, 256> out{};
  for (const Signature& s : kSignatures) out[static_cast<unsigned char>(s.bytes[0])] = true;
  return out;
}

const Signature* signature_at(std::string_view text) {
  for (const Signature& s : kSignatures)
    if (text.starts_with(s.bytes)) return &s;
  return nullptr;
}

}  // namespace

// Portions overlap by the longest signature, so that none is cut in two.
Result<void> Scanner::fill() {
  held_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kPortion, end_ - at_)));
  const auto got = file_.read_at(at_, held_);
  if (!got) return got.error();
  held_.resize(*got);
  held_at_ = at_;
  return {};
}

Result<std::optional<Hit>> Scanner::next() {
  static constexpr auto kFirst = first_bytes();
  while (at_ < end_) {
    const bool is_held = at_ >= held_at_ && at_ + kLongest <= held_at_ + held_.size();
    const bool is_last = at_ >= held_at_ && held_at_ + held_.size() >= end_ && !held_.empty();
    if (!is_held && !is_last) {
      if (auto filled = fill(); !filled) return std::move(filled).error();
      if (held_.empty()) break;
    }
    const bool to_the_end = held_at_ + held_.size() >= end_ || held_.size() < kLongest;
    const std::size_t stop = to_the_end ? held_.size() : held_.size() - kLongest + 1;
    const auto text = base::text_of(held_);
    for (auto i = static_cast<std::size_t>(at_ - held_at_); i < stop; ++i) {
      if (!kFirst[static_cast<unsigned char>(text[i])]) continue;
      const Signature* const found = signature_at(text.substr(i));
      if (found == nullptr) continue;
      at_ = held_at_ + i + 1;
      return std::optional(Hit{found->mark, held_at_ + i});
    }
    at_ = held_at_ + stop;
    if (to_the_end) break;
  }
  return std::optional<Hit>();
}

}  // namespace checker::container
