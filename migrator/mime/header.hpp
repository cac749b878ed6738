#pragma once
// Header fields as ASCII lines: encoded words (RFC 2047, UTF-8) and folding.
//
// GMime's encoder makes words of any length (a long Japanese name is one line of thousands of
// bytes), lets a subject that merely looks like an encoded word through, and picks charsets by the
// text; so the values are made here.
#include <string>
#include <string_view>
#include <vector>

#include "migrator/mime/address.hpp"

namespace migrator::mime {

/// UTF-8 fit for a header: valid, and with a blank for every control character (NUL, CR, LF, …).
std::string header_text(std::string_view text);

/// The value of an unstructured field, folded, beginning with a blank and without the last line
/// end. Decodes to exactly `text` (which header_text made). No line is over 78 bytes.
std::string unstructured(std::string_view field, std::string_view text);

/// The value of an address field, in the same form.
std::string address_list(std::string_view field, const std::vector<Mailbox>& mailboxes);

}  // namespace migrator::mime
