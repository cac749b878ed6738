#include "migrator/cli/estimate.hpp"

#include <doctest/doctest.h>

namespace migrator::cli {
namespace {

using namespace std::chrono_literals;

TEST_CASE("items to come are told from the bytes read, and time left from the last seconds") {
  Estimate estimate;
  const Estimate::Clock::time_point start{};
  estimate.begin(1000, start);
  CHECK_FALSE(estimate.standing().of);
  CHECK_FALSE(estimate.standing().rate);
  for (int i = 1; i <= 40; ++i)
    estimate.items(1, static_cast<std::uint64_t>(i * 10), start + i * 100ms);
  auto now = estimate.standing();
  CHECK(now.items == 40);
  CHECK(now.of == 100);
  CHECK_FALSE(now.exact);
  CHECK(now.rate == doctest::Approx(10));
  CHECK(now.seconds_left == 6);
  // The last seconds count, not the fast beginning.
  for (int i = 1; i <= 20; ++i)
    estimate.items(1, 400 + static_cast<std::uint64_t>(i), start + 4s + i * 1s);
  CHECK(estimate.standing().rate < 2);
  // More than was thought: never "60 of 50".
  estimate.begin(10, start);
  estimate.items(60, 20, start + 1s);
  CHECK(estimate.standing().of == 60);
  CHECK_FALSE(estimate.standing().seconds_left.value_or(0) > 0);
}

TEST_CASE("what was counted is no estimate") {
  Estimate estimate;
  estimate.begin(0, {});
  estimate.count(3000);
  estimate.items(1000, 0, Estimate::Clock::time_point{} + 2s);
  const auto now = estimate.standing();
  CHECK(now.exact);
  CHECK(progress_line("import", "Quill, Nora", now, 80) ==
        "import: Quill, Nora  1,000 of 3,000  500/s  4 s left");
}

TEST_CASE("a line of progress fits the terminal, and shows nothing that a name could hide in it") {
  Standing now{1240, 3000, false, 410.2, 4};
  CHECK(progress_line("import", "Quill, Nora", now, 80) ==
        "import: Quill, Nora  1,240 of ~3,000  410/s  4 s left");
  const std::string narrow =
      progress_line("import", "A name that is longer than any terminal is wide", now, 60);
  CHECK(narrow.size() <= 62);  // "…" is three bytes in one column
  CHECK(narrow.ends_with("4 s left"));
  CHECK(progress_line("import", "Quill, Nora", now, 20).size() <= 22);
  CHECK(progress_line("deliver", "\x1B[2J", {}, 80) == "deliver: \\x1b[2J  0");
}

TEST_CASE("numbers and times as people write them") {
  struct Row {
    std::uint64_t number;
    std::string grouped, duration;
  };
  const Row rows[] = {{0, "0", "0 s"},
                      {999, "999", "16 min 39 s"},
                      {1000, "1,000", "16 min 40 s"},
                      {1234567, "1,234,567", "342 h 56 min"}};
  for (const Row& row : rows) {
    CAPTURE(row.number);
    CHECK(grouped(row.number) == row.grouped);
    CHECK(duration(row.number) == row.duration);
  }
}

}  // namespace
}  // namespace migrator::cli
