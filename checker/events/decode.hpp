#pragma once
// The text of a log in UTF-8, whatever its bytes are.
#include <string>
#include <string_view>

namespace checker::events {

/// UTF-16 with a byte order mark of either order, UTF-8 with or without one, else Windows-1252.
/// Lines end with LF, whatever ended them; a CR before an LF stays.
std::string decode_text(std::string_view bytes);

}  // namespace checker::events
