// A primary file: sections and rows tile it, and reading can begin at any section.
#include "migrator/migration/primary.hpp"

#include "migrator/run/primary_pieces.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;
using namespace migrator::migration;

namespace {

constexpr const char* kName = "x.pri";

void check_pieces(const std::shared_ptr<const base::RandomAccess>& file, const base::CodePage& page,
                  std::size_t entries) {
  migrator::run::PrimaryPieces pieces(file, kName, page);
  std::uint64_t at = 0;
  std::size_t count = 0;
  for (;; ++count) {
    const auto piece = pieces.next();
    require(bool(piece), "memory can be read");
    if (!*piece) break;
    require((*piece)->lead >= at && (*piece)->begin >= (*piece)->lead &&
                (*piece)->end >= (*piece)->begin && (*piece)->end <= file->size(),
            "pieces come one after the other");
    at = (*piece)->end;
  }
  require(count == entries, "a piece for every section and row");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kPage = base::CodePage::find(932);  // with characters of two bytes
  const auto file = fuzz::file_of(fuzz::bytes(data, size));
  PrimaryReader reader(file, kName, *kPage);
  std::uint64_t at = 0;
  std::size_t entries = 0;
  std::optional<Section> last;
  for (;; ++entries) {
    const auto entry = reader.next();
    require(bool(entry), "memory can be read");
    reader.take_remarks();
    if (std::holds_alternative<std::monostate>(*entry)) break;
    if (const auto* section = std::get_if<Section>(&*entry)) {
      require(section->offset >= at && section->offset < size,
              "sections lie in the file, in order");
      require(section->defect || !section->columns.empty(), "a good section has columns");
      at = section->offset;
      last = *section;
      continue;
    }
    const auto& row = std::get<Row>(*entry);
    require(last.has_value(), "a row has a section");
    require(row.offset >= at && row.length > 0 && row.offset + row.length <= size,
            "rows lie in the file, in order");
    require(row.defect.has_value() != !row.fields.empty(), "a row has fields or a defect");
    at = row.offset + row.length;
  }
  check_pieces(file, *kPage, entries);
  if (!last) return 0;
  PrimaryReader from(file, kName, *kPage, last->offset, last->line);
  const auto title = from.next();
  require(bool(title) && std::holds_alternative<Section>(*title), "a section is found again");
  return 0;
}
