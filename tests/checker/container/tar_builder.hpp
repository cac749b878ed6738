#pragma once
// Tars byte by byte.
#include <string>
#include <utility>
#include <vector>

namespace builder {

/// A header with its check sum. `fields` are put in last, at their places.
inline std::string tar_header(const std::string& name, std::size_t size, char type = '0',
                              const std::vector<std::pair<std::size_t, std::string>>& fields = {}) {
  const auto octal = [](std::size_t value, int digits) {
    std::string out;
    for (int i = digits - 1; i >= 0; --i) out += static_cast<char>('0' + (value >> (3 * i) & 7));
    return out;
  };
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) {
    header.replace(at, text.size(), text);
  };
  put(0, name);
  put(100, "0000644");
  put(124, octal(size, 11));
  put(136, "00000000000");
  put(148, "        ");
  put(156, std::string(1, type));
  put(257, std::string("ustar\0"
                       "00",
                       8));
  for (const auto& [at, text] : fields) put(at, text);
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + '\0' + ' ');
  return header;
}

inline std::string tar_file(const std::string& name, std::string content) {
  const std::string header = tar_header(name, content.size());
  content.resize((content.size() + 511) / 512 * 512);
  return header + content;
}
inline std::string tar_link(const std::string& name, const std::string& target) {
  return tar_header(name, 0, '1', {{157, target}});
}
inline std::string tar_end() { return std::string(1024, '\0'); }

}  // namespace builder
