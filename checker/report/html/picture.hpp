#pragma once
// A lane as a drawing (SVG) that needs nothing but the page's style sheet.
#include <string>
#include <string_view>
#include <vector>

#include "checker/report/html/lanes.hpp"
#include "checker/report/html/markup.hpp"

namespace checker::report::html {

/// At most how wide `text` is drawn, in thousandths of the size of its letters. The fonts of a
/// system differ: this is the widest of those that browsers take when asked for none (DejaVu Sans).
std::size_t width_of(std::string_view text);

/// Lines no wider than `room` (thousandths again), broken at blanks; a word that is wider than a
/// line is cut. `text` is shown as visible() shows it.
std::vector<std::string> wrapped(std::string_view text, std::size_t room);

/// From top to bottom, with a title and a description for those who do not see it.
Markup drawing(const Lane& lane);

}  // namespace checker::report::html
