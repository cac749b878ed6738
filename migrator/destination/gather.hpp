#pragma once
// Gathers what is written in small pieces, so that a small message is one write.
#include <optional>
#include <string>

#include "base/files.hpp"

namespace migrator::destination {

class Gather : public base::ByteSink {
 public:
  /// From now on for `file`, which must outlive it or the next begin(). Nothing may be held.
  void begin(base::OutputFile& file) { file_ = &file; }
  base::Result<void> write(base::Bytes bytes) override;
  /// Hands on what is held. After an error nothing is taken any more: nobody knows how much of it
  /// is in the file.
  base::Result<void> flush();
  bool failed() const { return failed_.has_value(); }
  /// From now on everything is refused.
  void fail(base::Error why) { failed_ = std::move(why); }
  std::size_t held() const { return held_.size(); }
  /// Forgets all that is held beyond `size`.
  void drop_to(std::size_t size) { held_.resize(std::min(size, held_.size())); }

 private:
  static constexpr std::size_t kRoom = 64 * 1024;
  base::OutputFile* file_ = nullptr;
  base::Result<void> hand_on(base::Bytes bytes);
  std::string held_;
  std::optional<base::Error> failed_;
};

/// Adds what passes through it to `count`.
class Counted : public base::ByteSink {
 public:
  Counted(base::ByteSink& out, std::uint64_t& count) : out_(out), count_(count) {}
  base::Result<void> write(base::Bytes bytes) override {
    count_ += bytes.size();
    return out_.write(bytes);
  }

 private:
  base::ByteSink& out_;
  std::uint64_t& count_;
};

}  // namespace migrator::destination
