#pragma once
// Text inside XML.
#include <string>
#include <string_view>

namespace checker::report {

/// `text` as the content of an element or of an attribute in double quotes. What XML 1.0 has no
/// character for (control characters, U+FFFE, U+FFFF) is made visible as \xNN or [U+FFFE]; bytes
/// that are not UTF-8 become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace checker::report
