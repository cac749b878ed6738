#include "migrator/migration/lines.hpp"

#include <algorithm>

namespace migrator::migration {

LineReader::LineReader(std::shared_ptr<const base::RandomAccess> file, std::uint64_t offset,
                       std::uint64_t number)
    : file_(std::move(file)), at_(offset), number_(number) {}

base::Result<bool> LineReader::fill() {
  constexpr std::size_t kPortion = 64 * 1024;
  buffer_.resize(kPortion);
  used_ = 0;
  auto got = file_->read_at(at_, std::as_writable_bytes(std::span(buffer_)));
  if (!got) return std::move(got).error();
  buffer_.resize(*got);
  return *got > 0;
}

void LineReader::take_until(std::size_t stop, Line& line) {
  // One byte more than the limit may be kept: it can be the CR of a line end.
  const std::size_t room = kMaxLine + 1 - std::min(kMaxLine + 1, line.text.size());
  line.text.append(buffer_, used_, std::min(stop - used_, room));
  if (stop - used_ > room) line.too_long = true;
  line.length += stop - used_;
  at_ += stop - used_;
  used_ = stop;
}

base::Result<std::optional<Line>> LineReader::next() {
  Line line;
  line.number = number_;
  line.offset = at_;
  for (;;) {
    if (used_ == buffer_.size()) {
      auto more = fill();
      if (!more) return std::move(more).error();
      if (!*more) break;
    }
    const auto newline = buffer_.find('\n', used_);
    take_until(std::min(newline, buffer_.size()), line);
    if (newline == std::string::npos) continue;
    ++used_, ++at_, ++line.length;
    line.end = Line::End::lf;
    break;
  }
  if (line.length == 0) return std::optional<Line>();
  ++number_;
  if (line.end == Line::End::lf && !line.too_long && line.text.ends_with('\r')) {
    line.end = Line::End::crlf;
    line.text.pop_back();
  }
  if (line.text.size() > kMaxLine) {
    line.too_long = true;
    line.text.resize(kMaxLine);
  }
  return std::optional<Line>(std::move(line));
}

}  // namespace migrator::migration
