#include "migrator/schedule/schedule_text.hpp"

#include <algorithm>

namespace migrator::schedule {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMaxMembers = 100'000;  // of one object, all levels together

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

// A backslash at the end of a line: it goes on. Blanks after it are seen in Q273356.
bool continues(std::string_view line) {
  const auto last = line.find_last_not_of(" \t");
  return last != std::string_view::npos && line[last] == '\\';
}
std::string_view without_mark(std::string_view line) {
  return line.substr(0, line.find_last_of('\\'));
}

// Where the quote that opened before text[0] closes: the last quote of the value. Inner quotes are
// \" (appendxa_78pt), but a text may end with a backslash of its own (Q273356), so that the last
// quote closes whatever stands before it.
std::size_t closing_quote(std::string_view text) { return text.find_last_of('"'); }

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    out += text[i];
  }
  return out;
}

}  // namespace

ScheduleReader::ScheduleReader(base::Blob text)
    : lines_(std::make_shared<base::BlobAccess>(std::move(text))) {}

Error ScheduleReader::wrong(std::uint64_t line, std::string what) const {
  return {Errc::malformed, "Schedule+ text, line " + std::to_string(line) + ": " + what};
}

Result<std::optional<ScheduleReader::Line>> ScheduleReader::line() {
  if (held_) return std::exchange(held_, std::nullopt);
  if (at_ >= lines_.size()) return std::optional<Line>();
  auto read = lines_.at(at_, kMaxScheduleLine);
  if (!read) return std::move(read).error();
  if (!read->whole)
    return Error{
        Errc::limit,
        wrong(number_, "longer than " + std::to_string(kMaxScheduleLine) + " bytes").message};
  at_ = read->next;
  return std::optional<Line>(Line{{number_++, read->offset}, std::move(read->text)});
}

// The next line that says something, without blanks at its beginning.
Result<std::optional<ScheduleReader::Line>> ScheduleReader::content_line() {
  for (;;) {
    auto next = line();
    if (!next || !*next) return next;
    std::string& text = (*next)->text;
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos || text == "\x1A") continue;
    text.erase(0, first);
    (*next)->offset += first;
    return next;
  }
}

Result<void> ScheduleReader::read_header() {
  started_ = true;
  auto first = content_line();
  if (!first) return std::move(first).error();
  if (*first && base::trim((*first)->text) == kScheduleHeader) return {};
  return wrong(*first ? (*first)->line : 1,
               "\"" + std::string(kScheduleHeader) + "\" was expected");
}

Result<ScheduleEvent> ScheduleReader::next() {
  if (!started_)
    if (auto done = read_header(); !done) return std::move(done).error();
  auto got = content_line();
  if (!got) return std::move(got).error();
  if (!*got) {
    if (depth_ == 0) return ScheduleEvent();
    return wrong(0, "the text ends inside an object: \"}\" was expected");
  }
  Line& line = **got;
  const std::string_view text = base::trim(line.text);
  if (text == "}") {
    if (depth_ == 0) return wrong(line.line, "a \"}\" without its \"{\"");
    return ScheduleEvent(ScheduleEnd{{line.line, line.offset}, depth_--});
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon)))
    return ScheduleEvent(ScheduleStray{{line.line, line.offset}, std::string(text)});
  if (colon + 1 == text.size()) return begin(line, std::string(text.substr(0, colon)));
  if (depth_ == 0) return ScheduleEvent(ScheduleStray{{line.line, line.offset}, std::string(text)});
  return property(std::move(line), colon);
}

// "Name:" is an object when a brace follows, else a property without a value.
Result<ScheduleEvent> ScheduleReader::begin(const Line& line, std::string name) {
  auto brace = content_line();
  if (!brace) return std::move(brace).error();
  if (*brace && base::trim((*brace)->text) == "{") {
    if (++depth_ > kMaxScheduleDepth)
      return Error{Errc::limit, wrong(line.line, "objects inside each other deeper than " +
                                                     std::to_string(kMaxScheduleDepth))
                                    .message};
    return ScheduleEvent(ScheduleBegin{{line.line, line.offset}, std::move(name), depth_});
  }
  if (depth_ == 0) return wrong(line.line, "\"{\" was expected after \"" + name + ":\"");
  held_ = std::move(*brace);
  return ScheduleEvent(ScheduleProperty{{line.line, line.offset}, std::move(name), "", false});
}

// Appends the lines that a value goes on over. Nothing comes between two of them; a line that is
// only a continuation stands for a line break (appendxa_78pt: two continuations).
Result<void> ScheduleReader::continue_value(std::string& value, const SchedulePlace& from) {
  while (continues(value)) {
    value.resize(without_mark(value).size());
    auto more = line();
    if (!more) return std::move(more).error();
    if (!*more) return wrong(from.line, "the text ends where this value should go on");
    std::string text = std::move((*more)->text);
    while (base::trim(text) == "\\") {
      value += "\r\n";
      auto after = line();
      if (!after) return std::move(after).error();
      if (!*after) return wrong(from.line, "the text ends where this value should go on");
      text = std::move((*after)->text);
      if (value.size() > kMaxScheduleValue) break;
    }
    value += text;
    if (value.size() > kMaxScheduleValue)
      return Error{Errc::limit, wrong(from.line, "a value longer than " +
                                                     std::to_string(kMaxScheduleValue) + " bytes")
                                    .message};
  }
  return {};
}

Result<ScheduleEvent> ScheduleReader::property(Line line, std::size_t colon) {
  ScheduleProperty out{{line.line, line.offset}, line.text.substr(0, colon), "", false};
  std::string value = std::move(line.text);
  value.erase(0, value.find_first_not_of(" \t", colon + 1));
  if (auto done = continue_value(value, out); !done) return std::move(done).error();
  if (!value.starts_with('"')) {
    out.value = base::trim(value);
    return ScheduleEvent(std::move(out));
  }
  out.quoted = true;
  const auto inner = std::string_view(value).substr(1);
  const auto close = closing_quote(inner);
  if (close == std::string_view::npos)
    return wrong(out.line, "the quote of " + base::printable(out.name) + " never closes");
  out.value = unescaped(inner.substr(0, close));
  return ScheduleEvent(std::move(out));
}

const ScheduleProperty* ScheduleObject::find(std::string_view property) const {
  const auto it = std::ranges::find_if(properties, [&](const ScheduleProperty& one) {
    return base::equals_fold(one.name, property);
  });
  return it == properties.end() ? nullptr : &*it;
}

Result<std::optional<ScheduleObject>> read_schedule_object(ScheduleReader& reader) {
  std::vector<ScheduleObject> open;  // an object and the ones that it stands in
  for (std::size_t members = 0;; ++members) {
    auto event = reader.next();
    if (!event) return std::move(event).error();
    if (members > kMaxMembers)
      return Error{Errc::limit, "Schedule+ text, line " + std::to_string(open.front().line) +
                                    ": an object of more than " + std::to_string(kMaxMembers) +
                                    " properties"};
    if (std::holds_alternative<std::monostate>(*event)) return std::optional<ScheduleObject>();
    if (auto* begin = std::get_if<ScheduleBegin>(&*event)) {
      open.push_back({{begin->line, begin->offset}, std::move(begin->name), {}, {}});
    } else if (auto* property = std::get_if<ScheduleProperty>(&*event)) {
      open.back().properties.push_back(std::move(*property));
    } else if (std::holds_alternative<ScheduleEnd>(*event)) {
      ScheduleObject whole = std::move(open.back());
      open.pop_back();
      if (open.empty()) return std::optional<ScheduleObject>(std::move(whole));
      open.back().children.push_back(std::move(whole));
    } else if (open.empty()) {
      members = 0;  // stray lines between objects are bounded by the text
    }
  }
}

}  // namespace migrator::schedule
