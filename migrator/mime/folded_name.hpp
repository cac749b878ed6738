#pragma once
// Names as cc:Mail compares them.
#include <string>
#include <string_view>

namespace migrator::mime {

/// A name as cc:Mail compares it: without case (Q237588), in every script, and without blanks at
/// its ends.
std::string folded_name(std::string_view utf8);

/// Takes the first character off valid UTF-8, which is not empty.
char32_t take_character(std::string_view& utf8);

}  // namespace migrator::mime
