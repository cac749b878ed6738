#pragma once
// libarchive converts names to the locale's character set. In the "C" locale
// every name that is not ASCII would be lost, so its work is done in C.UTF-8:
// for this thread only, and only while this object lives.
#include <locale.h>

namespace checker::container {

class Utf8Locale {
 public:
  Utf8Locale();
  ~Utf8Locale();
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t before_ = nullptr;
};

}  // namespace checker::container
