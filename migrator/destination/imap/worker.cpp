#include "migrator/destination/imap/worker.hpp"

#include <csignal>

namespace migrator::imap {
namespace {

// Waiting chunks: one is sent while the next is made. More would only be memory.
constexpr std::size_t kWaiting = 2;

}  // namespace

Worker::Worker(std::unique_ptr<Session> session)
    : session_(std::move(session)), thread_([this] { work(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard hold(mutex_);
    ends_ = true;
    queue_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::push(Chunk chunk) {
  std::unique_lock hold(mutex_);
  changed_.wait(hold, [&] { return queue_.size() < kWaiting || error_; });
  if (error_) return;
  queue_.push_back(std::move(chunk));
  changed_.notify_all();
}

base::Result<void> Worker::drain(std::vector<Outcome>& out) {
  std::unique_lock hold(mutex_);
  changed_.wait(hold, [&] { return queue_.empty() && !busy_; });
  std::ranges::move(outcomes_, std::back_inserter(out));
  outcomes_.clear();
  if (!error_) return {};
  base::Error error = std::move(*error_);
  error_.reset();
  return error;
}

void Worker::work() {
  // Signals are for the thread that watches them.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::unique_lock hold(mutex_);
  for (;;) {
    changed_.wait(hold, [&] { return ends_ || !queue_.empty(); });
    if (ends_) return;
    const Chunk chunk = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    hold.unlock();
    changed_.notify_all();
    std::vector<Outcome> settled;
    auto done = session_->deliver(chunk, settled);
    hold.lock();
    std::ranges::move(settled, std::back_inserter(outcomes_));
    busy_ = false;
    if (!done) {
      error_ = std::move(done).error();
      queue_.clear();
    }
    changed_.notify_all();
  }
}

void RateLimit::take(std::uint64_t bytes) {
  if (rate_ == 0) return;
  using namespace std::chrono;
  steady_clock::time_point until;
  {
    const std::lock_guard hold(mutex_);
    until = std::max(free_at_, steady_clock::now());
    free_at_ = until + nanoseconds(static_cast<std::int64_t>(static_cast<double>(bytes) /
                                                             static_cast<double>(rate_) * 1e9));
  }
  std::this_thread::sleep_until(until);
}

}  // namespace migrator::imap
