#include "checker/report/xml.hpp"

#include "base/text.hpp"

namespace checker::report {

std::string xml_text(std::string_view text) {
  const std::string clean = base::printable(text);
  const std::string_view rest = clean;
  std::string out;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const auto three = rest.substr(i, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      out += three.back() == '\xBE' ? "\\ufffe" : "\\uffff";
      i += 2;
      continue;
    }
    switch (rest[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += rest[i];
    }
  }
  return out;
}

}  // namespace checker::report
