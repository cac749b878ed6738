#include "migrator/run/primary_pieces.hpp"

namespace migrator::run {

using base::Result;
using migration::Row;
using migration::Section;

PrimaryPieces::PrimaryPieces(std::shared_ptr<const base::RandomAccess> file, std::string name,
                             const base::CodePage& page)
    : size_(file->size()), reader_(file, std::move(name), page), lines_(file) {}

Result<void> PrimaryPieces::read() {
  auto entry = reader_.next();
  if (!entry) return std::move(entry).error();
  reader_.take_remarks();
  entry_ = std::move(*entry);
  return {};
}

// Passes over the lines before `to`; lead_ stays behind the last that a section or row consists of.
Result<void> PrimaryPieces::advance(std::uint64_t to) {
  for (;;) {
    if (!line_) {
      auto line = lines_.next();
      if (!line) return std::move(line).error();
      if (!*line) return {};
      line_ = std::move(**line);
    }
    if (line_->offset >= to) return {};
    const bool comment = line_->text.starts_with('!') || line_->text == "\x1A" ||
                         (line_->text.empty() && !line_->too_long);
    if (!comment) lead_ = line_->offset + line_->length;
    line_.reset();
  }
}

Result<std::optional<Piece>> PrimaryPieces::next() {
  if (!std::exchange(started_, true))
    if (auto done = read(); !done) return std::move(done).error();
  Piece piece;
  if (const auto* row = std::get_if<Row>(&entry_)) {
    piece = {false,
             kind_,
             usable_,
             row->note.has_value(),
             lead_,
             row->offset,
             row->offset + row->length};
    if (auto done = advance(piece.end); !done) return std::move(done).error();
    lead_ = piece.end;
    if (auto done = read(); !done) return std::move(done).error();
    return std::optional(piece);
  }
  const auto* section = std::get_if<Section>(&entry_);
  if (section == nullptr) return std::optional<Piece>();
  kind_ = section->kind;
  usable_ = !section->defect;
  piece = {true, kind_, usable_, false, lead_, section->offset, 0};
  if (auto done = read(); !done) return std::move(done).error();
  // Title and header are what stands before the next section or row, without its comments.
  const auto* row = std::get_if<Row>(&entry_);
  section = std::get_if<Section>(&entry_);
  lead_ = piece.begin;
  if (auto done = advance(row != nullptr       ? row->offset
                          : section != nullptr ? section->offset
                                               : size_);
      !done)
    return std::move(done).error();
  piece.end = lead_;
  return std::optional(piece);
}

}  // namespace migrator::run
