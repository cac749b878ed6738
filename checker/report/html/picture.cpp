#include "checker/report/html/picture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace checker::report::html {
namespace {

// Units of the drawing; one is about a pixel on a narrow telephone and in print.
constexpr int kWidth = 340, kLeft = 2, kBoxWidth = 336, kPad = 12, kTextLeft = 46;
constexpr int kHeadSize = 15, kHeadLine = 20, kLineSize = 14, kLineHeight = 18, kGap = 26;
constexpr int kLineGap = 3;  // above each line of a box
constexpr std::size_t kTextRoom = kBoxWidth - kTextLeft - kPad + kLeft;
// A box is to be read at a glance: what is longer stands in the text of the page.
constexpr std::size_t kMaxLines = 12;

std::size_t width_of(char32_t lead) {
  if (lead >= 0x80) return 1000;
  const auto in = [&](std::string_view set) {
    return set.find(static_cast<char>(lead)) != std::string_view::npos;
  };
  if (in("ijl.,:;'|!I ")) return 360;
  if (in("ftr()[]/-J\"\\")) return 460;
  if (in("mwMW@%<>=+~^#&_")) return 1000;
  if (lead >= 'A' && lead <= 'Z') return 790;
  return 650;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// A word in pieces that fit.
std::vector<std::string> pieces_of(std::string_view word, std::size_t room) {
  std::vector<std::string> out(1);
  for (const char c : word) {
    if (begins_character(c) && !out.back().empty() &&
        html::width_of(out.back() + (static_cast<unsigned char>(c) < 0x80 ? c : '@')) > room)
      out.emplace_back();
    out.back() += c;
  }
  return out;
}

// A box with its text broken into lines.
struct Drawn {
  const Box* box;
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> lines;  // each line of the box, in pieces
  int height = 0;
};

// The first of the lines; a mark where there are more.
std::vector<std::string> cut(std::vector<std::string> lines, std::size_t most) {
  if (lines.size() <= most) return lines;
  lines.resize(most);
  lines.back() = "…";
  return lines;
}

// Headings are bold, and bold letters a tenth wider.
Drawn measured(const Box& box) {
  Drawn out{
      &box, cut(wrapped(box.heading, kTextRoom * 1000 * 10 / 11 / kHeadSize), kMaxLines), {}, 0};
  std::size_t room = kMaxLines, pieces = 0;
  for (const std::string& line : box.lines) {
    if (room == 0) {
      out.lines.back().back() = "…";
      break;
    }
    out.lines.push_back(cut(wrapped(line, kTextRoom * 1000 / kLineSize), room));
    room -= out.lines.back().size();
    pieces += out.lines.back().size();
  }
  out.height = 2 * kPad + static_cast<int>(out.heading.size()) * kHeadLine +
               static_cast<int>(pieces) * kLineHeight +
               static_cast<int>(out.lines.size()) * kLineGap - 4;
  return out;
}

Markup text_at(int y, std::string_view name, const std::string& text) {
  return element("text",
                 {{"class", std::string(name)},
                  {"x", fmt::format("{}", kTextLeft)},
                  {"y", fmt::format("{}", y)}},
                 text);
}

Markup box_at(int y, const Drawn& drawn) {
  Markup body = element("rect",
                        {{"x", fmt::format("{}", kLeft)},
                         {"y", fmt::format("{}", y)},
                         {"width", fmt::format("{}", kBoxWidth)},
                         {"height", fmt::format("{}", drawn.height)},
                         {"rx", "8"}},
                        {});
  body += strokes(drawn.box->glyph, kLeft + kPad, y + kPad);
  int baseline = y + kPad + kHeadSize;
  for (const std::string& line : drawn.heading) {
    body += text_at(baseline, "head", line);
    baseline += kHeadLine;
  }
  for (const std::vector<std::string>& line : drawn.lines) {
    baseline += kLineGap;
    for (const std::string& piece : line) {
      body += text_at(baseline - 1, "line", piece);
      baseline += kLineHeight;
    }
  }
  return element("g", {{"class", "box " + class_of(drawn.box->glyph)}}, body);
}

// What follows trouble is drawn broken: the way goes on for some of the mail only.
Markup arrow_at(int y, bool broken) {
  const int x = kLeft + kPad + 10;
  const int end = y + kGap - 2;
  return element("path",
                 {{"class", broken ? "arrow broken" : "arrow"},
                  {"d", fmt::format("M{} {}V{}", x, y + 2, end)}},
                 {}) +
         element("path",
                 {{"class", "arrow"},
                  {"d", fmt::format("M{} {}L{} {}L{} {}", x - 5, end - 6, x, end, x + 5, end - 6)}},
                 {});
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text)
    if (begins_character(c))
      width += width_of(static_cast<char32_t>(static_cast<unsigned char>(c)));
  return width;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t room) {
  const std::string shown = visible(text);
  std::vector<std::string> out;
  for (std::string_view rest = shown; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    for (std::string& piece : pieces_of(rest.substr(0, end), room)) {
      if (piece.empty()) continue;
      if (!out.empty() && width_of(out.back() + " " + piece) <= room)
        out.back() += " " + piece;
      else
        out.push_back(std::move(piece));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

Markup drawing(const Lane& lane) {
  Markup body;
  int y = 2;
  bool broken = false;
  for (std::size_t i = 0; i < lane.boxes.size(); ++i) {
    const Drawn drawn = measured(lane.boxes[i]);
    const Glyph glyph = drawn.box->glyph;
    broken = broken || glyph == Glyph::trouble || glyph == Glyph::doubt;
    body += box_at(y, drawn);
    y += drawn.height;
    if (i + 1 == lane.boxes.size()) break;
    // What is left out lies beside the way.
    if (lane.boxes[i + 1].glyph != Glyph::aside) body += arrow_at(y, broken);
    y += kGap;
  }
  const std::string title = lane.id + "-title", description = lane.id + "-description";
  return element("svg",
                 {{"class", "lane"},
                  {"viewBox", fmt::format("0 0 {} {}", kWidth, y + 2)},
                  {"width", fmt::format("{}", kWidth)},
                  {"height", fmt::format("{}", y + 2)},
                  {"role", "img"},
                  {"aria-labelledby", title},
                  {"aria-describedby", description}},
                 element("title", {{"id", title}}, lane.title) +
                     element("desc", {{"id", description}}, telling(lane)) + body);
}

}  // namespace checker::report::html
