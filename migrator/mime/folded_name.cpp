#include "migrator/mime/folded_name.hpp"

#include <clocale>
#include <cwctype>

#include "base/text.hpp"

namespace migrator::mime {
namespace {

// glibc's C.UTF-8: the same everywhere, whatever the process's own language is.
locale_t unicode() {
  static const locale_t kLocale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLocale;
}

}  // namespace

char32_t take_character(std::string_view& utf8) {
  std::size_t n = 1;
  while (n < utf8.size() && (static_cast<unsigned char>(utf8[n]) & 0xC0) == 0x80) ++n;
  char32_t code = static_cast<unsigned char>(utf8[0]);
  if (n > 1) code &= 0xFFu >> (n + 1);
  for (std::size_t k = 1; k < n; ++k)
    code = code << 6 | (static_cast<unsigned char>(utf8[k]) & 0x3Fu);
  utf8.remove_prefix(n);
  return code;
}

std::string folded_name(std::string_view utf8) {
  const std::string text = base::to_utf8(base::trim(utf8));
  if (base::is_ascii(text) || unicode() == nullptr) return base::lower(text);
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const auto code = static_cast<std::wint_t>(take_character(rest));
    base::append_utf8(out, static_cast<char32_t>(::towlower_l(code, unicode())));
  }
  return out;
}

}  // namespace migrator::mime
