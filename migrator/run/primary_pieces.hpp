#pragma once
// A primary file cut into pieces that can be copied: sections with their title and header, and
// rows, each with the comments and notes that stand above it.
#include <memory>
#include <optional>
#include <string>

#include "migrator/migration/lines.hpp"
#include "migrator/migration/primary.hpp"

namespace migrator::run {

struct Piece {
  bool section = false;  // title and header; else a row
  migration::SectionKind kind = migration::SectionKind::unknown;
  bool usable = true;                          // the section's title and header can be read
  bool noted = false;                          // a row with a note of ours
  std::uint64_t lead = 0, begin = 0, end = 0;  // comments from lead on; then itself
};

class PrimaryPieces {
 public:
  PrimaryPieces(std::shared_ptr<const base::RandomAccess> file, std::string name,
                const base::CodePage& page);
  /// The next piece; nullopt at the end.
  base::Result<std::optional<Piece>> next();

 private:
  base::Result<void> advance(std::uint64_t to);
  base::Result<void> read();

  std::uint64_t size_;
  migration::PrimaryReader reader_;
  migration::LineReader lines_;
  std::optional<migration::Line> line_;  // the next one
  bool started_ = false;
  migration::PrimaryReader::Entry entry_;  // the next one
  migration::SectionKind kind_ = migration::SectionKind::unknown;
  bool usable_ = false;
  std::uint64_t lead_ = 0;  // behind the last line that is more than a comment
};

}  // namespace migrator::run
