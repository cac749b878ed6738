#include "migrator/ccmail/program_strings.hpp"

#include <array>
#include <utility>
#include <vector>

namespace migrator::ccmail {
namespace {

constexpr std::size_t kShortest = 2, kLongest = 120;  // no keyword has more than 60
constexpr std::size_t kPortion = 64 * 1024;

// A run of what is printable, and where it began.
class Run {
 public:
  /// `borrowed`: what may be the end of another string; the run is then taken without it, too.
  void add(std::string_view piece, std::uint64_t offset, bool borrowed = false) {
    if (length_ == 0) {
      from_ = offset;
      borrowed_ = borrowed ? piece.size() : 0;
    }
    ++length_;
    if (text_.size() <= kLongest) text_ += piece;
  }
  template <class Take>
  void end(const Take& take) {
    if (length_ >= kShortest && text_.size() <= kLongest) {
      take(text_, from_);
      if (borrowed_ > 0 && length_ > kShortest) take(text_.substr(borrowed_), from_ + 2);
    }
    text_.clear();
    length_ = 0;
  }

 private:
  std::string text_;  // of a run that is too long only the beginning
  std::size_t length_ = 0;
  std::size_t borrowed_ = 0;  // bytes of text_
  std::uint64_t from_ = 0;
};

bool is_printable(unsigned char c) { return c >= 0x20 && c != 0x7F; }

// Not of another code page: FF FE before UTF-16 is no string that ends there.
bool is_ascii(unsigned char c) { return is_printable(c) && c < 0x80; }

// Latin, Greek, Cyrillic. Farther on two bytes of ASCII text look like one Chinese character.
bool is_printable_unit(unsigned unit) {
  return unit >= 0x20 && (unit < 0x7F || unit > 0x9F) && unit < 0x0500;
}

}  // namespace

base::Result<void> each_string(
    const base::RandomAccess& file, const base::CodePage& page,
    const std::function<void(const std::string& text, std::uint64_t offset)>& take) {
  if (file.size() > kMaxProgram)
    return base::Error{base::Errc::limit, "is larger than 256 MiB: no program of cc:Mail is"};
  const auto take_bytes = [&](const std::string& bytes, std::uint64_t offset) {
    const auto decoded = page.decode(bytes);
    if (decoded.replaced == 0) take(decoded.text, offset);
  };
  Run narrow;
  std::array<Run, 2> wide;   // of units at even and at odd offsets
  unsigned char before = 0;  // the byte before this one
  bool goes_on = false;      // whether that one goes on a narrow run
  std::vector<std::byte> room(kPortion);
  for (std::uint64_t at = 0; at < file.size();) {
    auto got = file.read_at(at, room);
    if (!got) return std::move(got).error();
    if (*got == 0) break;
    for (std::size_t i = 0; i < *got; ++i, ++at) {
      const auto byte = std::to_integer<unsigned char>(room[i]);
      if (is_printable(byte))
        narrow.add(std::string_view(reinterpret_cast<const char*>(&room[i]), 1), at);
      else
        narrow.end(take_bytes);
      const unsigned unit = unsigned{before} | unsigned{byte} << 8;
      // "unread", NUL, "B", NUL: the d with its NUL looks like a letter of what follows.
      const bool borrowed = std::exchange(goes_on, at > 0 && is_ascii(before) && is_ascii(byte));
      before = byte;
      if (at == 0) continue;
      Run& run = wide[(at - 1) % 2];
      if (is_printable_unit(unit)) {
        std::string letter;
        base::append_utf8(letter, unit);
        run.add(letter, at - 1, borrowed);
      } else {
        run.end(take);
      }
    }
  }
  narrow.end(take_bytes);
  for (Run& run : wide) run.end(take);
  return {};
}

}  // namespace migrator::ccmail
