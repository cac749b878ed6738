#include "checker/events/decode.hpp"

#include "base/text.hpp"

namespace checker::events {
namespace {

// A line ends with LF, with CR LF, or, on an old Macintosh, with CR alone.
std::string with_line_feeds(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) text[i] = '\n';
  return text;
}

std::string to_unicode(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return base::utf16le_to_utf8(base::bytes_of(bytes.substr(2)));
  if (bytes.starts_with("\xFE\xFF")) {
    std::string swapped(bytes.substr(2));
    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
    return base::utf16le_to_utf8(base::bytes_of(swapped));
  }
  if (bytes.starts_with(base::kByteOrderMark))
    return base::to_utf8(bytes.substr(base::kByteOrderMark.size()));
  if (base::is_utf8(bytes)) return std::string(bytes);
  const auto page = base::CodePage::find(1252);
  return page ? page->decode(bytes).text : base::to_utf8(bytes);
}

}  // namespace

std::string decode_text(std::string_view bytes) { return with_line_feeds(to_unicode(bytes)); }

}  // namespace checker::events
