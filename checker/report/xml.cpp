#include "checker/report/xml.hpp"

#include "base/text.hpp"

namespace checker::report {

// What is printable has neither control characters nor U+FFFE and U+FFFF, which XML cannot hold.
std::string xml_text(std::string_view text) { return base::escape_markup(base::printable(text)); }

}  // namespace checker::report
