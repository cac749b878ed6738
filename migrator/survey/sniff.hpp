#pragma once
// What a file is, by its first bytes and then by its name.
#include <cstdint>
#include <string>
#include <string_view>

#include "migrator/ccmail/header.hpp"
#include "migrator/survey/kind.hpp"

namespace migrator::survey {

/// More of a file is not looked at to know what it is, unless its name says that it holds messages.
inline constexpr std::size_t kHead = 64 * 1024;

struct Sniffed {
  Kind kind = Kind::unknown;
  Known known = Known::not_at_all;
  Readable readable = Readable::no;
  std::string says;      // what there is to say of it; may be empty
  std::string database;  // "DB6" or "DB8" of a file of a post office
};

/// `head` is the first kHead bytes of a file of `size` bytes, or all of it.
Sniffed sniff(std::string_view path, std::string_view head, std::uint64_t size,
              const ccmail::Keywords& words);

/// A file of messages of this name; `at_start`: nothing stands before the first one.
Sniffed found_messages(std::string_view path, bool at_start);

/// The version that EXPORT's banner in `text` prints ("8.50.00.14"), "" without one (Q282172).
std::string banner_version(std::string_view text);

}  // namespace migrator::survey
