#pragma once
// What is given as one input and read as several files: a file's name stands on a line of its own
// behind "==== ", and its bytes go on to the next such line.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/fuzz/fuzz.hpp"

namespace fuzz {

using Parts = std::map<std::string, std::string>;

/// The files of an input, by name. `only`: the one there is without any name.
inline Parts parts_of(std::string_view input, const std::string& only) {
  Parts out;
  std::string name = only;
  while (!input.empty()) {
    const auto mark = input.starts_with("==== ") ? 0 : input.find("\n==== ");
    if (mark != 0) {
      out[name] += input.substr(0, mark == std::string_view::npos ? mark : mark + 1);
      if (mark == std::string_view::npos) break;
      input.remove_prefix(mark + 1);
      continue;
    }
    const auto end = std::min(input.find('\n'), input.size());
    name = std::string(input.substr(5, end - 5));
    if (name.ends_with('\r')) name.pop_back();
    out[name];
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return out;
}

/// A folder of this process, in memory where there is room; it goes away with the process.
inline const std::filesystem::path& folder() {
  struct Own {
    std::filesystem::path path;
    Own() {
      std::error_code absent;
      const bool memory = std::filesystem::exists("/dev/shm", absent);
      path = std::string(memory ? "/dev/shm" : "/tmp") + "/sidestep-fuzz-" +
             std::to_string(::getpid());
      std::filesystem::create_directories(path);
    }
    ~Own() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Own kOwn;
  return kOwn.path;
}

/// Writes those parts whose names are names of files, in place of what is there.
inline void lay_out(const Parts& parts, const std::filesystem::path& where) {
  std::filesystem::remove_all(where);
  std::filesystem::create_directories(where);
  for (const auto& [name, bytes] : parts) {
    if (name.empty() || name.size() > 64 || name == "." || name == ".." ||
        name.find_first_of(std::string_view("/\0", 2)) != std::string::npos)
      continue;
    std::ofstream(where / name, std::ios::binary) << bytes;
  }
}

/// Lays an input out in `where` as a set of migration files, of eight at most; the path of its
/// packing list, "" when it has none.
inline std::filesystem::path set_of(const std::uint8_t* data, std::size_t size,
                                    const std::filesystem::path& where) {
  const Parts parts = parts_of(base::text_of(bytes(data, size)), "X.PKL");
  if (parts.size() > 8) return {};
  std::string list;
  for (const auto& [name, content] : parts)
    if (name.ends_with(".PKL")) list = name;
  if (list.empty()) return {};
  lay_out(parts, where);
  return where / list;
}

}  // namespace fuzz
