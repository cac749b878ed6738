#pragma once
// Builds MacBinary II files for tests.
#include <string>

namespace migrator::mime::test {

struct Mac {
  std::string name = "Budget 97";
  std::string type = "XLS5", creator = "XCEL";
  std::string data = {}, resource = {};
  unsigned secondary = 0;
};

inline void put_be(std::string& out, std::size_t at, std::size_t length, std::size_t value) {
  for (std::size_t i = 0; i < length; ++i)
    out[at + length - 1 - i] = static_cast<char>(value >> 8 * i & 0xFF);
}

inline std::string macbinary(const Mac& file) {
  std::string out(128, '\0');
  put_be(out, 1, 1, file.name.size());
  out.replace(2, file.name.size(), file.name);
  out.replace(65, 4, file.type);
  out.replace(69, 4, file.creator);
  out[73] = '\x01';
  out[101] = '\x20';
  put_be(out, 83, 4, file.data.size());
  put_be(out, 87, 4, file.resource.size());
  put_be(out, 91, 4, 3029529600u);       // 2000-01-01
  put_be(out, 95, 4, 3029529600u - 10);  // ten seconds before
  put_be(out, 120, 2, file.secondary);
  put_be(out, 122, 2, 0x8181);
  unsigned sum = 0;
  for (std::size_t i = 0; i < 124; ++i) {
    sum ^= static_cast<unsigned>(static_cast<unsigned char>(out[i])) << 8;
    for (int bit = 0; bit < 8; ++bit)
      sum = (sum & 0x8000u) != 0 ? (sum << 1 ^ 0x1021u) & 0xFFFFu : sum << 1 & 0xFFFFu;
  }
  put_be(out, 124, 2, sum);
  const auto pad = [&] { out.resize((out.size() + 127) / 128 * 128); };
  out.append(file.secondary, 's');
  pad();
  out += file.data;
  pad();
  out += file.resource;
  pad();
  return out;
}

}  // namespace migrator::mime::test
