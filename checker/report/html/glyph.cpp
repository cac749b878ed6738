#include "checker/report/html/glyph.hpp"

#include <fmt/format.h>

namespace checker::report::html {
namespace {

// Paths of SVG in a square of 20: an outline, and what stands in it.
std::string_view outline(Glyph glyph) {
  switch (glyph) {
    case Glyph::place:
      return "M2 5H18V16H2Z";
    case Glyph::work:
      return "M10 2A8 8 0 1 1 10 18A8 8 0 1 1 10 2Z";
    case Glyph::files:
      return "M4 2H12L16 6V18H4Z";
    case Glyph::check:
      return "M8.5 2A6.5 6.5 0 1 1 8.5 15A6.5 6.5 0 1 1 8.5 2Z";
    case Glyph::trouble:
      return "M6.5 1.5H13.5L18.5 6.5V13.5L13.5 18.5H6.5L1.5 13.5V6.5Z";
    case Glyph::doubt:
      return "M5 2H15A3 3 0 0 1 18 5V15A3 3 0 0 1 15 18H5A3 3 0 0 1 2 15V5A3 3 0 0 1 5 2Z";
    case Glyph::fine:
      return "M10 1.5A8.5 8.5 0 1 1 10 18.5A8.5 8.5 0 1 1 10 1.5Z";
    case Glyph::detour:
      return "M10 1L19 10L10 19L1 10Z";
    case Glyph::aside:
      return "M10 2A8 8 0 1 1 10 18A8 8 0 1 1 10 2Z";
  }
  return "";
}

std::string_view inside(Glyph glyph) {
  switch (glyph) {
    case Glyph::place:
      return "M2 5L10 11.5L18 5";
    case Glyph::work:
      return "M8 6.5L13.5 10L8 13.5Z";
    case Glyph::files:
      return "M12 2V6H16M7 10H13M7 13.5H13";
    case Glyph::check:
      return "M13.2 13.2L18.5 18.5M5.8 8.6L7.8 10.6L11.4 6.6";
    case Glyph::trouble:
      return "M6.8 6.8L13.2 13.2M13.2 6.8L6.8 13.2";
    case Glyph::doubt:
      return "M7.3 7.6A2.7 2.7 0 1 1 10.9 10.1Q10 10.5 10 11.8M10 14.2V14.9";
    case Glyph::fine:
      return "M5.8 10.3L8.8 13.3L14.4 7";
    case Glyph::detour:
      return "M7.5 13.5V10.5Q7.5 9 9 9H13M10.8 6.6L13.2 9L10.8 11.4";
    case Glyph::aside:
      return "M6 10H14";
  }
  return "";
}

}  // namespace

std::string class_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::place:
    case Glyph::work:
    case Glyph::files:
    case Glyph::check:
      return "plain";
    case Glyph::trouble:
      return "bad";
    case Glyph::doubt:
      return "doubt";
    case Glyph::fine:
      return "good";
    case Glyph::detour:
      return "care";
    case Glyph::aside:
      return "aside";
  }
  return "plain";
}

Markup strokes(Glyph glyph, int x, int y) {
  return element("g", {{"class", "glyph"}, {"transform", fmt::format("translate({} {})", x, y)}},
                 element("path", {{"d", std::string(outline(glyph))}}, {}) +
                     element("path", {{"d", std::string(inside(glyph))}}, {}));
}

Markup icon(Glyph glyph) {
  return element("svg", {{"class", "icon"}, {"viewBox", "0 0 20 20"}, {"aria-hidden", "true"}},
                 strokes(glyph, 0, 0));
}

}  // namespace checker::report::html
