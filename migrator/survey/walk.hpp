#pragma once
// The files below a folder, in the order of their names. Nothing is opened, no link is followed.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace migrator::survey {

struct Found {
  enum class Type { file, link, special, unreadable };
  std::string path;  // relative, '/'-separated, bytes as the disk has them
  std::uint64_t size = 0;
  Type type = Type::file;
  std::string trouble{};  // of what is unreadable
};

struct Walked {
  std::vector<Found> files;
  /// Folders of runs of ours: a destination, an extracted set or a state, never the one that was
  /// asked for. Relative, with a '/' at the end.
  std::vector<std::string> runs;
  bool cut = false;  // there was more than a walk takes
};

/// Folders within folders, and files in all: more than any post office had.
inline constexpr int kMostDepth = 64;
inline constexpr std::size_t kMostFiles = 250'000;

/// Errc::io when the folder itself is not there or cannot be read, Errc::usage when it is none.
/// What cannot be read further down is a line.
base::Result<Walked> walk(const std::filesystem::path& folder);

/// Whether `path` lies in one of these folders of runs.
bool lies_in_run(const Walked& walked, const std::string& path);

}  // namespace migrator::survey
