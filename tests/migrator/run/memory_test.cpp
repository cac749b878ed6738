// The memory of a migration does not grow with the mail. In a program of its
// own: the system counts the memory of the parent at the time of the start, too.
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

constexpr std::uint64_t kMost = 64 * 1024;  // kilobytes
constexpr std::uintmax_t kRoom = 4ull << 30;
constexpr std::uint64_t kDrift = 8 * 1024;  // between a small and a large set

std::uint64_t peak(const fs::path& source, const std::string& steps, const fs::path& folder) {
  const fs::path plan = folder / "plan.json";
  write_plan(plan, steps);
  const Ran ran = migrator({"run", "--plan", plan.string(), "--source", source.string(), "--to",
                            "maildir:" + (folder / "out").string()});
  CHECK_MESSAGE(ran.code == 0, ran.err);
  return ran.peak_kilobytes;
}

void make(const fs::path& source, const std::string& count, const std::string& size) {
  REQUIRE(run_program({"/usr/bin/python3", FIXTURES_DIR "/harbor/big.py", count, size,
                       source.string(), "--accounts", "3"})
              .code == 0);
}

TEST_CASE("a set of 220 MB needs no more memory than one of 4 MB, and less than 64 MiB") {
  if (kSanitized) {
    MESSAGE("skipped: a sanitizer's memory is not the program's");
    return;
  }
  const Folder folder(kRoom);
  const fs::path small = folder / "small", large = folder / "large";
  make(small, "200", "15000");
  make(large, "10000", "17000");
  std::uintmax_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(large))
    if (file.is_regular_file()) bytes += file.file_size();
  CHECK(bytes > 200'000'000);
  for (const std::string steps : {"one", "two"}) {
    const Folder a(kRoom), b(kRoom);
    const auto little = peak(small, steps, a), much = peak(large, steps, b);
    MESSAGE(steps << "-step: " << little << " kB for the small set, " << much << " kB for "
                  << bytes / 1'000'000 << " MB");
    CHECK(much < kMost);
    CHECK(much < little + kDrift);
  }
}

}  // namespace
}  // namespace migrator::run
