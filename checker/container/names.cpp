#include "checker/container/names.hpp"

#include "base/text.hpp"

namespace checker::container {

std::string utf8_name(std::string_view stored) {
  if (base::is_utf8(stored)) return std::string(stored);
  static const auto windows = base::CodePage::find(1252);
  return windows ? windows->decode(stored).text : base::to_utf8(stored);
}

}  // namespace checker::container
