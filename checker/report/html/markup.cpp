#include "checker/report/html/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace checker::report::html {
namespace {

struct Span {
  char32_t first, last;
};
// Unicode 15: controls of C1, and what is invisible or turns the direction of writing. A file name
// may look like another with them.
constexpr Span kHidden[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
                            {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
                            {0x2060, 0x206F}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
                            {0xFFF9, 0xFFFB}, {0xE000, 0xF8FF}, {0xE0000, 0x10FFFF}};

bool is_hidden(char32_t code) {
  // The last two of every plane are no characters at all.
  return (code & 0xFFFE) == 0xFFFE || std::ranges::any_of(kHidden, [&](const Span& span) {
           return code >= span.first && code <= span.last;
         });
}

// The length of the character that begins with `lead`, in valid UTF-8.
std::size_t length(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(character[i]));
  };
  if (character.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7Fu >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6) | (byte(i) & 0x3F);
  return code;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// Those that begin a line in the source: a page is read by people, and by diff.
bool ends_line(std::string_view name) {
  constexpr std::array kInline = {"a", "b", "code", "span", "em", "strong", "tspan"};
  return std::ranges::find(kInline, name) == kInline.end();
}

std::string open_tag(std::string_view name, const Attributes& attributes) {
  std::string out = "<" + std::string(name);
  for (const auto& [key, value] : attributes) out += fmt::format(" {}=\"{}\"", key, escaped(value));
  return out + ">";
}

}  // namespace

std::string visible(std::string_view text) {
  const std::string clean = base::printable(text);
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    const auto size = std::min(length(static_cast<unsigned char>(clean[at])), clean.size() - at);
    const std::string_view character = std::string_view(clean).substr(at, size);
    const char32_t code = code_point(character);
    if (is_hidden(code))
      out += fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(code));
    else
      out += character;
    at += size;
  }
  return out;
}

Markup::Markup(std::string_view text) : text_(escaped(text)) {}

Markup& Markup::operator+=(const Markup& other) {
  text_ += other.text_;
  return *this;
}

Markup element(std::string_view name, const Attributes& attributes, const Markup& body) {
  Markup out;
  out.text_ = fmt::format("{}{}</{}>{}", open_tag(name, attributes), body.text_, name,
                          ends_line(name) ? "\n" : "");
  return out;
}

Markup element(std::string_view name, const Markup& body) { return element(name, {}, body); }

Markup void_element(std::string_view name, const Attributes& attributes) {
  Markup out;
  out.text_ = open_tag(name, attributes) + "\n";
  return out;
}

Markup style_element(std::string_view style_sheet) {
  Markup out;
  out.text_ = fmt::format("<style>{}</style>\n", style_sheet);
  return out;
}

Markup code(std::string_view text) { return element("code", text); }

Markup with_commands(std::string_view text) {
  Markup out;
  while (!text.empty()) {
    const auto begin = text.find('`');
    const auto end = begin == text.npos ? begin : text.find('`', begin + 1);
    out += text.substr(0, end == text.npos ? text.npos : begin);
    if (end == text.npos) break;
    out += code(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
  return out;
}

Markup list(std::string_view name, const std::vector<Markup>& items) {
  if (items.empty()) return {};
  Markup body;
  for (const Markup& item : items) body += element("li", item);
  return element(name, body);
}

Markup row(const std::vector<Markup>& cells) {
  Markup body;
  for (std::size_t i = 0; i < cells.size(); ++i)
    body += i == 0 ? element("th", {{"scope", "row"}}, cells[i]) : element("td", cells[i]);
  return element("tr", body);
}

Markup head_row(const std::vector<std::string>& headings) {
  Markup body;
  for (const std::string& heading : headings) body += element("th", {{"scope", "col"}}, heading);
  return element("thead", element("tr", body));
}

Markup table(const Markup& caption, const Markup& head, const Markup& rows) {
  // A frame that scrolls must be reachable by keyboard.
  return element("div", {{"class", "frame"}, {"tabindex", "0"}},
                 element("table", element("caption", caption) + head + element("tbody", rows)));
}

Markup section(const std::string& id, const std::string& heading, const Markup& body) {
  if (body.empty()) return {};
  return element("section", {{"id", id}, {"aria-labelledby", id + "-heading"}},
                 element("h2", {{"id", id + "-heading"}}, heading) + body);
}

}  // namespace checker::report::html
