#include "checker/container/locale.hpp"

#include <iconv.h>

#include <cstdlib>
#include <ctime>
#include <iterator>

#include "base/text.hpp"
#include "checker/container/container.hpp"

namespace checker::container {
namespace {

// Made once and kept: it comes from files.
locale_t utf8() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

}  // namespace

Utf8Locale::Utf8Locale() {
  if (utf8() != nullptr) before_ = ::uselocale(utf8());
}

Utf8Locale::~Utf8Locale() {
  if (before_ != nullptr) ::uselocale(before_);
}

void warm_up() {
  // The time zone's file: libarchive turns the local times of ZIP members into Unix times. Without
  // TZ the C library would ask for each of them whether that file has changed.
  ::setenv("TZ", ":/etc/localtime", 0);
  ::tzset();
  const Utf8Locale locale;
  // What names are stored in: 7z and Joliet UTF-16, ZIP CP437, CAB a Windows code page. A converter
  // is a library that is unloaded with its last user, so these stay open as long as the process.
  static constexpr const char* kNames[] = {"UTF-16LE", "UTF-16BE", "UTF-8",  "CP437",
                                           "CP850",    "CP1252",   "CP1251", "CP932"};
  static iconv_t kept[2 * std::size(kNames)];
  if (kept[0] != nullptr) return;
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    kept[2 * i] = ::iconv_open("UTF-8", kNames[i]);
    kept[2 * i + 1] = ::iconv_open(kNames[i], "UTF-8");
  }
  for (const unsigned page : {437U, 1252U}) static_cast<void>(base::CodePage::find(page));
}

}  // namespace checker::container
