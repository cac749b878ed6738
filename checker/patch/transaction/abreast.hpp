#pragma once
// Many looks at the disk, two at a time.
#include <cstddef>
#include <functional>

#include "base/result.hpp"

namespace checker::patch::transaction {

/// Calls `look` for each of 0, 1, … below `count`, in two threads where there are many: it has to
/// bear that. The error is that of the lowest number that has one; then some that are higher were
/// not looked at.
base::Result<void> each_abreast(std::size_t count,
                                const std::function<base::Result<void>(std::size_t)>& look);

}  // namespace checker::patch::transaction
