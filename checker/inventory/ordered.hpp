#pragma once
// Ordered: work done by several threads, whose results come back in the order
// in which it was given.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace checker::inventory {

/// `Work` becomes `Done` by `run`, in one of `jobs` threads; `take` gets the results in order, in
/// the thread that calls give() and finish(). With one job all happens in that thread. No more than
/// a few results a thread are held. `take` says false to end it.
template <class Work, class Done>
class Ordered {
 public:
  Ordered(unsigned jobs, std::function<Done(Work)> run, std::function<bool(Done)> take)
      : run_(std::move(run)), take_(std::move(take)), most_(jobs * kAhead) {
    if (jobs > 1)
      for (unsigned i = 0; i < jobs; ++i) threads_.emplace_back([this] { serve(); });
  }
  ~Ordered() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
      waiting_.clear();
    }
    ready_.notify_all();
  }
  Ordered(const Ordered&) = delete;
  Ordered& operator=(const Ordered&) = delete;

  /// False once `take` has said so.
  bool give(Work work) {
    if (threads_.empty()) return going_ = going_ && take_(run_(std::move(work)));
    std::unique_lock lock(mutex_);
    slots_.emplace_back();
    waiting_.push_back({std::move(work), &slots_.back()});
    ready_.notify_one();
    while (going_ && !slots_.empty() && (slots_.size() > most_ || slots_.front().done))
      take_front(lock);
    return going_;
  }
  void finish() {
    std::unique_lock lock(mutex_);
    while (going_ && !slots_.empty()) take_front(lock);
  }

 private:
  static constexpr std::size_t kAhead = 4;
  struct Slot {
    bool done = false;
    Done value;
  };
  struct Task {
    Work work;
    Slot* slot;  // stays where it is: a deque moves nothing when its ends change
  };

  void take_front(std::unique_lock<std::mutex>& lock) {
    finished_.wait(lock, [this] { return slots_.front().done; });
    Done value = std::move(slots_.front().value);
    slots_.pop_front();
    lock.unlock();
    const bool more = take_(std::move(value));
    lock.lock();
    going_ = more;
  }

  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ready_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Task task = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Done value = run_(std::move(task.work));
      lock.lock();
      task.slot->value = std::move(value);
      task.slot->done = true;
      // Only the oldest is waited for; to wake somebody for nothing costs more than most work does.
      if (!slots_.empty() && task.slot == &slots_.front()) finished_.notify_one();
    }
  }

  std::function<Done(Work)> run_;
  std::function<bool(Done)> take_;
  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable ready_, finished_;
  std::deque<Task> waiting_;
  std::deque<Slot> slots_;
  bool closed_ = false, going_ = true;
  std::vector<std::jthread> threads_;  // last: they are joined before the rest goes
};

}  // namespace checker::inventory
