#pragma once
// The style sheet of the page: light, dark, narrow, and on paper.
#include <string_view>

namespace checker::report::html {

/// Nothing in it loads anything. Every pair of a colour and the ground that it stands on has a
/// contrast of 4.5 to 1 at least (WCAG 2.1, AA), in both schemes.
std::string_view style_sheet();

}  // namespace checker::report::html
