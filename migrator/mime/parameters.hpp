#pragma once
// Values with parameters, of Content-Type and Content-Disposition: tokens, quoted strings, and
// RFC 2231 for everything else.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrator::mime {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The value of `field`, folded, beginning with a blank and without the last line end:
/// " attachment; filename*=UTF-8''Pr%C3%BCfung.doc". Values are UTF-8; no line is over 78 bytes.
std::string with_parameters(std::string_view field, std::string_view value,
                            const Parameters& parameters);

}  // namespace migrator::mime
