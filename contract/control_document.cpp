#include "contract/control_document.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace contract {
namespace {

constexpr char kEnd = '\x1A';  // ^Z: DOS programs read no further

ControlLine read_line(std::string_view text, std::string_view end) {
  ControlLine out{std::string(text), std::string(end), ControlLine::Kind::nothing, {}, {}, nullptr};
  const auto line = base::trim(text);
  if (line.empty()) return out;
  if (line.front() == '!') {
    out.kind = ControlLine::Kind::comment;
    return out;
  }
  const auto comma = line.find(',');
  if (comma == std::string_view::npos) {
    out.kind = ControlLine::Kind::other;
    return out;
  }
  out.kind = ControlLine::Kind::pair;
  out.word = base::trim(line.substr(0, comma));
  out.value = base::trim(line.substr(comma + 1));
  out.keyword = find_keyword(out.word);
  return out;
}

// One line and its end, taken from the front of `text`.
ControlLine take_line(std::string_view& text) {
  const auto feed = text.find('\n');
  auto line = text.substr(0, feed);
  text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
  if (feed == std::string_view::npos) return read_line(line, "");
  if (!line.ends_with('\r')) return read_line(line, "\n");
  line.remove_suffix(1);
  return read_line(line, "\r\n");
}

}  // namespace

ControlDocument ControlDocument::parse(std::string_view text) {
  ControlDocument out;
  out.byte_order_mark_ = text.starts_with(base::kByteOrderMark);
  if (out.byte_order_mark_) text.remove_prefix(base::kByteOrderMark.size());
  const auto end = text.find(kEnd);
  if (end != std::string_view::npos) {
    out.tail_ = text.substr(end);
    text = text.substr(0, end);
  }
  while (!text.empty()) out.lines_.push_back(take_line(text));
  return out;
}

std::string ControlDocument::text() const {
  std::string out(byte_order_mark_ ? base::kByteOrderMark : "");
  for (const ControlLine& line : lines_) out += line.text + line.end;
  return out + tail_;
}

bool ControlDocument::has_text_after_end() const {
  return std::string_view(tail_).find_first_not_of("\x1A \t\r\n") != std::string_view::npos;
}

std::string_view ControlDocument::line_end() const {
  const auto crlf = [](const ControlLine& line) { return line.end == "\r\n"; };
  return lines_.empty() || std::ranges::any_of(lines_, crlf) ? "\r\n" : "\n";
}

std::optional<std::size_t> ControlDocument::find(std::string_view keyword) const {
  const auto it =
      std::ranges::find_if(lines_, [&](const ControlLine& line) { return line.is(keyword); });
  if (it == lines_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - lines_.begin());
}

std::optional<std::size_t> ControlDocument::find_mark() const {
  const auto it = std::ranges::find_if(
      lines_, [](const ControlLine& line) { return base::equals_fold(line.word, kMark); });
  if (it == lines_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - lines_.begin());
}

std::string_view ControlDocument::value(std::string_view keyword) const {
  const auto index = find(keyword);
  return index ? std::string_view(lines_[*index].value) : std::string_view();
}

void ControlDocument::replace(std::size_t index, std::string_view text) {
  const std::string end = lines_.at(index).end;
  lines_[index] = read_line(text, end);
}

void ControlDocument::insert(std::size_t index, std::string_view text) {
  const std::string end(line_end());
  index = std::min(index, lines_.size());
  // What was the last line may have had no end.
  if (index > 0 && lines_[index - 1].end.empty()) lines_[index - 1].end = end;
  lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(index), read_line(text, end));
}

void ControlDocument::erase(std::size_t index) {
  if (index < lines_.size()) lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(index));
}

void ControlDocument::append(std::string_view text) {
  const auto last = std::find_if(lines_.rbegin(), lines_.rend(), [](const ControlLine& line) {
    return line.kind == ControlLine::Kind::pair;
  });
  insert(static_cast<std::size_t>(lines_.rend() - last), text);
}

}  // namespace contract
