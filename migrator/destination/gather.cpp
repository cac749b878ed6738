#include "migrator/destination/gather.hpp"

namespace migrator::destination {

base::Result<void> Gather::write(base::Bytes bytes) {
  if (held_.size() + bytes.size() > kRoom)
    if (auto done = flush(); !done) return done;
  if (bytes.size() > kRoom) return file_->write(bytes);
  held_ += base::text_of(bytes);
  return {};
}

base::Result<void> Gather::flush() {
  if (held_.empty()) return {};
  auto done = file_->write(base::bytes_of(held_));
  if (done) held_.clear();
  return done;
}

}  // namespace migrator::destination
