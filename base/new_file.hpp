#pragma once
// A file that is written where there was none.
#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// Makes `path` with this content, whole or not at all, and durable. Whatever stands there, or
/// beside it, stays as it is: Errc::conflict when there is something called so. Errc::io when the
/// folder cannot be written to.
Result<void> write_new(const std::filesystem::path& path, std::string_view content);

}  // namespace base
