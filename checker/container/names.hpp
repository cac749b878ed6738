#pragma once
// Names whose character set nobody wrote down.
#include <string>
#include <string_view>

namespace checker::container {

/// In UTF-8: what is valid UTF-8 is taken for that, anything else for Windows-1252.
std::string utf8_name(std::string_view stored);

}  // namespace checker::container
