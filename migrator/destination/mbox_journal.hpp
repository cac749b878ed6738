#pragma once
// What a run must know of the mbox files that it lengthens, should it be broken off: how long each
// was before, and how long it was left when the run ended in good order. Without it nobody could
// tell a half-written message of ours from somebody's mail.
#include <map>
#include <optional>
#include <string>

#include "migrator/destination/line_log.hpp"

namespace migrator::destination {

/// .sidestep/mbox.journal: lines "run NAME", "base SIZE FILE", "rest SIZE FILE", "open SIZE FILE",
/// with tabs between. It stands while a run is under way.
class MboxJournal {
 public:
  struct Entry {
    std::uint64_t base = 0;             // bytes before the run's first message
    std::optional<std::uint64_t> rest;  // bytes when the run last ended in good order
    bool open = false;  // its lock did not hold: what is at its end may be somebody's
  };

  /// Errc::conflict when a run with another name broke off; Errc::malformed when a file would be
  /// none of the destination's.
  static base::Result<MboxJournal> open(base::Files& files, std::filesystem::path file,
                                        std::string run);
  const std::map<std::string, Entry>& files() const { return entries_; }

  /// The run goes on, and what it left may grow again. Durable.
  base::Result<void> go_on();
  /// Before the first byte goes into a file. Durable.
  base::Result<void> add(const std::string& file, std::uint64_t base);
  /// Durable after sync().
  base::Result<void> rest(const std::string& file, std::uint64_t size);
  /// Durable after sync(). `size`: what of it is the run's.
  base::Result<void> open_to_others(const std::string& file, std::uint64_t size);
  base::Result<void> sync() { return log_.sync(); }
  /// The run is complete.
  base::Result<void> remove();

 private:
  MboxJournal(LineLog log, std::string run) : log_(std::move(log)), run_(std::move(run)) {}
  base::Result<void> read();
  void begin();
  LineLog log_;
  std::string run_;
  std::map<std::string, Entry> entries_;
  bool begun_ = false;  // the run's name stands in it
};

}  // namespace migrator::destination
