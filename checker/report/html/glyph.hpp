#pragma once
// Symbols: what a thing is can be told without its colour.
#include <string>

#include "checker/report/html/markup.hpp"

namespace checker::report::html {

enum class Glyph { place, work, files, check, trouble, doubt, fine, detour, aside };

/// The name of its class in the style sheet.
std::string class_of(Glyph glyph);
/// Its strokes within 20 × 20 units, moved to (x, y).
Markup strokes(Glyph glyph, int x, int y);
/// A small drawing that stands beside words which say the same.
Markup icon(Glyph glyph);

}  // namespace checker::report::html
