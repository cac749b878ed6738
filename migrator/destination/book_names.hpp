#pragma once
// Names as cc:Mail and as directories compare them.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "migrator/mime/folded_name.hpp"

namespace migrator::destination {

using mime::folded_name;

/// The first 64 bits of a text's SHA-256: what is remembered of many names.
std::uint64_t digest64(std::string_view text);

/// A name as a directory shows it: valid UTF-8, control characters and runs of blanks as one blank,
/// none at the ends.
std::string directory_name(std::string_view text);

/// Two names with different keys are different to a directory, too (caseIgnoreMatch, RFC 4518), as
/// long as both are plain_name()s.
std::string directory_key(std::string_view name);

/// Whether RFC 4518 does nothing to a name but fold its case: it has no letters of compatibility,
/// no accents standing alone, nothing invisible. `name` is a directory_name().
bool plain_name(std::string_view name);

/// Which records of one place in a directory are called by their names.
class DirectoryNames {
 public:
  /// True once for each name: the next of the same name, and a name of which nobody can say whether
  /// a directory takes it for another, need something else. `name` is a directory_name().
  bool claim(std::string_view name);

 private:
  std::unordered_set<std::uint64_t> taken_;
};

}  // namespace migrator::destination
