#include "base/lines.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"

namespace base {
namespace {

constexpr std::size_t kWindow = 64 * 1024;
constexpr std::size_t kMaxPeek = 4096;

Error shorter(std::uint64_t offset) {
  return {Errc::io, "the file has become shorter: byte " + std::to_string(offset) + " is gone"};
}

}  // namespace

class Lines::Window : public RandomAccess {
 public:
  explicit Window(std::shared_ptr<const RandomAccess> file)
      : file_(std::move(file)), buffer_(kWindow) {}

  std::uint64_t size() const override { return file_->size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override {
    const auto here = held(offset);
    if (here.size() < room.size()) return file_->read_at(offset, room);
    if (!room.empty()) std::memcpy(room.data(), here.data(), room.size());
    return room.size();
  }

  /// What there is of the window from `offset` on.
  Bytes held(std::uint64_t offset) const {
    if (offset < at_ || offset >= at_ + filled_) return {};
    return Bytes(buffer_).first(filled_).subspan(static_cast<std::size_t>(offset - at_));
  }
  /// Moves the window; false where the file has nothing any more.
  Result<bool> move(std::uint64_t offset) {
    filled_ = 0;
    auto got = read_full(*file_, offset, buffer_);
    if (!got) return std::move(got).error();
    at_ = offset;
    filled_ = static_cast<std::size_t>(std::min<std::uint64_t>(*got, size() - offset));
    return filled_ > 0;
  }

 private:
  std::shared_ptr<const RandomAccess> file_;
  std::vector<std::byte> buffer_;
  std::uint64_t at_ = 0;
  std::size_t filled_ = 0;
};

Lines::Lines(std::shared_ptr<const RandomAccess> file)
    : window_(std::make_shared<Window>(std::move(file))), size_(window_->size()) {}

std::shared_ptr<const RandomAccess> Lines::file() const { return window_; }

// Everything of the window from `offset` on; at least one byte, as offset < size().
Result<std::string_view> Lines::window(std::uint64_t offset) {
  if (window_->held(offset).empty()) {
    auto moved = window_->move(offset);
    if (!moved) return std::move(moved).error();
    if (!*moved) return shorter(offset);
  }
  return text_of(window_->held(offset));
}

Result<Line> Lines::at(std::uint64_t offset, std::size_t keep) {
  Line line;
  line.offset = offset;
  const std::size_t most = keep + 1;  // one more: a CR before the line end does not count
  for (std::uint64_t at = offset; at < size_;) {
    auto seen = window(at);
    if (!seen) return std::move(seen).error();
    const auto end = seen->find('\n');
    const auto here = seen->substr(0, end);
    line.text += here.substr(0, most - std::min(most, line.text.size()));
    at += here.size();
    line.next = at;
    if (end == std::string_view::npos) continue;
    line.next = at + 1;
    line.bare_lf = true;
    break;
  }
  const std::uint64_t length = line.next - offset - (line.bare_lf ? 1 : 0);
  line.whole = length == line.text.size();
  if (line.whole && line.text.ends_with('\r')) {
    line.text.pop_back();
    line.bare_lf = false;
  }
  if (line.text.size() > keep) {
    line.text.resize(keep);
    line.whole = false;
  }
  return line;
}

// A look far away does not move the window: sizes that lead nowhere must not cost 64 KiB each.
Result<std::string_view> Lines::peek(std::uint64_t offset, std::size_t count) {
  if (offset >= size_) return std::string_view{};
  const auto want =
      static_cast<std::size_t>(std::min<std::uint64_t>(std::min(count, kMaxPeek), size_ - offset));
  if (const Bytes here = window_->held(offset); here.size() >= want)
    return text_of(here.first(want));
  if (offset != aside_at_ || aside_.size() < want) {
    aside_.clear();
    std::vector<std::byte> seen(want);
    auto got = read_full(*window_, offset, seen);
    if (!got) return std::move(got).error();
    if (*got < want) return shorter(offset + *got);
    aside_ = std::move(seen);
    aside_at_ = offset;
  }
  return text_of(Bytes(aside_).first(want));
}

Result<std::uint64_t> Lines::skip_filler(std::uint64_t offset) {
  if (offset == 0) {
    auto head = peek(0, kByteOrderMark.size());
    if (!head) return std::move(head).error();
    if (*head == kByteOrderMark) offset = kByteOrderMark.size();
  }
  std::uint64_t sure = offset;  // everything before it is filler
  for (std::uint64_t at = offset; at < size_;) {
    auto seen = window(at);
    if (!seen) return std::move(seen).error();
    for (char c : *seen) {
      ++at;
      if (c == '\n' || c == '\x1A')
        sure = at;
      else if (c != ' ' && c != '\t' && c != '\r')
        return sure;
    }
  }
  return size_;
}

}  // namespace base
