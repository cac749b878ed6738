#pragma once
// The number that a version *string* gives, beside the number that counts.
#include <string_view>

#include "checker/version/version.hpp"

namespace checker::version {

/// Whether a FileVersion string says another number than the fixed block. Compared is what the
/// string gives: leading zeros, blanks and commas as in "1, 0, 0, 1" are spelling, parts that it
/// leaves out say nothing ("5.81" of 5.81.4704.1100), and neither does a text behind a blank ("6.1
/// built by: lab"). A text that does not begin with a number, or goes on in letters ("1.0.2n"),
/// differs; an empty one says nothing.
bool string_differs(std::string_view text, const Version& version);

}  // namespace checker::version
