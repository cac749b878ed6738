#pragma once
// What the name of a file says where its content says nothing (ccmail.md §1, §6, §7.3).
#include <optional>
#include <string>
#include <string_view>

#include "migrator/survey/kind.hpp"

namespace migrator::survey {

struct NamedKind {
  Kind kind;
  Readable readable;
  std::string_view says;      // a clause: what it is, and why it can or cannot be read
  std::string_view database;  // "DB6", "DB8": the post office that has such a file; "": neither
};

/// What a file of this name is, in any case. The name decides alone only where the content is
/// scrambled or has no published form.
std::optional<NamedKind> kind_of_name(std::string_view file_name);

/// Whether `name` is `pattern`, in which '*' is any text and '@' is one digit; case does not count.
bool fits(std::string_view name, std::string_view pattern);

/// Whether EXPORT's files, or those that IMPORT takes, are called so: .exp, .ccm, .imp, .cca, .und.
bool is_export_name(std::string_view path);

/// The part of a path after its last '/', and the extension of a name in lower case with its dot.
std::string_view file_name(std::string_view path);
std::string extension(std::string_view path);

}  // namespace migrator::survey
