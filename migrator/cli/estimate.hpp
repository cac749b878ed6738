#pragma once
// How far an account is, and how long it will take: from bytes, because nobody knows how many
// items a source has before it is read.
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace migrator::cli {

/// Where one account stands.
struct Standing {
  std::uint64_t items = 0;
  std::optional<std::uint64_t> of;  // all its items, as far as its bytes tell
  bool exact = false;               // `of` was counted
  std::optional<double> rate;       // items a second, over the last seconds
  std::optional<std::uint64_t> seconds_left;
};

class Estimate {
 public:
  using Clock = std::chrono::steady_clock;

  /// Another account begins; `total` bytes, 0 when nobody knows.
  void begin(std::uint64_t total, Clock::time_point now);
  /// Its items are counted already.
  void count(std::uint64_t items) { counted_ = items; }
  /// One or more items, up to byte `position` of the account's bytes.
  void items(std::uint64_t more, std::uint64_t position, Clock::time_point now);
  Standing standing() const;

 private:
  struct Sample {
    Clock::time_point when;
    std::uint64_t items, position;
  };
  static constexpr std::chrono::seconds kWindow{5};
  static constexpr std::chrono::milliseconds kStep{250};  // between samples that are kept

  std::uint64_t total_ = 0;
  std::optional<std::uint64_t> counted_;
  Sample now_{};
  std::deque<Sample> samples_;
};

/// "1,240": with a comma between thousands.
std::string grouped(std::uint64_t number);
/// "4 s", "2 min 10 s", "1 h 5 min".
std::string duration(std::uint64_t seconds);
/// "import: Quill, Nora  1,240 of ~3,000  410/s  4 s left", at most `width` columns; a long name
/// gives way first.
std::string progress_line(const std::string& step, const std::string& name,
                          const Standing& standing, std::size_t width);

}  // namespace migrator::cli
