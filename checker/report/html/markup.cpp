#include "checker/report/html/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace checker::report::html {
namespace {

std::string escaped(std::string_view text) { return base::escape_markup(visible(text)); }

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

std::string visible(std::string_view text) { return base::printable(text); }

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
