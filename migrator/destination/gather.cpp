#include "migrator/destination/gather.hpp"

namespace migrator::destination {

base::Result<void> Gather::hand_on(base::Bytes bytes) {
  auto done = file_->write(bytes);
  if (!done) failed_ = done.error();
  return done;
}

base::Result<void> Gather::write(base::Bytes bytes) {
  if (failed_) return *failed_;
  if (held_.size() + bytes.size() > kRoom)
    if (auto done = flush(); !done) return done;
  if (bytes.size() > kRoom) return hand_on(bytes);
  held_ += base::text_of(bytes);
  return {};
}

base::Result<void> Gather::flush() {
  if (failed_) return *failed_;
  if (held_.empty()) return {};
  auto done = hand_on(base::bytes_of(held_));
  held_.clear();
  return done;
}

}  // namespace migrator::destination
