#include "checker/patch/package/frames.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::patch::package {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kHeader = 5;  // kind, length

void put_number(std::string& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

std::string take_text(base::Cursor& in) {
  const auto size = in.le<std::uint32_t>();
  return std::string(base::text_of(in.take(size)));
}

Error odd(const char* what) {
  return {Errc::malformed, std::string("the decoder wrote what it was not asked for: ") + what};
}

}  // namespace

std::string to_text(const Request& request) {
  std::string out(1, request.any_name_in_compressed ? '\1' : '\0');
  put_text(out, request.name);
  put_number(out, static_cast<std::uint32_t>(request.members.size()));
  for (const std::string& member : request.members) put_text(out, member);
  return out;
}

std::optional<Request> parse_request(std::string_view text) {
  base::Cursor in(base::bytes_of(text));
  Request out;
  out.any_name_in_compressed = in.le<std::uint8_t>() == 1;
  out.name = take_text(in);
  const auto count = in.le<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) out.members.push_back(take_text(in));
  if (!in.ok() || in.remaining() != 0) return std::nullopt;
  return out;
}

Result<void> FrameWriter::put(FrameKind kind, Bytes bytes) {
  std::string header(1, static_cast<char>(kind));
  put_number(header, static_cast<std::uint32_t>(bytes.size()));
  if (auto done = out_.write(base::bytes_of(header)); !done) return done;
  return bytes.empty() ? Result<void>() : out_.write(bytes);
}

Result<void> FrameWriter::begin(std::size_t member) {
  std::string place;
  put_number(place, static_cast<std::uint32_t>(member));
  return put(FrameKind::begin, base::bytes_of(place));
}

Result<void> FrameWriter::data(Bytes bytes) {
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), kMaxFrame)))
    if (auto done = put(FrameKind::data, bytes.first(std::min(bytes.size(), kMaxFrame))); !done)
      return done;
  return {};
}

Result<void> FrameWriter::fault(const Error& error) {
  std::string text(1, static_cast<char>(error.code));
  text += base::shortened(error.message, kMaxFrame / 4);
  text += '\0';
  text += base::shortened(error.hint, kMaxFrame / 4);
  return put(FrameKind::fault, base::bytes_of(text));
}

bool FrameReader::take(Bytes bytes) {
  while (!bytes.empty() && !error_)
    if (auto done = take_some(bytes); !done) error_ = std::move(done).error();
  return !error_;
}

Result<void> FrameReader::finish() const {
  if (error_) return *error_;
  if (!done_) return Error{Errc::malformed, "the decoder ended before it was done"};
  return {};
}

// Takes bytes of the header, or of what the frame holds.
Result<void> FrameReader::take_some(Bytes& bytes) {
  if (done_) return odd("more behind its last frame");
  if (!in_frame_) {
    const std::size_t n = std::min(kHeader - header_.size(), bytes.size());
    header_ += base::text_of(bytes.first(n));
    bytes = bytes.subspan(n);
    return header_.size() < kHeader ? Result<void>() : start();
  }
  const Bytes some = bytes.first(std::min<std::size_t>(left_, bytes.size()));
  bytes = bytes.subspan(some.size());
  left_ -= static_cast<std::uint32_t>(some.size());
  if (kind_ == FrameKind::data) {
    if (auto written = events_.write(some); !written) return written;
  } else {
    held_ += base::text_of(some);
  }
  return left_ > 0 ? Result<void>() : complete();
}

Result<void> FrameReader::start() {
  base::Cursor in(base::bytes_of(header_));
  kind_ = static_cast<FrameKind>(in.le<std::uint8_t>());
  left_ = in.le<std::uint32_t>();
  header_.clear();
  held_.clear();
  in_frame_ = true;
  if (left_ > kMaxFrame) return odd("a frame that is too long");
  if (kind_ == FrameKind::data && !open_) return odd("bytes of no member");
  return left_ > 0 ? Result<void>() : complete();
}

Result<void> FrameReader::complete() {
  in_frame_ = false;
  switch (kind_) {
    case FrameKind::begin:
      return begin();
    case FrameKind::data:
      return {};
    case FrameKind::end:
      if (!open_ || !held_.empty()) return odd("the end of no member");
      open_ = false;
      return events_.end();
    case FrameKind::fault: {
      if (held_.empty() || static_cast<std::uint8_t>(held_[0]) > 5) return odd("an unknown fault");
      const std::string_view text = std::string_view(held_).substr(1);
      const auto cut = text.find('\0');
      return Error{static_cast<Errc>(held_[0]), base::printable(text.substr(0, cut)),
                   cut == text.npos ? "" : base::printable(text.substr(cut + 1))};
    }
    case FrameKind::done:
      if (open_ || !held_.empty()) return odd("its end within a member");
      done_ = true;
      return {};
  }
  return odd("a frame of an unknown kind");
}

Result<void> FrameReader::begin() {
  base::Cursor in(base::bytes_of(held_));
  const auto member = in.le<std::uint32_t>();
  if (!in.ok() || in.remaining() != 0 || open_ || member >= members_) return odd("another member");
  open_ = true;
  return events_.begin(member);
}

}  // namespace checker::patch::package
