#pragma once
// Delivery: one member on its way to the sink. Keeps count of what came, asks
// what is still wanted, pays for it, and says at the end whether it was whole.
#include <optional>

#include "checker/container/container.hpp"

namespace checker::container {

class Delivery {
 public:
  /// Begins the member at the sink. `format` stands before messages ("ZIP").
  Delivery(std::string_view format, const Member& member, Budget& budget, MemberSink& sink);
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  /// How many bytes more are wanted; 0: no more.
  std::uint64_t missing() const;
  std::uint64_t came() const { return came_; }
  /// All stated bytes came, so that only the end (and the check sum) is to be seen.
  bool is_at_stated_end() const { return stated_ && *stated_ > 0 && came_ == *stated_; }
  /// Pays for the bytes and hands them over. False: the walk is over; stop() says why.
  bool take(base::Bytes bytes);
  /// Only pays: for bytes that are unpacked on the way.
  bool pay(std::uint64_t count);
  /// The same as take() for `count` zero bytes: the hole of a sparse file.
  bool take_zeros(std::uint64_t count);

  /// Ends the member: with an error, or `complete` (the source has no more bytes), or left early.
  void end(std::optional<base::Error> error, bool complete);
  /// Why the whole walk has to stop, if it has to: a limit, or a sink that cannot go on.
  const std::optional<base::Error>& stop() const { return stop_; }

 private:
  std::optional<base::Error> size_error() const;

  std::string_view format_;
  std::optional<std::uint64_t> stated_;
  Budget& budget_;
  MemberSink& sink_;
  bool wanted_;
  std::uint64_t came_ = 0;
  std::optional<base::Error> stop_;
};

/// The error of a walk that ends before the container does.
base::Error not_read_on(base::Error error);

}  // namespace checker::container
