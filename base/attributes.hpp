#pragma once
// What a file has beside its bytes.
#include <filesystem>

#include "base/result.hpp"

namespace base {

/// Gives the open file `to` the owner, the mode and the extended attributes (access lists among
/// them) of the regular file, or folder, `from`, and with `times` its times of access and change,
/// to the nanosecond. Inode flags (chattr) are not among what is given. `name`: of `to`, for
/// messages. Errc::io names what could not be given.
Result<void> copy_attributes(const std::filesystem::path& from, int to, const std::string& name,
                             bool times);

}  // namespace base
