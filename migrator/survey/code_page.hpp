#pragma once
// Which code page the text of a post office is in: tried on what is not ASCII in it.
#include <string>
#include <string_view>
#include <vector>

namespace migrator::survey {

/// Lines that hold bytes beyond ASCII, as stored; more than `kMost` bytes of them are only counted.
class Sample {
 public:
  static constexpr std::size_t kMost = 256 * 1024;
  /// Keeps the lines of `text` that are not ASCII.
  void add(std::string_view text);
  void add(const Sample& other);
  const std::string& text() const { return text_; }
  std::size_t high_bytes() const { return high_; }  // beyond ASCII, in what is kept

 private:
  std::string text_;
  std::size_t high_ = 0;
};

/// What a code page makes of a sample.
struct Trial {
  unsigned page = 0;
  std::size_t meaningless = 0;  // bytes that stand for nothing in it
  std::size_t unlikely = 0;     // that would be a frame or a sign within a word
};

struct CodePageGuess {
  unsigned page = 850;
  std::vector<Trial> trials;  // 850, 437, 852, 932, 1252; empty when all text is ASCII
  bool utf8 = false;          // all of it is UTF-8: no program of cc:Mail wrote that
  std::string why;
};

/// 850 unless another page fits clearly better (ccmail.md §2.1: PMDF takes 850 or 437; Q255882).
CodePageGuess guess_code_page(const Sample& sample);

}  // namespace migrator::survey
