#pragma once
// A thread with a connection of its own: chunks go in, outcomes come out.
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "migrator/destination/imap/session.hpp"

namespace migrator::imap {

class Worker {
 public:
  explicit Worker(std::unique_ptr<Session> session);
  ~Worker();  // what was not sent yet is not sent any more
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Waits while much is waiting. After an error nothing more is sent.
  void push(Chunk chunk);
  /// Waits until all is done: adds what became of it, also before an error, which is given once.
  base::Result<void> drain(std::vector<Outcome>& out);
  /// To be asked after drain().
  const Session& session() const { return *session_; }

 private:
  void work();

  std::unique_ptr<Session> session_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> queue_;
  std::vector<Outcome> outcomes_;
  std::optional<base::Error> error_;
  bool busy_ = false, ends_ = false;
  std::thread thread_;  // last: it uses the others
};

/// Lets through so many bytes a second, whoever asks; 0: all.
class RateLimit {
 public:
  explicit RateLimit(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}
  /// Waits until `bytes` more may be sent.
  void take(std::uint64_t bytes);

 private:
  std::uint64_t rate_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point free_at_{};
};

}  // namespace migrator::imap
