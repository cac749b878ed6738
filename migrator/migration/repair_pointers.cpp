#include "migrator/migration/repair_pointers.hpp"

#include "migrator/migration/note.hpp"
#include "migrator/migration/repair_lines.hpp"
#include "migrator/migration/repair_primary.hpp"

namespace migrator::migration {
namespace {

using base::Result;

class Follower {
 public:
  Follower(const MendedPrimary& primary, const Folder& folder, const base::CodePage& page,
           const BlockMender& blocks)
      : primary_(primary), folder_(folder), page_(page), blocks_(blocks) {}

  Result<std::vector<Edit>> run() {
    PrimaryReader reader(primary_.file, primary_.name, page_);
    Section section;
    for (;;) {
      auto entry = reader.next();
      if (!entry) return std::move(entry).error();
      reader.take_remarks();
      if (auto* next = std::get_if<Section>(&*entry)) {
        section = std::move(*next);
        end_ = section.offset;
      } else if (const auto* row = std::get_if<Row>(&*entry)) {
        if (row->note && row->note->contains("at"))
          if (auto done = take_note(*row); !done) return std::move(done).error();
        if (auto done = take_row(section, *row); !done) return std::move(done).error();
        end_ = row->offset + row->length;
      } else {
        return std::move(edits_);
      }
    }
  }

 private:
  // The pointer with its new offset; nullopt when it stays.
  std::optional<std::string> followed(const Field& field) const {
    const auto pointer = parse_pointer(field, page_);
    if (!pointer) return std::nullopt;
    const auto name = folder_.find(pointer->file);
    if (!name) return std::nullopt;
    const std::uint64_t offset = moved(blocks_.edits(*name), pointer->offset);
    if (offset == pointer->offset) return std::nullopt;
    const auto open = field.text.rfind('(');  // the name stays as it was written
    return field.text.substr(0, open + 1) + std::to_string(offset) + ")";
  }

  Result<void> take_row(const Section& section, const Row& row) {
    if (section.kind == SectionKind::directory) return {};  // its rows hold no pointers
    std::vector<std::pair<std::size_t, std::string>> now;
    for (std::size_t i = 1; i < row.fields.size(); ++i) {
      const auto other = section.kind == SectionKind::message
                             ? blocks_.pointer(primary_.name, row.offset, i)
                             : std::nullopt;
      if (other)
        now.emplace_back(
            i, to_text(Pointer{other->file, moved(blocks_.edits(other->file), other->offset)}));
      else if (auto text = followed(row.fields[i]))
        now.emplace_back(i, std::move(*text));
    }
    if (now.empty()) return {};  // no limit: a row that does not follow would lead nowhere
    auto line = logical_line(*primary_.file, row.offset, row.length);
    if (!line) return std::move(line).error();
    for (const auto& [field, text] : now) *line = with_field(*line, field, text);
    edits_.push_back({row.offset, row.length, *line + "\r\n"});
    return {};
  }

  // A note of ours above the row that stands in a block: its line is looked for.
  Result<void> take_note(const Row& row) {
    LineReader lines(primary_.file, end_);
    for (;;) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line || (**line).offset >= row.offset) return {};
      const auto note = parse_note_line((**line).text);
      if (!note || !*note || !(*note)->contains("at") || !(*note)->at("at").is_string()) continue;
      const auto now = followed({(*note)->at("at").get<std::string>()});
      if (!now) continue;
      base::Json changed = **note;
      changed["at"] = *now;
      edits_.push_back({(**line).offset, (**line).length, to_note_line(changed) + "\r\n"});
    }
  }

  const MendedPrimary& primary_;
  const Folder& folder_;
  const base::CodePage& page_;
  const BlockMender& blocks_;
  std::vector<Edit> edits_;
  std::uint64_t end_ = 0;
};

}  // namespace

Result<std::vector<Edit>> pointer_edits(const MendedPrimary& primary, const Folder& folder,
                                        const base::CodePage& page, const BlockMender& blocks) {
  return Follower(primary, folder, page, blocks).run();
}

}  // namespace migrator::migration
