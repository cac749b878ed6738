#include "checker/patch/transaction/abreast.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace checker::patch::transaction {
namespace {

using base::Error;
using base::Result;

constexpr std::size_t kMany = 16;  // below that a thread costs more than it saves

// Numbers are taken in order, so that those below a failed one are all looked at.
class Looking {
 public:
  Looking(std::size_t count, const std::function<Result<void>(std::size_t)>& look)
      : look_(look), end_(count) {}

  void run() {
    for (std::size_t i = next_++; i < end_; i = next_++)
      if (auto done = look_(i); !done) fail(i, std::move(done).error());
  }
  Result<void> result() && {
    if (error_) return *std::move(error_);
    return {};
  }

 private:
  void fail(std::size_t index, Error error) {
    const std::scoped_lock lock(mutex_);
    if (index >= end_) return;
    end_ = index;
    error_ = std::move(error);
  }

  const std::function<Result<void>(std::size_t)>& look_;
  std::atomic<std::size_t> next_ = 0, end_;
  std::mutex mutex_;
  std::optional<Error> error_;
};

}  // namespace

Result<void> each_abreast(std::size_t count, const std::function<Result<void>(std::size_t)>& look) {
  Looking looking(count, look);
  std::optional<std::jthread> other;
  try {
    if (count >= kMany) other.emplace([&] { looking.run(); });
  } catch (const std::system_error&) {
    // One thread does it, too.
  }
  looking.run();
  other.reset();
  return std::move(looking).result();
}

}  // namespace checker::patch::transaction
