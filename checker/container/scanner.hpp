#pragma once
// Scanner: finds the marks of containers and installers in a stretch of a file,
// reading it in portions and only as far as it is asked to.
#include <cstdint>
#include <optional>
#include <vector>

#include "base/stream.hpp"

namespace checker::container {

enum class Mark { zip_end, cab, seven_zip, nsis, inno, installshield, rar, ole };

struct Hit {
  Mark mark;
  std::uint64_t offset;  // in the file
};

class Scanner {
 public:
  /// Looks at [begin, end) of `file`, which must outlive it.
  Scanner(const base::RandomAccess& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), end_(end), at_(begin) {}
  /// The next mark; nullopt at the end.
  base::Result<std::optional<Hit>> next();
  /// Goes on at `offset`, if that is further on.
  void skip_to(std::uint64_t offset) { at_ = std::max(at_, offset); }

 private:
  base::Result<void> fill();

  const base::RandomAccess& file_;
  std::uint64_t end_, at_;
  std::uint64_t held_at_ = 0;
  std::vector<std::byte> held_;
};

}  // namespace checker::container
