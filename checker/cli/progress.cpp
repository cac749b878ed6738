#include "checker/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "checker/inventory/walk.hpp"

namespace checker::cli {

namespace {

using Clock = std::chrono::steady_clock;
// A scan that takes no longer shows nothing; the eye reads no faster.
constexpr auto kInterval = std::chrono::milliseconds(250);
constexpr std::size_t kCounted = 4096;

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, 1, ',');
  return out;
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 120) return fmt::format("{} s", whole);
  if (whole < 7200) return fmt::format("{} min", whole / 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace

std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string out = grouped(done);
  if (total >= done && total > 0) out += " of " + grouped(total);
  out += fmt::format(" files, {} a second", grouped(static_cast<std::uint64_t>(rate)));
  if (total >= done && total > 0 && rate > 0)
    out += fmt::format(", {} left", duration(static_cast<double>(total - done) / rate));
  return out;
}

ProgressLine::ProgressLine(const inventory::Progress& progress, std::vector<std::string> paths,
                           const inventory::ScanOptions& options, bool busy) {
  if (busy || ::isatty(2) == 0) return;
  counter_ = std::jthread([this, paths = std::move(paths), options](const std::stop_token& stop) {
    for (const std::string& path : paths)
      (void)inventory::walk(path, options, kCounted, [&](const inventory::Span& span) {
        total_ += span.end - span.begin;
        return !stop.stop_requested();
      });
    counted_ = true;
  });
  drawer_ = std::jthread([this, &progress](const std::stop_token& stop) {
    const auto begin = Clock::now();
    std::mutex mutex;
    std::condition_variable_any ended;
    bool drawn = false;
    for (std::unique_lock lock(mutex);
         !ended.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); });
         drawn = true) {
      const std::chrono::duration<double> passed = Clock::now() - begin;
      const auto text = progress_text(progress.files, counted_ ? total_.load() : 0, passed.count());
      std::fprintf(stderr, "\r\x1B[K%s", text.c_str());
      std::fflush(stderr);
    }
    if (drawn) std::fprintf(stderr, "\r\x1B[K");
  });
}

ProgressLine::~ProgressLine() = default;

}  // namespace checker::cli
