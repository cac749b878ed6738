#pragma once
// How large a message can be, for who reads what we wrote.
#include <cstddef>

namespace migrator {

/// Parts of one message: a message of migration files has at most so many blocks (kMaxBlocks), one
/// of an export fewer items. The readers assert it.
inline constexpr std::size_t kMostParts = 65'536;

}  // namespace migrator
